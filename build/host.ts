import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';
import { writeChanged } from './cache.ts';
import { type Member, root } from './members.ts';
import { buildTemplates } from './templates.ts';

/** The host: TypeScript in runtime/ to JavaScript and declarations in dist/. */
export const host: Member = {
  name: 'host',
  directory: root,
  inputs: [
    'runtime',
    'templates',
    'wit',
    'components/ml/assembly/abi',
    'build/host.ts',
    'build/templates.ts',
    'build/tsconfig.host.json',
    'tsconfig.json',
    'package.json',
    'package-lock.json',
  ].map((input) => path.join(root, input)),
};

const runtime = path.join(root, 'runtime');
const dist = path.join(root, 'dist');

/** Compiles the host. @returns the files that must be there afterwards */
export async function buildHost(): Promise<string[]> {
  const [modules, page] = await Promise.all([bundle(), bundleForPages(), declare()]);
  removeOrphans(dist, runtime, new Set([...modules, ...page]));
  return [...modules, ...page, path.join(dist, 'index.d.ts')];
}

/**
 * JavaScript: a file for each that is loaded by its name, and what they share in a few more. A thread that starts loads
 * two or three files instead of a hundred.
 */
async function bundle(): Promise<string[]> {
  const { build } = await import('esbuild');
  const { exports, dependencies } = manifest();
  const entries = Object.values(exports).flatMap((target) => (typeof target === 'string' ? [] : [source(target.default)]));
  // every file of cli and of a command's own folder is a command by being there
  const commands = fs
    .readdirSync(path.join(runtime, 'cli'), { recursive: true, encoding: 'utf8' })
    .filter((name) => /^(?!support)[a-z-/\\]+\.ts$/.test(name));
  const threads = [
    'worker/node-worker.ts',
    'hub/node-coordinator.ts',
    'component/node-transpiler.ts',
    'wasi/http/node-fetcher.ts',
    'native/node-keeper.ts',
    'native/native-imports.ts',
    'conformance/node-conformance.ts',
  ].map((name) => path.join(runtime, name));
  const { outputFiles } = await build({
    entryPoints: [...entries, ...commands.map((name) => path.join(runtime, 'cli', name)), ...threads],
    outdir: dist,
    outbase: runtime,
    bundle: true,
    splitting: true,
    format: 'esm',
    mainFields: ['module', 'main'],
    platform: 'node',
    target: 'es2024',
    // at the root, from where the worker's file is found
    chunkNames: '[name]-[hash]',
    external: ['node:*', ...Object.keys(dependencies)],
    plugins: [withoutWasi],
    sourcemap: 'linked',
    legalComments: 'inline',
    minifyWhitespace: true,
    minifySyntax: true,
    write: false,
    logLevel: 'silent',
  });
  for (const { path: file, contents } of outputFiles) writeChanged(file, contents);
  copyTranspiler(path.join(dist, 'component'));
  buildTemplates(path.join(dist, 'templates'));
  return outputFiles.map((file) => file.path);
}

/** jco's transpiler needs no WASI to speak of, and its shim starts a thread of its own. */
const withoutWasi: Plugin = {
  name: 'without-wasi',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^@bytecodealliance\/preview2-shim\// }, () => ({ path: path.join(runtime, 'component/no-wasi.ts') }));
  },
};

/** The core modules of jco's transpiler, to beside the thread that they are bundled into. */
export function copyTranspiler(to: string): void {
  const folder = path.dirname(fileURLToPath(import.meta.resolve('@bytecodealliance/jco-transpile/component')));
  for (const name of fs.readdirSync(folder)) {
    if (!/^js-component-bindgen-component\.core\d*\.wasm$/.test(name)) continue;
    writeChanged(path.join(to, name), fs.readFileSync(path.join(folder, name)));
  }
}

const forPages: Plugin = {
  name: 'for-pages',
  setup: ({ onResolve, onLoad }) => {
    const replace = (filter: RegExp, file: string) => onResolve({ filter }, () => ({ path: path.join(runtime, file) }));
    replace(/\/this-platform\.ts$/, 'platform/this-page.ts');
    replace(/\/(granted-files|start-fetcher)\.ts$/, 'wasi/in-pages.ts');
    // jco's transpiler asks for files only where there is Node; of our own, nothing may
    onResolve({ filter: /^node:/ }, ({ kind, importer }) => {
      if (kind === 'dynamic-import') return { path: 'none', namespace: 'node' };
      return { errors: [{ text: `a page has no Node, which ${importer} asks for` }] };
    });
    onLoad({ filter: /.*/, namespace: 'node' }, () => ({ contents: '' }));
  },
};

/** What makes modules for a page of the host's sources: nothing of `node:`, and threads that start from files beside. */
export const pageOptions = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2024',
  chunkNames: '[name]-[hash]',
  plugins: [forPages, withoutWasi],
  logLevel: 'silent',
} as const satisfies BuildOptions;

/** The entry points of a page's threads, by the names under which `platform/browser.ts` finds them. */
export const pageThreads = {
  worker: path.join(runtime, 'worker/browser-worker.ts'),
  coordinator: path.join(runtime, 'hub/browser-coordinator.ts'),
  transpiler: path.join(runtime, 'component/browser-transpiler.ts'),
};

/** The same modules for pages: what the package exports under the condition "browser", and their threads. */
async function bundleForPages(): Promise<string[]> {
  const { build } = await import('esbuild');
  const { exports } = manifest();
  const entries = Object.values(exports).flatMap((target) => {
    if (typeof target === 'string' || target.browser === undefined) return [];
    return [[target.browser.replace(/^\.\/dist\/browser\/|\.js$/g, ''), source(target.default)] as const];
  });
  const { outputFiles } = await build({
    ...pageOptions,
    entryPoints: { ...Object.fromEntries(entries), ...pageThreads },
    outdir: path.join(dist, 'browser'),
    sourcemap: 'linked',
    legalComments: 'inline',
    minify: true,
    keepNames: true,
    write: false,
  });
  for (const { path: file, contents } of outputFiles) writeChanged(file, contents);
  copyTranspiler(path.join(dist, 'browser'));
  return outputFiles.map((file) => file.path);
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly browser?: string; readonly default: string }>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

function manifest(): Manifest {
  return JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
}

/** The source of a file in dist/. */
function source(target: string): string {
  return path.join(runtime, target.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'));
}

/** Declarations, file by file. */
async function declare(): Promise<void> {
  const tsc = spawn(path.join(root, 'node_modules/.bin/tsc'), ['-p', path.join(root, 'build/tsconfig.host.json')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  tsc.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = (await once(tsc, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`Cannot compile the host:\n${text}`);
  const generated = path.join(runtime, 'generated');
  for (const name of fs.readdirSync(generated)) {
    writeChanged(path.join(dist, 'generated', name), fs.readFileSync(path.join(generated, name)));
  }
}

/**
 * Deletes declarations whose source is gone, and what is no module of this build any more: a file of dist/cli, for one,
 * is a command by being there.
 */
export function removeOrphans(dist: string, sources: string, modules: ReadonlySet<string>): void {
  for (const name of fs.readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(dist, name);
    const stem = /^(.+)\.d\.ts$/.exec(name)?.[1];
    const orphan =
      stem === undefined
        ? /\.js(\.map)?$/.test(name) && !modules.has(file)
        : !['.ts', '.d.ts'].some((extension) => fs.existsSync(path.join(sources, stem + extension)));
    if (orphan) fs.rmSync(file);
  }
}
