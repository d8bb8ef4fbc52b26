// Bundles the program, and the threads that it starts, under the names by which they are looked for; what executors load by
// their addresses is copied beside them.
import { cpSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

await build({
  entryPoints: {
    main: 'main.js',
    'worker/node-worker': 'polyray/node/worker',
    'hub/node-coordinator': 'polyray/node/coordinator',
  },
  bundle: true,
  splitting: true,
  minify: true,
  format: 'esm',
  platform: 'node',
  target: 'node22.12',
  outdir: 'out',
});
cpSync(path.join(path.dirname(fileURLToPath(import.meta.resolve('polyray-cpp'))), 'dist'), 'out', { recursive: true });
