// What it costs an executor to have been loaded while the host ran, beside one that was installed: time and memory of each, once
// the thread that transpiled it has ended. Both stay loaded; they take turns.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ml } from '../components/ml/index.js';
import type * as Polyray from '../runtime/index.ts';
import { answersOnly, median, target } from './interleave.ts';

const { init } = (await import(new URL('../dist/index.js', import.meta.url).href)) as typeof Polyray;
const build = ml.builds.at(-1)!;
const bytes = new Uint8Array(fs.readFileSync(build.component));
const installed: Polyray.ExecutorPackage = { ...ml, builds: [build] };
const request = { operation: 'tensor.softmax', inputs: { x: { data: Float32Array.of(0, 0), dimensions: [1, 2] } } };
const mebibytes = () => process.memoryUsage.rss() / 2 ** 20;
/** Longer than an idle transpiler keeps its thread. */
const idleMs = answersOnly ? 0 : 11_000;
const rounds = answersOnly ? 1 : 8;

const cache = { directory: fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-dynamic-')) };
// a thread that is kept ready would be counted to whoever comes next
const ray = await init({ numWorkers: 1, spareWorkers: 0 });
let count = 0;

async function load(source: typeof bytes | Polyray.ExecutorPackage): Promise<readonly [ms: number, mib: number]> {
  const before = mebibytes();
  const began = performance.now();
  const executor = await ray.executors.load(source, { name: `executor-${count++}`, cache });
  const { outputs } = await executor.execute(request as never);
  const ms = performance.now() - began;
  const { data } = (outputs as unknown as { y: { data: Float32Array } }).y;
  if (data[0] !== 0.5) throw new Error(`it answered ${String(data)}`);
  await sleep(300); // what is garbage by now may go
  return [ms, mebibytes() - before];
}

const costs = { installed: [] as (readonly [number, number])[], loaded: [] as (readonly [number, number])[] };
await load(bytes); // transpiled, and kept
await load(installed);
await sleep(idleMs);
for (let round = 0; round < rounds; round++) {
  costs.installed.push(await load(installed));
  costs.loaded.push(await load(bytes));
}
await ray.shutdown();
fs.rmSync(cache.directory, { recursive: true });

const ms = (kind: keyof typeof costs) => median(costs[kind].map(([time]) => time));
const mib = (kind: keyof typeof costs) => costs[kind].reduce((sum, [, memory]) => sum + memory, 0) / rounds;
console.log(`An executor of ${(bytes.length / 1000).toFixed(0)} KB, its worker and its first answer included, ${rounds} of each`);
for (const kind of ['installed', 'loaded'] as const) {
  console.log(`  ${kind.padEnd(12)} median ${ms(kind).toFixed(1)} ms, ${mib(kind).toFixed(1)} MiB each`);
}
target('to have been loaded, ms more', ms('loaded') - ms('installed'), 10, 'at most');
target('to have been loaded, MiB more', mib('loaded') - mib('installed'), 5, 'at most');
