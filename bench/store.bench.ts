// Large arrays and many references: put against memcpy, views against local memory, a round trip against a clone.
import { init, type ObjectRef, task } from '../runtime/index.ts';
import { answersOnly, interleave, median, printRows, target } from './interleave.ts';
import { portClone } from './peers/port-clone.ts';
import { putAgainstMemcpy } from './put-against-memcpy.ts';
import { sum } from './sum-view.ts';

const mib = 2 ** 20;
await using ray = await init({ numWorkers: 1, objectStoreBytes: 6144 * mib, spill: false });

for (const size of answersOnly ? [1, 16] : [1, 16, 64, 512]) await putAgainstMemcpy(ray, size * mib, 'fresh');
// the store keeps up to 256 MiB of freed buffers
for (const size of answersOnly ? [1, 16] : [1, 16, 64, 128]) await putAgainstMemcpy(ray, size * mib, 'warm');

const size = answersOnly ? 4 : 64;
const data = Float64Array.from({ length: (size * mib) / 8 }, (_, i) => i % 1000);

// ---- a view against memory of its own
const sumInTurn = task(() => import('./sum-view.ts'), 'sumInTurn', import.meta.url);
{
  using ref = ray.put(data);
  const rounds = answersOnly ? 2 : 21;
  const { viewMs, localMs, sums } = await ray.get(sumInTurn.remote([ref], rounds));
  if (sums.some((difference) => difference !== 0)) throw new Error('The view has another sum than its copy');
  // what the worker wrote into its view is in this one: both are the one memory, and nothing was copied
  if ((await ray.get(ref))[0] !== rounds - 1) throw new Error('The worker had a copy');
  const ratio = median(localMs.map((local, i) => local / viewMs[i]!));
  console.log(`get and sum of ${size} MiB in a worker`);
  console.log(`  view   median ${median(viewMs).toFixed(2)} ms\n  local  median ${median(localMs).toFixed(2)} ms`);
  target('get and sum of a view, speed of local memory', ratio, 0.8);
}

// ---- to a worker and back
const sumOf = task(() => import('./sum-view.ts'), 'sumOf', import.meta.url);
const same = task(() => import('./sum-view.ts'), 'same', import.meta.url);
const total = sum(data);
const thread = await portClone();
const check = (what: string, right: boolean) => {
  if (!right) throw new Error(`${what} gave another answer`);
};
const repeat = (name: string, once: () => Promise<boolean>) => ({
  name,
  run: async (times: number) => {
    for (let i = 0; i < times; i++) check(name, await once());
  },
});
const alike = (echo: Float64Array) => echo.length === data.length && echo.at(-1) === data.at(-1);
const there = await interleave(
  [
    repeat('postMessage', async () => (await thread.sum(data)) === total),
    repeat('put and task', async () => {
      using ref = ray.put(data);
      return (await ray.get(sumOf.remote(ref))) === total;
    }),
  ],
  { rounds: answersOnly ? 2 : 11 },
);
printRows(`${size} MiB to a worker, which sums it`, there, 'postMessage');
target(`${size} MiB to a worker, times postMessage`, there[0]!.medianUs / there[1]!.medianUs, 5);
const andBack = await interleave(
  [
    repeat('postMessage', async () => alike(await thread.echo(data))),
    repeat('put and task', async () => {
      using ref = ray.put(data);
      using result = same.remote(ref);
      return alike(await ray.get(result));
    }),
  ],
  { rounds: answersOnly ? 2 : 11 },
);
printRows(`${size} MiB to a worker and back`, andBack, 'postMessage');
target(`${size} MiB there and back, times postMessage`, andBack[0]!.medianUs / andBack[1]!.medianUs, 5);
await thread.close();

// ---- many references
const count = answersOnly ? 1000 : 10_000;
const refs = Array.from({ length: count }, (_, i) => ray.put(i));
const tenth = refs.slice(0, count / 10);
const getAll = (some: readonly ObjectRef<number>[]) => async () => (await ray.get(some)).every((value, i) => value === i);
const gets = await interleave([repeat(`get of ${tenth.length}`, getAll(tenth)), repeat(`get of ${count}`, getAll(refs))]);
printRows('small objects', gets, gets[0]!.name);
target('objects that one get reads per second', (count * 1e6) / gets[1]!.medianUs, 20_000);
target('time of ten times as many, in tens', gets[1]!.medianUs / gets[0]!.medianUs / 10, 1.5, 'at most');

const thousand = refs.slice(0, 1000);
using nested = ray.put(refs);
const waits = await interleave([
  repeat('wait on 1000', async () => (await ray.wait(thousand, { numReturns: 1000 })).ready.length === 1000),
  repeat(`get of an object of ${count} refs`, async () => (await ray.get(nested)).length === count),
]);
printRows('many references', waits, 'wait on 1000');
target('rounds of wait on 1000 per second', 1e6 / waits[0]!.medianUs, 100);
