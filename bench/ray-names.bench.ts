// The same work under the names of Ray's own microbenchmark (python/ray/_private/ray_perf.py), in calls per second;
// with --ray beside real Ray, in the same run, where Python has it.
import { init, type ObjectRef, remote, task } from '../runtime/index.ts';
import { answersOnly, median } from './interleave.ts';
import { realRay } from './peers/real-ray.ts';

const workers = 2;
const many = answersOnly ? 50 : 1000;
const trials = answersOnly ? 1 : 5;
const trialMs = answersOnly ? 5 : 300;

interface Work {
  /** What one call counts for. */
  readonly units: number;
  /** @throws {Error} on a wrong answer */
  call(): Promise<void>;
}

function expect(right: boolean): void {
  if (!right) throw new Error('The answer is wrong');
}

/** Calls per second, over trials of about `trialMs` after one that is not counted. */
async function perSecond({ units, call }: Work): Promise<number> {
  const rates: number[] = [];
  for (let trial = -1; trial < trials; trial++) {
    const began = performance.now();
    let calls = 0;
    do {
      await call();
      calls++;
    } while (performance.now() - began < trialMs);
    if (trial >= 0) rates.push((calls * units * 1000) / (performance.now() - began));
  }
  return median(rates);
}

/** Everything that is measured, on a runtime that has started. */
async function works(ray: Awaited<ReturnType<typeof init>>): Promise<Record<string, Work>> {
  const ok = Uint8Array.of(111, 107);
  const isOk = (value: Uint8Array) => value.length === 2 && value[0] === 111 && value[1] === 107;
  const small = remote(() => Uint8Array.of(111, 107));
  const allOk = (values: readonly Uint8Array[]) => expect(values.length === many && values.every(isOk));
  const Actor = remote(
    class {
      small(): Uint8Array {
        return Uint8Array.of(111, 107);
      }
    },
  );
  const AsyncActor = remote(
    class {
      async small(): Promise<Uint8Array> {
        return Uint8Array.of(111, 107);
      }
    },
  );
  const batch = task(() => import('./small-batch.ts'), 'smallBatch', import.meta.url);
  const actor = Actor.remote();
  const concurrent = Actor.options({ maxConcurrency: 16 }).remote();
  const asyncActor = AsyncActor.remote();
  await ray.get([actor.small.remote(), concurrent.small.remote(), asyncActor.small.remote()]);
  const value = ray.put(ok);
  const array = new Float64Array((answersOnly ? 1 : 100) * 2 ** 20);
  const refs = Array.from({ length: 10 * many }, () => ray.put(ok));
  const nested = ray.put(refs);
  const tenth = Array.from({ length: many }, (_, i) => i);
  return {
    single_client_get_calls: { units: 1, call: async () => expect(isOk(await ray.get(value))) },
    single_client_put_calls: {
      units: 1,
      call: async () => {
        ray.put(0);
      },
    },
    single_client_put_gigabytes: {
      units: array.byteLength / 2 ** 30,
      call: async () => ray.put(array)[Symbol.dispose](),
    },
    single_client_tasks_sync: { units: 1, call: async () => expect(isOk(await ray.get(small.remote()))) },
    single_client_tasks_async: { units: many, call: async () => allOk(await ray.get(tenth.map(() => small.remote()))) },
    // tasks that submit tasks, instead of several drivers
    multi_client_tasks_async: {
      units: 4 * many,
      call: async () => {
        const counts = await ray.get([batch.remote(many), batch.remote(many), batch.remote(many), batch.remote(many)]);
        expect(counts.every((count) => count === many));
      },
    },
    '1_1_actor_calls_sync': { units: 1, call: async () => expect(isOk(await ray.get(actor.small.remote()))) },
    '1_1_actor_calls_async': { units: many, call: async () => allOk(await ray.get(tenth.map(() => actor.small.remote()))) },
    '1_1_actor_calls_concurrent': { units: many, call: async () => allOk(await ray.get(tenth.map(() => concurrent.small.remote()))) },
    '1_1_async_actor_calls_sync': { units: 1, call: async () => expect(isOk(await ray.get(asyncActor.small.remote()))) },
    '1_1_async_actor_calls_async': { units: many, call: async () => allOk(await ray.get(tenth.map(() => asyncActor.small.remote()))) },
    single_client_get_object_containing_10k_refs: {
      units: 1,
      call: async () => expect((await ray.get(nested)).length === refs.length),
    },
    // one round waits once for each of the tasks, over those that are left
    single_client_wait_1k_refs: {
      units: 1,
      call: async () => {
        let left: ObjectRef[] = tenth.map(() => small.remote());
        while (left.length > 0) left = (await ray.wait(left)).remaining;
      },
    },
  };
}

const names: string[] = [];
const columns: Record<string, Record<string, number>> = {};
for (const coordinator of ['inline', 'thread'] as const) {
  await using ray = await init({ numWorkers: workers, coordinator, objectStoreBytes: 2 ** 32, spill: false });
  const rates: Record<string, number> = {};
  for (const [name, work] of Object.entries(await works(ray))) {
    rates[name] = await perSecond(work);
    if (!names.includes(name)) names.push(name);
  }
  columns[`polyray, ${coordinator}`] = rates;
}
if (process.argv.includes('--ray')) {
  const real = await realRay(workers);
  if (real === undefined) console.log('Real Ray is absent: python3 cannot import ray, so its figures are not shown');
  else columns[`Ray ${real.version}`] = real.rates;
}

const width = Math.max(...names.map((name) => name.length));
const titles = Object.keys(columns);
console.log(`  ${'per second'.padEnd(width)}${titles.map((title) => title.padStart(18)).join('')}`);
for (const name of names) {
  const figures = titles.map((title) => (columns[title]![name] === undefined ? '-' : figure(columns[title]![name])).padStart(18));
  console.log(`  ${name.padEnd(width)}${figures.join('')}`);
}
if (columns[titles[2] ?? ''] !== undefined)
  console.log('  Not like for like: threads of one process here, processes with RPC between them there; see README.md');

function figure(rate: number): string {
  return rate >= 100 ? rate.toFixed(0) : rate.toPrecision(3);
}
