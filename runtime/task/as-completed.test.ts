import { afterAll, expect, test } from 'vitest';
import { GetTimeoutError, init, ShutdownError } from '../index.ts';

const ray = await init({ numWorkers: 2 });
afterAll(() => ray.shutdown());

/** Calls of `pass` end when theirs of `open` does. */
class Gates {
  readonly #gates = new Map<number, PromiseWithResolvers<number>>();

  #gate(index: number) {
    const gate = this.#gates.get(index) ?? Promise.withResolvers<number>();
    this.#gates.set(index, gate);
    return gate;
  }

  async pass(index: number) {
    return await this.#gate(index).promise;
  }

  async open(index: number) {
    this.#gate(index).resolve(index);
  }
}
const gates = ray.remote(Gates).remote();

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

test('references come in the order in which they complete', async () => {
  const refs = [0, 1, 2].map((index) => gates.pass.remote(index));
  const order: number[] = [];
  const opened = [2, 0, 1];
  gates.open.remote(opened[0]!);
  for await (const ref of ray.asCompleted(refs)) {
    order.push(refs.indexOf(ref));
    if (order.length < 3) gates.open.remote(opened[order.length]!);
  }
  expect(order).toEqual(opened);
});

test('objects that have a value already come too, each as often as it was named', async () => {
  const refs = [ray.put(1), ray.put(2)];
  const found = await all(ray.asCompleted([...refs, refs[0]!]));
  expect(found).toEqual([refs[0], refs[1], refs[0]]);
  expect(await all(ray.asCompleted([]))).toEqual([]);
});

test('an error counts as completed', async () => {
  const failing = ray.remote(() => {
    throw new RangeError('no');
  });
  const ref = failing.remote();
  expect(await all(ray.asCompleted([ref]))).toEqual([ref]);
  await expect(ray.get(ref)).rejects.toThrow('no');
});

test('many ready at once', async () => {
  const identity = ray.remote((x: number) => x);
  const refs = Array.from({ length: 20_000 }, (_, i) => identity.remote(i));
  await ray.get(refs);
  const found = await all(ray.asCompleted(refs));
  expect(found).toEqual(refs);
});

test('when the time is up, what is there comes first', async () => {
  const [quick, slow] = [ray.put(1), gates.pass.remote(3)];
  const found: unknown[] = [];
  const failure = (async () => {
    for await (const ref of ray.asCompleted([slow, quick], { timeoutMs: 50 })) found.push(ref);
  })();
  await expect(failure).rejects.toThrow(GetTimeoutError);
  await expect(failure).rejects.toThrow('1 of 2 objects was not there within 50 ms');
  expect(found).toEqual([quick]);
  gates.open.remote(3);
  expect(await ray.get(slow)).toBe(3);
});

test('whoever stops early leaves no question behind', async () => {
  const ref = gates.pass.remote(4);
  for await (const first of ray.asCompleted([ref, ray.put(1)])) {
    expect(first).not.toBe(ref);
    break;
  }
  gates.open.remote(4);
  expect(await ray.get(ref)).toBe(4);
});

test('inside a task the worker goes on with the tasks that are waited for', async () => {
  const alone = await init({ numWorkers: 1 });
  const outer = alone.task(() => import('../../test/fixtures/nested-tasks.ts'), 'sumOfSquares', import.meta.url);
  expect(await alone.get(outer.remote(3))).toBe(14);
  await alone.shutdown();
});

test('the end of the runtime ends it', async () => {
  const other = await init({ numWorkers: 1 });
  const never = other.remote(() => new Promise<number>(() => {}));
  const waiting = all(other.asCompleted([never.remote()]));
  const failure = expect(waiting).rejects.toThrow(ShutdownError);
  await new Promise((resolve) => setTimeout(resolve, 10));
  await other.shutdown();
  await failure;
});

test('what is not a reference is refused', async () => {
  expect(() => ray.asCompleted([ray.put(1), 2 as never])).toThrow('refs[1] must be an ObjectRef, is number');
  await expect(ray.asCompleted([ray.put(1)], { timeoutMs: -1 }).next()).rejects.toThrow('timeoutMs must be a number of at least 0, is -1');
});
