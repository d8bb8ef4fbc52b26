import { GetTimeoutError, QueueEmptyError, QueueFullError, TaskError } from '../../../runtime/errors.ts';
import { ActorPool, Queue } from '../../../runtime/index.ts';
import type { ObjectRef } from '../../../runtime/object/object-ref.ts';
import type { Cases } from './cases.ts';
import type { Counter } from './fixtures/actors.ts';
import { Latch } from './latch.ts';

const fixtures = () => import('./fixtures/actors.ts');

/** Many tasks and actors at once. */
export function collectionCases(cases: Cases): void {
  cases.test('asCompleted: gives references as they are done, failed ones too', async (ray) => {
    using latch = new Latch();
    const held = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url).remote(latch.name, 'held');
    const failed = ray.task(() => import('./fixtures/tasks.ts'), 'exceed', import.meta.url).remote(1);
    const order: ObjectRef[] = [];
    await latch.begun();
    for await (const ref of ray.asCompleted([held, failed])) {
      order.push(ref);
      latch.release();
    }
    cases.equal(order, [failed, held], 'the order');
  });

  cases.test('asCompleted: takes so long and no longer', async (ray) => {
    using latch = new Latch();
    const held = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url).remote(latch.name, 'held');
    const drain = async () => {
      for await (const ref of ray.asCompleted([held], { timeoutMs: 5 })) cases.equal(ref, undefined, 'what is done');
    };
    await cases.fails(drain(), GetTimeoutError, /^1 of 1 objects was not there within 5 ms$/);
    await latch.begun();
  });

  cases.test('mapUnordered: calls with each item and gives results until the first error', async (ray) => {
    const double = ray.remote((x: number) => {
      if (x === 7) throw new RangeError('not 7');
      return 2 * x;
    });
    const results: number[] = [];
    for await (const result of ray.mapUnordered(double, [1, 2, 3], { concurrency: 2 })) results.push(result);
    cases.equal(results.toSorted(), [2, 4, 6], 'the results');
    const drain = async () => {
      for await (const result of ray.mapUnordered(double, [5, 7, 9], { concurrency: 1 })) results.push(result);
    };
    await cases.fails(drain(), TaskError, /RangeError: not 7$/);
    cases.equal(results.at(-1), 10, 'the last result');
  });

  cases.test('ActorPool: shares calls out, in order or as they come', async (ray) => {
    const Counter = ray.actor(fixtures, 'Counter', import.meta.url);
    using a = Counter.remote(0);
    using b = Counter.remote(0);
    const pool = new ActorPool<Counter, number>([a, b]);
    for (const by of [1, 2, 3]) pool.submit((counter, x: number) => counter.increment.remote(x), by);
    const first = [await pool.getNext(), await pool.getNextUnordered(), await pool.getNext()];
    cases.assert(!pool.hasNext && pool.hasFree, 'every result was taken');
    cases.equal(await ray.get([a.read.remote(), b.read.remote()]).then(([x, y]) => x + y), 6, 'what both counted');
    cases.equal(first[0], 1, 'the first result');
    const mapped: string[] = [];
    for await (const text of pool.map((counter, x: number) => counter.describe.remote(x), [1, 2, 3])) mapped.push(text);
    cases.equal(mapped, ['<1>', '<2>', '<3>'], 'the results in order');
  });

  cases.testWith('Queue: first in, first out, between the driver, tasks and actors', { numWorkers: 1 }, async (ray) => {
    using queue = new Queue<number>({ maxSize: 2 });
    const fill = ray.task(fixtures, 'fillQueue', import.meta.url).remote(queue, 5);
    const items: number[] = [];
    for (let i = 0; i < 5; i++) items.push(await queue.get());
    cases.equal([items, await ray.get(fill), await queue.empty()], [[0, 1, 2, 3, 4], 5, true], 'the items, their number, and what is left');
    await cases.fails(queue.getNowait(), QueueEmptyError, /^Cannot get an item: the queue is empty$/);
    await queue.putNowaitBatch([1, 2]);
    await cases.fails(queue.put(3, { timeoutMs: 5 }), QueueFullError, /^Cannot put an item: the queue has 2, its maxSize$/);
  });
}
