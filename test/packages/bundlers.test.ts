import fs from 'node:fs';
import path from 'node:path';
import { build as esbuild } from 'esbuild';
import { beforeAll, expect, inject, test } from 'vitest';
import webpack from 'webpack';
import { openPage } from './open-page.ts';

const project = inject('project');
const app = path.join(project, 'app');
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data:";

/**
 * Tasks of a module, an actor, a queue, executors, and an error of polyray's own class that comes from a worker.
 *
 * @param comment of a bundler, in its imports
 * @param from what these are relative to
 * @param queue whether to make a queue: its actor is a module of ours, which webpack takes apart
 */
const program = (comment: string, from: string, queue: boolean) => `
import { init, InvalidRequestError, Queue } from 'polyray';
import { cpp } from 'polyray-cpp';
import { ml } from 'polyray-ml';

const ray = await init({ numWorkers: 2, executors: { cpp, ml } });
const module = () => import(${comment}'./tasks.js');
const said = [];
said.push(await ray.get(ray.task(module, 'add', ${from}).remote(2, 3)));
const counter = ray.actor(module, 'Counter', ${from}).remote();
await ray.get(counter.add.remote(40));
said.push(await ray.get(counter.add.remote(2)));
${queue ? queued : ''}const rate = 1000;
const signal = Float64Array.from({ length: 4096 }, (_, i) => Math.sin((2 * Math.PI * 125 * i) / rate));
const { outputs } = await ray.executors.get('cpp').execute({ operation: 'signal.welch', parameters: { rate }, inputs: { signal } });
said.push(outputs.frequencies.data[outputs.power.data.indexOf(Math.max(...outputs.power.data))]);
const x = { data: Float32Array.of(1, 1), dimensions: [1, 2] };
const softmax = await ray.executors.get('ml').execute({ operation: 'tensor.softmax', parameters: {}, inputs: { x } });
said.push(softmax.outputs.y.data.join(' '));
const wrong = { operation: 'signal.welch', parameters: { rate: -1 }, inputs: { signal } };
const failure = await ray.executors.get('cpp').execute(wrong).catch((error) => error);
said.push(failure instanceof InvalidRequestError && failure.path);
await ray.shutdown();
document.querySelector('output').textContent = said.join(', ');
`;
const tasks = `
export const add = (a, b) => a + b;
export const fill = (queue) => queue.put('queued');
export class Counter {
  count = 0;
  add(by) {
    return (this.count += by);
  }
}
`;
const queued = `
const queue = new Queue();
await ray.get(ray.task(module, 'fill', import.meta.url).remote(queue));
said.push(await queue.get());
`;
const expected = ['5', '42', '125', '0.5 0.5', 'parameters.rate'];

beforeAll(() => {
  fs.mkdirSync(app);
  fs.writeFileSync(path.join(app, 'main.js'), program('', 'import.meta.url', true));
  // its own way of loading parts gives no modules that another thread could import, and it makes a file's URL of this machine's
  // of `import.meta.url`
  fs.writeFileSync(path.join(app, 'webpack.js'), program('/* webpackIgnore: true */ ', 'document.baseURI', false));
  fs.writeFileSync(path.join(app, 'tasks.js'), tasks);
});

async function opened(out: string): Promise<string> {
  fs.writeFileSync(
    path.join(out, 'index.html'),
    '<!doctype html><link rel="icon" href="data:,"><output></output><script type="module" src="./main.js"></script>',
  );
  const page = await openPage({ folder: out, isolated: true, policy });
  try {
    const text = await page.textOf('output');
    expect(page.said).toEqual([]);
    return text;
  } finally {
    await page.close();
  }
}

test('esbuild', async () => {
  const out = path.join(app, 'esbuild');
  const threads = Object.fromEntries(['worker', 'coordinator'].map((name) => [name, `polyray/browser/${name}`]));
  const entryPoints = { main: path.join(app, 'main.js'), ...threads };
  await esbuild({
    entryPoints,
    absWorkingDir: app,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    outdir: out,
    logLevel: 'error',
  });
  for (const name of ['cpp', 'ml']) fs.cpSync(path.join(project, `node_modules/polyray-${name}/dist`), out, { recursive: true });
  expect(await opened(out)).toBe(expected.toSpliced(2, 0, 'queued').join(', '));
});

test('webpack: a module of tasks is an entry of its own', async () => {
  const out = path.join(app, 'webpack');
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) => {
    webpack(
      {
        mode: 'production',
        context: app,
        entry: { main: './webpack.js', tasks: { import: './tasks.js', library: { type: 'module' } } },
        output: { path: out, filename: '[name].js', module: true },
        experiments: { outputModule: true },
        target: ['web', 'es2022'],
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  expect(stats?.toJson({ all: false, errors: true }).errors).toEqual([]);
  expect(await opened(out)).toBe(expected.join(', '));
});
