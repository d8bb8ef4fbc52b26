// Minutes of mixed work: objects from 64 B to 64 MB, more of them than memory holds, tasks of tasks, streams, actors that
// come and go, work that is stopped. After each round everything is let go; what the process then has left stays level.
// SECONDS and SEED change how long, and which.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Random } from '../../runtime/coordinator/simulator/random.ts';
import { init, type ObjectRef, type Ray, TaskCancelledError, TaskTimeoutError } from '../../runtime/index.ts';
import { collect, processFigures } from '../chaos/process-figures.ts';
import { type Trend, trendOf } from '../chaos/slope.ts';
import { Tally } from '../chaos/tally.ts';
import { Watchdog } from '../chaos/watchdog.ts';
import { digest } from '../fixtures/soak-tasks.ts';

// what the C library keeps of large blocks that were freed is no leak, and looks like one
const allocator = { MALLOC_MMAP_THRESHOLD_: `${2 ** 20}` };
if (process.env['MALLOC_MMAP_THRESHOLD_'] === undefined) {
  const options = { stdio: 'inherit', env: { ...process.env, ...allocator } } as const;
  const { status, signal } = spawnSync(process.execPath, [fileURLToPath(import.meta.url)], options);
  if (signal !== null) console.log(`ended by ${signal}`);
  process.exit(status ?? 1);
}

const seed = Number(process.env['SEED'] ?? 20_261_126);
const seconds = Number(process.env['SECONDS'] ?? 300);
const MiB = 2 ** 20;
const numWorkers = 2;
const roundMs = 5000;
/** Of the rounds: until then caches fill. */
const warmUp = 0.4;
const module = () => import('../fixtures/soak-tasks.ts');
const here = import.meta.url;
const scratch = new Uint8Array(64e6);

interface Kept {
  readonly ref: ObjectRef<Uint8Array>;
  readonly digest: number;
}

/** One round's work for one lane. */
class Lane {
  readonly #ray: Ray;
  readonly #random: Random;
  readonly #tally: Tally;
  readonly kept: Kept[] = [];
  operations = 0;

  constructor(ray: Ray, random: Random, tally: Tally) {
    this.#ray = ray;
    this.#random = random;
    this.#tally = tally;
  }

  async work(until: number): Promise<void> {
    const operations = [
      this.#put,
      this.#put,
      this.#read,
      this.#read,
      this.#tasks,
      this.#nested,
      this.#stream,
      this.#actor,
      this.#stop,
      this.#many,
    ];
    while (performance.now() < until) {
      const operation = this.#random.pick(operations);
      await this.#tally.watch(operation.name, operation.call(this));
      this.operations++;
    }
  }

