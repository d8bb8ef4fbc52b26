import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { copyTranspiler, pageOptions, pageThreads } from '../../build/host.ts';
import { root } from '../../build/members.ts';
import { buildPlayground } from './build-playground.ts';
import { bundledLicences } from './bundled-licences.ts';
import { copyExecutors, executorNames, packSnapshot, pythonFiles } from './copy-executors.ts';

const demo = path.join(root, 'demo');

/** Executors are packages whose modules name their files relative to themselves: they stay as they are, beside the site's own. */
const executors: Plugin = {
  name: 'executors',
  setup: ({ onResolve }) => {
    onResolve({ filter: new RegExp(`^polyray-(${executorNames.join('|')})$`) }, ({ path: name }) => ({
      path: `./executors/${name.replace('polyray-', '')}/index.js`,
      external: true,
    }));
  },
};

/**
 * Builds the site into a folder that any static host can serve, under any path. What stands beside it in a part's folder is
 * found by its name: `main.ts` and `style.css` of the part, `*.worklet.ts` as threads of their own.
 */
export async function buildSite(folder: string): Promise<void> {
  fs.rmSync(folder, { recursive: true, force: true });
  const parts = fs.readdirSync(demo).filter((name) => fs.existsSync(path.join(demo, name, 'main.ts')));
  const inParts = (pattern: RegExp) =>
    parts.flatMap((part) =>
      fs
        .readdirSync(path.join(demo, part))
        .filter((name) => pattern.test(name))
        .map((name) => path.join(demo, part, name)),
    );
  copyExecutors(folder);
  const packed = packSnapshot(folder);
  const worklets = inParts(/\.worklet\.ts$/).map((file) => [path.basename(file, '.ts'), file] as const);
  const { metafile } = await build({
    ...pageOptions,
    entryPoints: { ...pageThreads, main: path.join(demo, 'main.ts'), ...Object.fromEntries(worklets) },
    plugins: [...pageOptions.plugins, executors],
    define: { pythonFiles: JSON.stringify(pythonFiles(folder)) },
    outdir: folder,
    minify: true,
    keepNames: true,
    sourcemap: 'linked',
    legalComments: 'linked',
    metafile: true,
    absWorkingDir: root,
    logLevel: 'warning',
  });
  await build({
    stdin: {
      contents: [path.join(demo, 'style.css'), ...inParts(/^style\.css$/)].map((file) => `@import ${JSON.stringify(file)};`).join('\n'),
      loader: 'css',
      resolveDir: demo,
    },
    bundle: true,
    minify: true,
    outfile: path.join(folder, 'style.css'),
    logLevel: 'warning',
  });
  const page = fs.readFileSync(path.join(demo, 'index.html'), 'utf8');
  fs.writeFileSync(path.join(folder, 'index.html'), page.replace('</head>', `${preloads(metafile, folder)}</head>`));
  for (const name of ['icon.svg', 'manifest.webmanifest']) fs.copyFileSync(path.join(demo, name), path.join(folder, name));
  fs.writeFileSync(path.join(folder, 'licences.txt'), bundledLicences(metafile));
  copyTranspiler(folder);
  await buildPlayground(path.join(folder, 'components/playground.wasm'));
  copyRecording(folder);
  await packed;
  await buildServiceWorker(folder);
}

/** Links to all modules of the page's first part, so that they are not found one behind the other. */
function preloads({ outputs }: Metafile, folder: string): string {
  const wanted = new Set<string>();
  const visit = (file: string): void => {
    if (wanted.has(file)) return;
    wanted.add(file);
    for (const { kind, path: to } of outputs[file]?.imports ?? []) if (kind === 'import-statement') visit(to);
  };
  for (const [file, { entryPoint }] of Object.entries(outputs)) if (/^demo\/(listen\/)?main\.ts$/.test(entryPoint ?? '')) visit(file);
  const names = [...wanted].map((file) => (file in outputs ? path.relative(folder, path.join(root, file)) : file));
  return names.map((name) => `<link rel="modulepreload" href="${name.replaceAll(path.sep, '/')}" />`).join('');
}

/** The example's recordings, networks and rule, and what licence they have. */
function copyRecording(folder: string): void {
  const example = path.join(root, 'examples/bearing-diagnosis');
  for (const name of ['data', 'model', 'pipeline.json', 'recordings.json', 'rule.py'])
    fs.cpSync(path.join(example, name), path.join(folder, 'bearing-diagnosis', name), { recursive: true });
}

/** Of these, a visitor has a copy only after using them: Python, the transpiler of own components, other recordings. */
const onDemand = [
  /^executors\/pyodide\//,
  /^executors\/python\/(host\/|dist\/(?!builds\.js$))/,
  /\.component\.wasm$/,
  /^transpiler\.js$|^js-component-bindgen/,
  /^bearing-diagnosis\/data\/(?!motor-4\.)/,
];
/** What is not kept at all: for developers, or asked for by the service worker alone. */
const unkept = /\.(map|LEGAL\.txt|md|packed)$/;

async function buildServiceWorker(folder: string): Promise<void> {
  const files = fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll(path.sep, '/'))
    .filter((name) => fs.statSync(path.join(folder, name)).isFile())
    .sort();
  const all = createHash('sha256');
  const firstLoad = ['./'];
  const hashes: Record<string, string> = {};
  for (const name of files) {
    const bytes = fs.readFileSync(path.join(folder, name));
    all.update(`${name}\0`).update(bytes);
    if (name === 'index.html' || unkept.test(name)) continue;
    if (onDemand.some((pattern) => pattern.test(name))) hashes[name] = createHash('sha256').update(bytes).digest('hex');
    else firstLoad.push(name);
  }
  await build({
    entryPoints: [path.join(demo, 'service-worker/service-worker.ts')],
    define: {
      siteVersion: JSON.stringify(all.digest('hex').slice(0, 16)),
      firstLoad: JSON.stringify(firstLoad),
      onDemand: JSON.stringify(hashes),
    },
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2024',
    outfile: path.join(folder, 'service-worker.js'),
    logLevel: 'warning',
  });
}
