import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { ComponentLoader } from '../component/component-loader.ts';
import { InvalidFileError } from '../errors.ts';
import { thisPlatform } from '../platform/this-platform.ts';
import { UsageError } from './support/exit.ts';
import { type CommonOptions, parseTimeout, withCommon } from './support/options.ts';
import { runUntilStopped } from './support/run-until-stopped.ts';

/** What a folder's build.mjs is told. Its default export gives the core module's bytes. */
interface CoreBuild {
  readonly name: string;
  readonly version: string;
  readonly directory: string;
}

/** Of `@bytecodealliance/jco-transpile/wasm-tools`, a dependency of the folder. */
interface WasmTools {
  componentEmbed(options: { binary: Uint8Array; witSource: string; world: string; stringEncoding: 'utf8' }): Promise<Uint8Array>;
  componentNew(module: Uint8Array, adapters: []): Promise<Uint8Array>;
}

export function command(): Command {
  return withCommon(new Command('build'))
    .description("Make the component of an executor's folder: what its build.mjs compiles, wrapped by the WIT in wit/.")
    .argument('[folder]', 'such as `polyray new executor` makes', '.')
    .addHelpText('after', '\nExample:\n  polyray build filters && polyray test filters/dist/filters.wasm')
    .action((folder: string, options: CommonOptions) =>
      runUntilStopped(`Building "${folder}"`, parseTimeout(options.timeout), (signal) => build(folder, options, signal)),
    );
}

async function build(folder: string, { json }: CommonOptions, signal: AbortSignal): Promise<void> {
  const directory = path.resolve(folder);
  const { name, version, world } = readManifest(folder);
  const script = path.join(directory, 'build.mjs');
  if (!fs.existsSync(script)) throw new UsageError(`Cannot build "${folder}": there is no build.mjs`);
  const tools = (await import(pathToFileURL(resolveTools(directory)).href)) as WasmTools;
  const { default: core } = (await import(pathToFileURL(script).href)) as { default(options: CoreBuild): Promise<Uint8Array> };
  const binary = await core({ name, version, directory });
  signal.throwIfAborted();
  const embedded = await tools.componentEmbed({ binary, witSource: witOf(directory), world, stringEncoding: 'utf8' });
  const bytes = await tools.componentNew(embedded, []);
  const loader = new ComponentLoader(thisPlatform());
  const { sha256 } = await loader.load(bytes, { name, version, signal, cache: false }).finally(() => loader.close());
  const file = path.join(folder, 'dist', `${name}.wasm`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.part`, bytes);
  fs.renameSync(`${file}.part`, file);
  console.log(
    json ? JSON.stringify({ name, version, file, bytes: bytes.length, sha256 }) : `${file}: ${bytes.length} bytes, ${name} ${version}`,
  );
}

function readManifest(folder: string): { readonly name: string; readonly version: string; readonly world: string } {
  const file = path.join(folder, 'package.json');
  let manifest: { readonly name?: unknown; readonly version?: unknown; readonly polyray?: { readonly world?: unknown } };
  try {
    manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as typeof manifest;
  } catch (cause) {
    throw new InvalidFileError(file, (cause as Error).message, { cause });
  }
  const { name, version, polyray: { world = 'component' } = {} } = manifest;
  if (typeof name !== 'string' || typeof version !== 'string' || typeof world !== 'string')
    throw new InvalidFileError(file, 'it needs a name and a version');
  return { name, version, world };
}

function resolveTools(directory: string): string {
  const tools = '@bytecodealliance/jco-transpile/wasm-tools';
  try {
    const folder = createRequire(path.join(directory, 'package.json'))
      .resolve.paths(tools)!
      .find((place) => fs.existsSync(path.join(place, path.dirname(tools))));
    return path.join(folder!, path.dirname(tools), 'dist/wasm-tools.js');
  } catch {
    throw new UsageError(`Cannot build "${directory}": it lacks @bytecodealliance/jco-transpile; \`npm install\` there brings it`);
  }
}

/** One package of WIT in one text. */
function witOf(directory: string): string {
  const folder = path.join(directory, 'wit');
  const texts = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.wit'))
    .sort()
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8'));
  const line = /^package [^;]+;\n/m;
  const head = texts[0]?.match(line)?.[0];
  if (head === undefined) throw new InvalidFileError(folder, 'no file names its package');
  return head + texts.map((text) => text.replace(line, '')).join('\n');
}
