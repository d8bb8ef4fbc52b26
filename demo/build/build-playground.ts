import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { componentEmbed, componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { root } from '../../build/members.ts';
import { witSource } from '../../build/wit-source.ts';

/** The default export of a template's `build.mjs`. */
type BuildCore = (options: { readonly name: string; readonly version: string; readonly directory: string }) => Promise<Uint8Array>;

const template = path.join(root, 'dist/templates/executor/assemblyscript');

/** Compiles the component that visitors can try, as `polyray build` compiles a folder of theirs. */
export async function buildPlayground(file: string): Promise<void> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-playground-'));
  try {
    const assembly = path.join(directory, 'assembly');
    fs.cpSync(path.join(root, 'demo/component/playground'), assembly, { recursive: true });
    fs.cpSync(path.join(template, 'assembly/abi'), path.join(assembly, 'abi'), { recursive: true });
    // loaded where it lies, from where it finds the compiler
    const { default: build } = (await import(pathToFileURL(path.join(template, 'build.mjs')).href)) as { default: BuildCore };
    const binary = await build({ name: 'playground', version: '1.0.0', directory });
    const embedded = await componentEmbed({ binary, witSource: witSource(), world: 'component', stringEncoding: 'utf8' });
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, await componentNew(embedded, []));
  } finally {
    fs.rmSync(directory, { recursive: true });
  }
}
