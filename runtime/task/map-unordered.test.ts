import { afterAll, expect, test } from 'vitest';
import { init, TaskError } from '../index.ts';

const ray = await init({ numWorkers: 2 });
afterAll(() => ray.shutdown());

test('every item gives one result', async () => {
  const square = ray.remote((x: number) => x * x);
  const found: number[] = [];
  for await (const result of ray.mapUnordered(square, Array(1000).keys())) found.push(result);
  expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, x) => x * x));
});

test('a slow one holds no other back', async () => {
  const wait = ray.remote(async (ms: number) => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    return ms;
  });
  const found: number[] = [];
  for await (const ms of ray.mapUnordered(wait, [1000, 1, 2, 3])) found.push(ms);
  expect(found.at(-1)).toBe(1000);
});

test('no more calls than `concurrency` are under way, and an endless source is fine', async () => {
  const square = ray.remote((x: number) => x * x);
  let given = 0;
  function* naturals() {
    for (;;) yield given++;
  }
  let taken = 0;
  for await (const result of ray.mapUnordered(square, naturals(), { concurrency: 7 })) {
    expect(Math.sqrt(result)).toBeLessThan(given);
    expect(given - taken).toBeLessThanOrEqual(7);
    if (++taken === 200) break;
  }
  expect(given).toBe(206);
});

test('references among the items are resolved, and methods of actors can be mapped', async () => {
  class Adder {
    total = 0;
    add(by: number) {
      this.total += by;
      return this.total;
    }
  }
  const adder = ray.remote(Adder).remote();
  const found: number[] = [];
  for await (const total of ray.mapUnordered(adder.add, [1, ray.put(10), 100])) found.push(total);
  expect(found).toEqual([1, 11, 111]);
});

test('an error comes in its turn and ends it', async () => {
  const odd = ray.remote((x: number) => {
    if (x === 5) throw new RangeError('five');
    return x;
  });
  const found: number[] = [];
  const mapping = (async () => {
    for await (const x of ray.mapUnordered(odd, Array(20).keys(), { concurrency: 1 })) found.push(x);
  })();
  await expect(mapping).rejects.toThrow(TaskError);
  expect(found).toEqual([0, 1, 2, 3, 4]);
  expect(() => ray.mapUnordered(odd, [], { concurrency: 0 })).toThrow('concurrency must be a whole number of at least 1, is 0');
});
