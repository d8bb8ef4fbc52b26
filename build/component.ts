import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { $init, generate } from '@bytecodealliance/jco-transpile/component';
import { componentEmbed, componentNew } from '@bytecodealliance/jco-transpile/wasm-tools';
import { transform } from 'esbuild';
import { glueOptions, quietGlue } from '../runtime/component/glue-text.ts';
import { type Cache, keyOf, writeChanged } from './cache.ts';
import type { BuiltVariant } from './context.ts';

const require = createRequire(import.meta.url);

/** The version of an installed package, for cache keys. */
export function versionOf(name: string, from: NodeJS.Require = require): string {
  for (const folder of from.resolve.paths(name) ?? []) {
    const manifest = path.join(folder, name, 'package.json');
    if (fs.existsSync(manifest)) return (JSON.parse(fs.readFileSync(manifest, 'utf8')) as { version: string }).version;
  }
  throw new Error(`Cannot tell the version of "${name}": it is not installed`);
}

// this file too, and the host's part: their options shape what comes out
const recipe = [import.meta.filename, path.join(import.meta.dirname, '../runtime/component/glue-text.ts')];
const tools = `${recipe.map((file) => fs.readFileSync(file, 'utf8')).join(' ')} jco-transpile ${versionOf('@bytecodealliance/jco-transpile')}, esbuild ${versionOf('esbuild')}`;

export interface ComponentOptions {
  /** What the files are called: `cpp` gives `cpp.component.wasm`, `cpp.js`, `cpp.core.wasm`. */
  readonly name: string;
  /** The core module: it exports what `world` asks for, by the canonical ABI, with UTF-8 strings. */
  readonly core: Uint8Array;
  /** WIT in one text (see `witSource`). */
  readonly witSource: string;
  readonly world: string;
  /** Where the files go. */
  readonly directory: string;
  readonly cache: Cache;
  /** Imports the component may have; any other fails the build. Default: none. */
  readonly imports?: readonly string[];
}

/** What was built, but for what it needs of an engine. */
export type BuiltComponent = Omit<BuiltVariant, 'features'>;

/** Core module → component → JavaScript glue without a WASI shim, all by content: nothing runs twice for equal inputs. */
export async function buildComponent(options: ComponentOptions): Promise<BuiltComponent> {
  const { core, world, cache } = options;
  const key = keyOf(tools, options.witSource, world, core);
  const component = await cache.bytes(key, 'component.wasm', async () =>
    componentNew(await componentEmbed({ binary: core, witSource: options.witSource, world, stringEncoding: 'utf8' }), []),
  );
  return shipComponent({ ...options, component });
}

/** A component that another toolchain made → its glue, and all files where they belong. */
export async function shipComponent(
  options: Pick<ComponentOptions, 'name' | 'directory' | 'cache' | 'imports'> & { readonly component: Uint8Array },
): Promise<BuiltComponent> {
  const { name, component: bytes, cache, directory } = options;
  const key = keyOf(tools, name, bytes);
  const glue = await cache.bytes(key, 'glue.json', async () => Buffer.from(JSON.stringify(await transpile(name, bytes))));
  const { files, imports } = JSON.parse(Buffer.from(glue).toString()) as Transpiled;
  const refused = imports.filter((wanted) => !(options.imports ?? []).includes(wanted));
  if (refused.length > 0) throw new Error(`Cannot ship component "${name}": it imports ${refused.join(', ')}`);
  for (const [file, base64] of Object.entries(files)) writeChanged(path.join(directory, file), Buffer.from(base64, 'base64'));
  const file = path.join(directory, `${name}.component.wasm`);
  writeChanged(file, bytes);
  const made = Object.keys(files).map((name) => path.join(directory, name));
  return { file, bytes, glue: path.join(directory, `${name}.js`), core: made.filter((each) => each.endsWith('.wasm')) };
}

interface Transpiled {
  /** Base64 by file name. */
  readonly files: Record<string, string>;
  readonly imports: readonly string[];
}

async function transpile(name: string, component: Uint8Array): Promise<Transpiled> {
  await $init;
  const made = generate(component, { ...glueOptions, name, noTypescript: true });
  const files: Record<string, string> = {};
  for (const [file, bytes] of made.files) {
    const out = file.endsWith('.js') ? await slim(Buffer.from(bytes).toString()) : Buffer.from(bytes);
    files[file] = out.toString('base64');
  }
  return { files, imports: made.imports };
}

/** Without the debug log, and minified. */
async function slim(glue: string): Promise<Buffer> {
  const { code } = await transform(quietGlue(glue), { minify: true, format: 'esm', target: 'es2022', legalComments: 'none' });
  return Buffer.from(code);
}
