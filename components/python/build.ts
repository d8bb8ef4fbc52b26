import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { keyOf, writeChanged } from '../../build/cache.ts';
import { buildComponent, versionOf } from '../../build/component.ts';
import type { Build, BuildContext } from '../../build/context.ts';
import { nestedWit, witSource } from '../../build/wit-source.ts';
import { bringWheels, type ShippedWheel } from './build/bring-wheels.ts';
import { pythonEnvironment } from './build/python-environment.ts';
import type { PythonOptions } from './options.ts';

const run = promisify(execFile);

/** The component from its WAT, and the snapshot of an interpreter that has the executor's Python imported. */
export const build: Build<PythonOptions> = async (context) => {
  const { directory, cache, options } = context;
  const output = path.join(directory, 'dist');
  const wat = fs.readFileSync(path.join(directory, 'guest', 'python.wat'), 'utf8');
  const core = await cache.bytes(keyOf('wat', wat), 'wasm', () => parse(wat));
  const component = await buildComponent({
    name: 'python',
    core,
    witSource: witSource(path.join(directory, 'wit')) + nestedWit(witSource()),
    world: 'component',
    directory: output,
    cache,
    imports: ['polyray:python/interpreter'],
  });
  // see host/pyodide.js
  const noModule = path.join(output, 'no-module', 'pyodide.asm.wasm');
  writeChanged(noModule, new Uint8Array());
  const wheels =
    options.packages === undefined ? [] : await bringWheels(context.input(options.packages), path.join(output, 'packages'), context);
  const files = [...wheels.map(({ file }) => path.join(output, 'packages', file)), ...(await buildSnapshot(context, output, wheels))];
  return { variants: [{ ...component, features: [] }], files: [noModule, ...files] };
};

/** One cache entry holds both files, a line of JSON and the snapshot: the manifest's digest is that of this very snapshot. */
async function buildSnapshot(
  { directory, cache, progress, signal }: BuildContext,
  output: string,
  wheels: readonly ShippedWheel[],
): Promise<string[]> {
  const pyodide = versionOf('pyodide', createRequire(path.join(directory, 'package.json')));
  const host = path.join(directory, 'host');
  const makers = ['build-snapshot.js', 'make-snapshot.js', 'pyodide.js', 'snapshot.js'].map((name) =>
    fs.readFileSync(path.join(host, name)),
  );
  const given = JSON.stringify(pythonEnvironment(directory, path.join(directory, '..', '..', 'python')));
  const key = keyOf(`pyodide ${pyodide}, node ${process.version}, UTC`, ...makers, given);
  const both = await cache.bytes(key, 'python-snapshot', async () => {
    progress('Python snapshot', 0, 1);
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-python-'));
    try {
      const [environment, made] = [path.join(scratch, 'environment'), path.join(scratch, 'snapshot')];
      fs.writeFileSync(environment, given);
      const { stderr } = await run(process.execPath, [path.join(host, 'build-snapshot.js'), environment, made], {
        signal,
        // the memory of an interpreter holds what it read of its time zone
        env: { ...process.env, TZ: 'UTC' },
      });
      if (stderr !== '') progress(stderr.trimEnd(), 1, 1);
      return fs.readFileSync(made);
    } finally {
      fs.rmSync(scratch, { recursive: true, force: true });
      progress('Python snapshot', 1, 1);
    }
  });
  const border = both.indexOf(0x0a);
  const manifest = path.join(output, 'python.manifest.json');
  const snapshot = path.join(output, 'python.snapshot');
  const described = Buffer.from(both.subarray(0, border)).toString();
  writeChanged(manifest, wheels.length === 0 ? described : JSON.stringify({ ...(JSON.parse(described) as object), wheels }));
  writeChanged(snapshot, both.subarray(border + 1));
  return [manifest, snapshot];
}
