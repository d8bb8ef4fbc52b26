import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, Plugin } from 'esbuild';
import { writeChanged } from './cache.ts';
import { type Member, root } from './members.ts';
import { writePageModules, writeThreadModules } from './page-modules.ts';
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
    'build/cache.ts',
    'build/host.ts',
    'build/members.ts',
    'build/page-modules.ts',
    'build/selection.mjs',
    'build/templates.ts',
    'build/tsconfig.host.json',
    'build/wit-source.ts',
    'tsconfig.json',
    'package.json',
    'package-lock.json',
  ].map((input) => path.join(root, input)),
  except: new Set(),
};

const runtime = path.join(root, 'runtime');
const dist = path.join(root, 'dist');

/** Compiles the host. @returns the files that must be there afterwards */
export async function buildHost(): Promise<string[]> {
  const [modules, page, separate, declarations] = await Promise.all([bundle(), bundleForPages(), modulesForBundlers(), declare()]);
  const files = [...modules, ...page, ...separate, ...declarations];
  removeOrphans(dist, new Set(files));
  return files;
}

/**
 * JavaScript: a file for each that is loaded by its name, and what they share in a few more. A thread that starts loads
 * two or three files instead of a hundred.
 */
async function bundle(): Promise<string[]> {
  const { build } = await import('esbuild');
  const { exports } = manifest();
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
    external: ['node:*'],
    // as Node itself takes it: its modules have another default
    alias: { wavefile: path.join(root, 'node_modules/wavefile/dist/wavefile.js') },
    plugins: [withoutWasi],
    sourcemap: 'linked',
    legalComments: 'none', // they are in the file of licences
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

/** What pages have in the place of what needs Node. */
const insteadInPages: ReadonlyMap<string, string> = new Map([
  ['platform/this-platform.ts', 'platform/this-page.ts'],
  ['wasi/filesystem/granted-files.ts', 'wasi/in-pages.ts'],
  ['wasi/http/start-fetcher.ts', 'wasi/in-pages.ts'],
]);

const forPages: Plugin = {
  name: 'for-pages',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^\..*\.ts$/ }, ({ path: specifier, resolveDir }) => {
      const other = insteadInPages.get(path.relative(runtime, path.join(resolveDir, specifier)));
      return other === undefined ? undefined : { path: path.join(runtime, other) };
    });
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
    return [[target.browser.replace(/^\.\/dist\/modules\/|\.js$/g, ''), source(target.default)] as const];
  });
  const { outputFiles } = await build({
    ...pageOptions,
    entryPoints: { ...Object.fromEntries(entries), ...pageThreads },
    outdir: path.join(dist, 'browser'),
    sourcemap: 'linked',
    legalComments: 'none',
    // names stay: errors mention them, and what would mark them as kept takes more room than they do
    minifyWhitespace: true,
    minifySyntax: true,
    write: false,
  });
  for (const { path: file, contents, text } of outputFiles) {
    // the minifier drops what tells bundlers that this is an address and no module of theirs
    writeChanged(
      file,
      file.endsWith('.js') ? text.replaceAll(/\bimport\((?=[\w$.]+\))/g, 'import(/* webpackIgnore: true */ /* @vite-ignore */ ') : contents,
    );
  }
  copyTranspiler(path.join(dist, 'browser'));
  return outputFiles.map((file) => file.path);
}

/** The host for bundlers, module by module: what the package exports under the condition "browser". */
async function modulesForBundlers(): Promise<string[]> {
  const to = path.join(dist, 'modules');
  const entries = Object.values(manifest().exports).flatMap((target) =>
    typeof target === 'string' || target.browser === undefined ? [] : [source(target.default)],
  );
  const files = await writePageModules({
    sources: runtime,
    to,
    entries: [...entries, pageThreads.worker, pageThreads.coordinator],
    instead: insteadInPages,
    target: pageOptions.target,
  });
  // the transpiler is large whoever loads it, and its wasm lies beside it
  const threads = writeThreadModules(path.join(to, 'platform'), {
    worker: '../worker/browser-worker.js',
    coordinator: '../hub/browser-coordinator.js',
    transpiler: '../../browser/transpiler.js',
  });
  return [...files, ...threads];
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly browser?: string; readonly default: string }>>;
}

function manifest(): Manifest {
  return JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as Manifest;
}

/** The source of a file in dist/. */
function source(target: string): string {
  return path.join(runtime, target.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'));
}

/** A module that a declaration mentions, without its ending. */
const mentioned = /(?:from |import\()['"](\.{1,2}\/[^'"]+?)(?:\.d)?\.[jt]s['"]/g;

/** Declarations of what the package exports, and of what these mention; in them, too, modules are JavaScript. */
async function declare(): Promise<string[]> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-declarations-'));
  try {
    await compile(folder);
    fs.cpSync(path.join(runtime, 'generated'), path.join(folder, 'generated'), { recursive: true });
    const entries = Object.values(manifest().exports).flatMap((target) => (typeof target === 'string' ? [] : [target.types]));
    const written = new Set<string>();
    const queue = entries.map((entry) => path.relative('dist', entry));
    for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
      const to = path.join(dist, name);
      // examples in comments mention modules, too, which there are not
      if (written.has(to) || !fs.existsSync(path.join(folder, name))) continue;
      written.add(to);
      const text = fs.readFileSync(path.join(folder, name), 'utf8');
      for (const [, module] of text.matchAll(mentioned)) queue.push(path.join(path.dirname(name), `${module}.d.ts`));
      writeChanged(
        to,
        text.replaceAll(mentioned, (given, module) => given.replace(/\.{1,2}\/[^'"]+/, `${module}.js`)),
      );
    }
    return [...written];
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function compile(folder: string): Promise<void> {
  const args = ['-p', path.join(root, 'build/tsconfig.host.json'), '--outDir', folder];
  const tsc = spawn(process.execPath, [path.join(root, 'node_modules/typescript/bin/tsc'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  tsc.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  const [code] = (await once(tsc, 'close')) as [number | null];
  if (code !== 0) throw new Error(`Cannot compile the host:\n${text}`);
}

/** Deletes modules and declarations that are not of this build: a file of dist/cli, for one, is a command by being there. */
export function removeOrphans(dist: string, files: ReadonlySet<string>): void {
  for (const name of fs.readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const file = path.join(dist, name);
    if (/\.(js(\.map)?|d\.ts)$/.test(name) && !file.startsWith(path.join(dist, 'templates')) && !files.has(file)) fs.rmSync(file);
  }
}
