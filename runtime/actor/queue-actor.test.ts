import fc from 'fast-check';
import { expect, test } from 'vitest';
import { QueueActor, type QueuedItem } from './queue-actor.ts';

class Item implements Disposable {
  readonly number: number;
  disposed = false;

  constructor(number: number) {
    this.number = number;
  }

  [Symbol.dispose](): void {
    this.disposed = true;
  }
}
const box = (number: number): QueuedItem => [new Item(number)];
const numberOf = (item: QueuedItem | undefined) => (item?.[0] as Item | undefined)?.number;

test('first in, first out, and the ones that wait too', async () => {
  const queue = new QueueActor(2);
  const early = [queue.get(), queue.get()];
  const puts = [0, 1, 2, 3, 4, 5].map((number) => queue.put(box(number)));
  expect(await Promise.all(early.map(async (item) => numberOf(await item)))).toEqual([0, 1]);
  expect(queue.size()).toBe(2);
  for (let i = 2; i < 6; i++) expect(numberOf(await queue.get())).toBe(i);
  expect(await Promise.all(puts)).toEqual(Array(6).fill(true));
  expect(queue.size()).toBe(0);
});

test('who waited too long is not served any more', async () => {
  const queue = new QueueActor(1);
  expect(await queue.get(1)).toBeUndefined();
  expect(await queue.get(0)).toBeUndefined();
  expect(await queue.put(box(1))).toBe(true);
  expect(await queue.put(box(2), 1)).toBe(false);
  expect(await queue.put(box(3), 0)).toBe(false);
  expect(numberOf(await queue.get())).toBe(1);
  expect(queue.size()).toBe(0);
});

test('batches are taken whole or not at all', async () => {
  const queue = new QueueActor(3);
  expect(await queue.putBatch([box(1), box(2)])).toBe(true);
  expect(await queue.putBatch([box(3), box(4)])).toBe(false);
  expect(await queue.getBatch(3)).toBeUndefined();
  expect((await queue.getBatch(2))?.map(numberOf)).toEqual([1, 2]);
  const waiting = [queue.get(), queue.get()];
  expect(await queue.putBatch([box(5), box(6), box(7)])).toBe(true);
  expect(await Promise.all(waiting.map(async (item) => numberOf(await item)))).toEqual([5, 6]);
  expect(queue.size()).toBe(1);
});

test('what was handed over is let go, not before the answer was made', async () => {
  const queue = new QueueActor(0);
  const item = new Item(1);
  await queue.put([item]);
  await queue.get();
  expect(item.disposed).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(item.disposed).toBe(true);
});

test('any order of puts and gets keeps the order of the items, and the limit', async () => {
  const step = fc.constantFrom('put', 'get', 'batch', 'take');
  await fc.assert(
    fc.asyncProperty(fc.nat(5), fc.array(step, { maxLength: 60 }), async (maxSize, steps) => {
      const queue = new QueueActor(maxSize);
      const got: number[] = [];
      const waiting: Promise<unknown>[] = [];
      let given = 0;
      let wanted = 0;
      const take = (place: number, item: QueuedItem | undefined) => {
        got[place] = numberOf(item)!;
      };
      for (const one of steps) {
        if (one === 'put') waiting.push(queue.put(box(given++)));
        else if (one === 'get') {
          const place = wanted++;
          waiting.push(queue.get().then((item) => take(place, item)));
        } else if (one === 'batch') {
          if (await queue.putBatch([box(given), box(given + 1)])) given += 2;
        } else {
          for (const item of (await queue.getBatch(2)) ?? []) take(wanted++, item);
        }
        if (maxSize > 0) expect(queue.size()).toBeLessThanOrEqual(maxSize);
      }
      while (wanted < given) {
        take(wanted++, await queue.get());
      }
      while (given < wanted) await queue.put(box(given++));
      await Promise.all(waiting);
      expect(got).toEqual(Array.from({ length: given }, (_, i) => i));
      expect(queue.size()).toBe(0);
    }),
    { seed: 4, numRuns: 300 },
  );
});