  /** From 64 B to 64 MB, every order of magnitude as often. */
  #data(most = 64e6): Uint8Array {
    const length = Math.floor(64 * (most / 64) ** this.#random.next());
    return scratch.subarray(0, length).fill(this.#random.below(256));
  }

  async #put(): Promise<void> {
    for (let i = 0; i < 4; i++) {
      const data = this.#data();
      this.kept.push({ ref: this.#ray.put(data), digest: digest(data) });
    }
    const old = this.kept.splice(0, Math.max(0, this.kept.length - 40));
    // half of them are let go when they are collected
    for (const [i, { ref }] of old.entries()) if (i % 2 === 0) ref[Symbol.dispose]();
  }

  /** Here or in a worker; what has gone to disk comes back. */
  async #read(): Promise<void> {
    if (this.kept.length === 0) return;
    const { ref, digest: expected } = this.#random.pick(this.kept);
    const found = this.#random.chance(0.5)
      ? digest(await this.#ray.get(ref))
      : await this.#ray.get(this.#ray.task(module, 'digest', here).remote(ref));
    if (found !== expected) throw new Error(`an object's digest is ${found} instead of ${expected}`);
  }

  async #tasks(): Promise<void> {
    const double = this.#ray.task(module, 'double', here);
    const data = Array.from({ length: 20 }, () => this.#data(1e6).slice());
    const results = await this.#ray.get(data.map((one) => double.remote(one)));
    for (const [i, result] of results.entries()) {
      if (result.length !== data[i]!.length || result[0] !== ((2 * data[i]![0]!) & 255)) throw new Error('a task gave a wrong result');
    }
  }

  async #nested(): Promise<void> {
    const sum = await this.#ray.get(this.#ray.task(module, 'sumOfSquares', here).remote(30));
    if (sum !== 8555) throw new Error(`the squares below 30 sum up to ${sum}`);
    const data = this.#data(4e6).slice();
    const { inside } = await this.#ray.get(this.#ray.task(module, 'boxed', here).remote(data));
    if (digest(await this.#ray.get(inside)) !== digest(data)) throw new Error('a box held something else');
  }

  async #stream(): Promise<void> {
    const data = this.#data(4e6).slice();
    const parts = this.#ray.task(module, 'parts', here, { numReturns: 'streaming' });
    const stream = parts.remote(data, 10) as unknown as AsyncIterable<ObjectRef<Uint8Array>>;
    let count = 0;
    for await (const ref of stream) {
      const item = await this.#ray.get(ref);
      if (item.length !== Math.max(0, Math.min(100_000, data.length - count))) throw new Error(`an item has ${item.length} bytes`);
      if (++count === 8 && this.#random.chance(0.3)) break;
    }
  }

  async #actor(): Promise<void> {
    const shelf = this.#ray.actor(module, 'Shelf', here).remote();
    const data = Array.from({ length: 5 }, () => this.#data(1e6).slice());
    for (const one of data) shelf.add.remote(one);
    const digests = await this.#ray.get(shelf.digests.remote());
    if (digests.join() !== data.map(digest).join()) throw new Error('a shelf holds something else');
    if (this.#random.chance(0.3)) this.#ray.kill(shelf);
    else if (this.#random.chance(0.5)) shelf[Symbol.dispose]();
  }

  async #stop(): Promise<void> {
    const force = this.#random.chance(0.5);
    const late = this.#ray.task(module, 'endless', here, { timeoutMs: 20 }).remote();
    const unwanted = force ? this.#ray.task(module, 'endless', here).remote() : this.#ray.task(module, 'untilStopped', here).remote();
    await sleep(this.#random.below(50));
    this.#ray.cancel(unwanted, { force });
    const errors = await Promise.all([late, unwanted].map((ref) => this.#ray.get(ref).catch((error: unknown) => error)));
    if (!(errors[0] instanceof TaskTimeoutError && errors[1] instanceof TaskCancelledError))
      throw new Error(`stopped work gave ${errors.join()}`);
  }

  async #many(): Promise<void> {
    const refs = Array.from({ length: 2000 }, (_, i) => this.#ray.put(i));
    const { ready } = await this.#ray.wait(refs, { numReturns: refs.length });
    const values = await this.#ray.get(ready);
    if (values.some((value, i) => value !== i)) throw new Error('small objects were mixed up');
  }
}

/** After everything was let go, with every worker there. */
async function figures(ray: Ray): Promise<Record<string, number>> {
  for (let tries = 0; ; tries++) {
    await collect();
    const tidied = await tidyWorkers(ray);
    await sleep(50);
    const { tasks, objects, actors, store, workers } = await ray.state.summary();
    const alive = workers.reduce((sum, { count }) => sum + count, 0);
    // those that stood in for others go after a second
    if (tasks.length + objects.length + actors.length + store.bytesOnDisk === 0 && alive === 2 * numWorkers) {
      const { threads, files, resources } = processFigures();
      const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
      const sum = (of: (one: { heap: number; arrays: number }) => number) => tidied.map(of).reduce((a, b) => a + b);
      return {
        threads,
        files,
        timers: resources['Timeout'] ?? 0,
        'MiB of the store': store.bytesUsed / MiB,
        'MiB of heaps': (heapUsed + sum(({ heap }) => heap)) / MiB,
        'MiB of arrays': (arrayBuffers + sum(({ arrays }) => arrays)) / MiB,
        'MiB resident': rss / MiB,
      };
    }
    if (tries === 200) throw new Error(`something is left: ${JSON.stringify(await ray.state.summary())}`);
  }
}

/** Each worker of both pools has one such task at a time. */
async function tidyWorkers(ray: Ray): Promise<{ readonly heap: number; readonly arrays: number }[]> {
  const tidy = ray.task(module, 'tidy', here);
  const timed = tidy.options({ timeoutMs: 60_000 });
  const refs = Array.from({ length: numWorkers }, () => [tidy.remote(), timed.remote()]).flat();
  const figures = await ray.get(refs);
  for (const ref of refs) ref[Symbol.dispose]();
  return figures;
}

async function soak(coordinator: 'inline' | 'thread'): Promise<void> {
  const directory = mkdtempSync(path.join(tmpdir(), 'soak-'));
  await using ray = await init({ numWorkers, coordinator, objectStoreBytes: 192 * MiB, storeFullTimeoutMs: 60_000, spill: { directory } });
  const tally = new Tally();
  const watchdog = new Watchdog(ray, tally, 90_000);
  const began = performance.now();
  const end = began + (seconds * 1000) / 2;
  const samples: [number, Record<string, number>][] = [];
  let operations = 0;
  let onDisk = 0;
  for (let round = 0; performance.now() < end; round++) {
    const lanes = [0, 1, 2, 3].map((lane) => new Lane(ray, new Random(seed + 1000 * round + lane), tally));
    await Promise.all(lanes.map((lane) => lane.work(performance.now() + roundMs)));
    onDisk = Math.max(onDisk, await ray.store.bytesOnDisk());
    for (const lane of lanes) {
      operations += lane.operations;
      for (const { ref } of lane.kept.splice(0)) ref[Symbol.dispose]();
    }
    samples.push([performance.now() - began, await tally.watch('rest', figures(ray))]);
    if (process.env['VERBOSE']) console.log(round, samples.at(-1));
  }
  if (readdirSync(directory).some((name) => readdirSync(path.join(directory, name)).length > 0))
    throw new Error('spilled objects are left');
  console.log(`${coordinator}: ${operations} operations in ${samples.length} rounds, up to ${Math.round(onDisk / MiB)} MiB on disk`);
  const settled = samples.slice(Math.floor(samples.length * warmUp));
  const trends = Object.keys(settled[0]![1]).map((name) => [name, trendOf(settled.map(([at, figure]) => [at, figure[name]!]))] as const);
  for (const [name, { mean, slope, first, last }] of trends) {
    console.log(
      `  ${name}: ${mean.toFixed(1)} on average, ${slope >= 0 ? '+' : ''}${slope.toFixed(2)} per minute, from ${first.toFixed(1)} to ${last.toFixed(1)}`,
    );
  }
  await watchdog.stop();
  check(Object.fromEntries(trends), onDisk);
  await ray.shutdown();
  rmSync(directory, { recursive: true });
}

/** What is counted stays as it is; memory breathes. */
function check(trends: Record<string, Trend>, onDisk: number): void {
  for (const name of ['threads', 'files', 'timers']) {
    const { first, last } = trends[name]!;
    if (last > first) throw new Error(`${name} grew from ${first} to ${last}`);
  }
  const store = trends['MiB of the store']!;
  if (store.last > store.first + numWorkers) throw new Error(`the store grew from ${store.first} to ${store.last} MiB`);
  for (const [name, share] of [
    ['MiB of heaps', 0.03],
    ['MiB resident', 0.1],
  ] as const) {
    const { slope, mean } = trends[name]!;
    if (slope > share * mean) throw new Error(`${name} grow by ${slope.toFixed(1)} a minute, of ${mean.toFixed(1)}`);
  }
  if (onDisk === 0) throw new Error('nothing went to disk');
}

console.log(`seed ${seed}, ${seconds} s`);
for (const coordinator of ['inline', 'thread'] as const) await soak(coordinator);
