import fs from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { root } from '../../build/members.ts';

/** Where the copy is: a tree of JavaScript like the repository's, without what is built. */
export const copy = path.join(root, 'test/runtimes/dist');

/** What the package exports: the suites get these from `dist/`, as its users do. Its other modules are copied beside them. */
const published: Readonly<Record<string, string>> = {
  'runtime/errors.ts': 'dist/index.js',
  'runtime/index.ts': 'dist/index.js',
  'runtime/init.ts': 'dist/index.js',
  'runtime/check/index.ts': 'dist/check/index.js',
  'runtime/files/index.ts': 'dist/files/index.js',
  'runtime/model/index.ts': 'dist/model/index.js',
  'runtime/native/index.ts': 'dist/native/index.js',
  'runtime/pipeline/index.ts': 'dist/pipeline/index.js',
};

/**
 * Makes a copy of these tests, and of all that they need, that any JavaScript runtime can load, pages included: file by
 * file, so that each still finds what lies beside it.
 *
 * @param suites paths from the root
 */
export async function copySuites(suites: readonly string[]): Promise<void> {
  fs.rmSync(copy, { recursive: true, force: true });
  const done = new Set<string>();
  for (let left = [...suites, ...fixtures()]; left.length > 0; ) {
    for (const file of left) done.add(file);
    const found = new Set<string>();
    await transpile(left, (file) => found.add(file));
    left = [...found].filter((file) => !done.has(file));
  }
  await build({
    entryPoints: ['main', 'vitest'].map((name) => path.join(root, `test/runtimes/${name}.ts`)),
    outdir: path.join(copy, 'test/runtimes'),
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2024',
    external: ['node:*'],
    logLevel: 'warning',
  });
}

/** What tests find by name: modules that tasks import, Python's texts, data. */
function fixtures(): string[] {
  const files = fs
    .globSync(['test/{fixtures,conformance,python,oracle}/**/*', 'examples/*/data/*', 'wit/*'], { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile());
  const names = files.map(({ parentPath, name }) => path.relative(root, path.join(parentPath, name)));
  for (const name of names) {
    if (name.endsWith('.ts')) continue;
    const to = path.join(copy, name);
    fs.mkdirSync(path.dirname(to), { recursive: true });
    fs.copyFileSync(path.join(root, name), to);
  }
  return names.filter((name) => /(^test\/fixtures|\/fixtures)\/.*\.ts$/.test(name));
}

async function transpile(files: readonly string[], need: (file: string) => void): Promise<void> {
  const plugin: Plugin = {
    name: 'copy',
    setup: ({ onResolve }) => {
      onResolve({ filter: /.*/ }, ({ path: specifier, kind, resolveDir, importer }) => {
        if (kind === 'entry-point') return undefined;
        if (specifier === 'vitest') return { path: relative(importer, path.join(copy, 'test/runtimes/vitest.js')), external: true };
        if (!specifier.startsWith('.')) return { path: specifier, external: true };
        const file = path.relative(root, path.resolve(resolveDir, specifier));
        const built = published[file] ?? (file.endsWith('.ts') ? undefined : file);
        if (built !== undefined && !built.startsWith('test/')) return { path: relative(importer, path.join(root, built)), external: true };
        if (fs.existsSync(path.join(root, file))) need(file);
        return { path: relative(importer, path.join(copy, file.replace(/\.ts$/, '.js'))), external: true };
      });
    },
  };
  await build({
    entryPoints: files.map((file) => path.join(root, file)),
    outdir: copy,
    outbase: root,
    bundle: true,
    format: 'esm',
    target: 'es2024',
    plugins: [plugin],
    logLevel: 'warning',
  });
}

/** How the copy of a file names another file. */
function relative(importer: string, file: string): string {
  const found = path.relative(path.join(copy, path.relative(root, path.dirname(importer))), file);
  return found.startsWith('.') ? found : `./${found}`;
}
