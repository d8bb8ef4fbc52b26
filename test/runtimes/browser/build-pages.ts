import fs from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { copyTranspiler, pageOptions, pageThreads } from '../../../build/host.ts';
import { root } from '../../../build/members.ts';

const here = path.join(root, 'test/runtimes/browser');

/** esbuild makes a function of a module that imports itself, whose name no other thread can import: such an import stays. */
const itself: Plugin = {
  name: 'modules that import themselves',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\/.*\.ts$/ }, ({ kind, importer, resolveDir, path: name }) => {
      const self = kind === 'dynamic-import' && path.join(resolveDir, name) === importer;
      return self ? { path: name.replace(/\.ts$/, '.js'), external: true } : undefined;
    });
  },
};

/** The executors' packages are loaded as they are: the folder that they are in is served as `/repository/`. */
const packages: Plugin = {
  name: 'executors',
  setup: ({ onResolve }) => {
    onResolve({ filter: /components\/[a-z]+\/index\.js$/ }, ({ resolveDir, path: name }) => ({
      path: `/repository/${path.relative(root, path.join(resolveDir, name))}`,
      external: true,
    }));
  },
};

/** Builds the suites, and the host from the same sources as the package for pages, as one program. */
export async function buildPages(folder: string): Promise<void> {
  const fixtures = path.join(root, 'test/conformance/runtime/fixtures');
  const named = (directory: string, prefix: string) =>
    Object.fromEntries(
      fs.readdirSync(directory).map((name) => [`${prefix}/${path.basename(name, '.ts')}`, path.join(directory, name)] as const),
    );
  await build({
    ...pageOptions,
    entryPoints: {
      ...pageThreads,
      page: path.join(here, 'page.ts'),
      ...named(path.join(here, 'suites'), 'suites'),
      // under their own names, which errors mention
      ...named(fixtures, 'fixtures'),
    },
    plugins: [...pageOptions.plugins, itself, packages],
    outdir: folder,
    logLevel: 'error',
  });
  copyTranspiler(folder);
  // loaded by its address
  fs.copyFileSync(path.join(root, 'test/fixtures/hostile-glue.js'), path.join(folder, 'suites/hostile-glue.js'));
  fs.writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>polyray</title><script type="module" src="./page.js"></script>');
}
