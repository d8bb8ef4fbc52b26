import { afterAll, expect, test } from 'vitest';
import { ActorDiedError, init, ObjectRef, Queue, QueueEmptyError, QueueFullError } from '../index.ts';

const ray = await init({ numWorkers: 2 });
afterAll(() => ray.shutdown());

test('items come out in the order in which they went in, whatever they are', async () => {
  const queue = new Queue();
  const items = [1, 'two', undefined, null, { three: [3] }, new Float64Array(1000).fill(4), new Map([[5, 5n]])];
  for (const item of items) await queue.put(item);
  expect(await queue.size()).toBe(items.length);
  for (const item of items) expect(await queue.get()).toEqual(item);
  expect(await queue.empty()).toBe(true);
});

test('a reference stays a reference', async () => {
  const queue = new Queue<ObjectRef<number>>();
  await queue.put(ray.put(1));
  const ref = await queue.get();
  expect(ref).toBeInstanceOf(ObjectRef);
  expect(await ray.get(ref)).toBe(1);
});

test('a large item is not copied on its way: its reader sees shared memory', async () => {
  const queue = new Queue<Float64Array>();
  await queue.put(new Float64Array(200_000).fill(1));
  expect((await queue.get()).buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('a full queue makes puts wait, an empty one gets', async () => {
  const queue = new Queue<number>({ maxSize: 2 });
  expect(queue.maxSize).toBe(2);
  const first = queue.get();
  for (const item of [1, 2, 3]) await queue.put(item);
  expect(await first).toBe(1);
  expect(await queue.full()).toBe(true);
  await expect(queue.put(4, { timeoutMs: 5 })).rejects.toThrow(QueueFullError);
  await expect(queue.putNowait(4)).rejects.toThrow('Cannot put an item: the queue has 2, its maxSize');
  const fourth = queue.put(4);
  expect(await queue.get()).toBe(2);
  await fourth;
  expect([await queue.get(), await queue.getNowait()]).toEqual([3, 4]);
  await expect(queue.get({ timeoutMs: 5 })).rejects.toThrow(QueueEmptyError);
  await expect(queue.getNowait()).rejects.toThrow('Cannot get an item: the queue is empty');
});

test('batches', async () => {
  const queue = new Queue<number>({ maxSize: 4 });
  await queue.putNowaitBatch([1, 2, 3]);
  await expect(queue.putNowaitBatch([4, 5])).rejects.toThrow(QueueFullError);
  await expect(queue.getNowaitBatch(4)).rejects.toThrow(QueueEmptyError);
  expect(await queue.getNowaitBatch(3)).toEqual([1, 2, 3]);
  expect(await queue.getNowaitBatch(0)).toEqual([]);
});

test('tasks are given it as a value, alone or in something, and share it', async () => {
  const queue = new Queue<number>({ maxSize: 4 });
  const produce = ray.remote(async ({ to }: { to: Queue<number> }, from: number) => {
    for (let i = 0; i < 50; i++) await to.put(from + i);
  });
  const consume = ray.remote(async (queue: Queue<number>, count: number) => {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += await queue.get();
    return sum;
  });
  const consumers = [consume.remote(queue, 60), consume.remote(queue, 40)];
  const producers = [produce.remote({ to: queue }, 0), produce.remote({ to: queue }, 1000)];
  await ray.get(producers);
  const [a, b] = await ray.get(consumers);
  expect(a! + b!).toBe(2 * 1225 + 50 * 1000);
});

test('tasks make queues of their own and give them away', async () => {
  const make = ray.task(() => import('../../test/fixtures/nested-tasks.ts'), 'filledQueue', import.meta.url);
  const queue = await ray.get(make.remote([1, 2, 3]));
  expect(await queue.getNowaitBatch(3)).toEqual([1, 2, 3]);
});

test("its end is everybody's", async () => {
  const queue = new Queue<number>();
  const waiting = expect(queue.get()).rejects.toThrow(ActorDiedError);
  queue.shutdown();
  await waiting;
  await expect(queue.put(1)).rejects.toThrow(ActorDiedError);
});

test('what makes no sense is refused', async () => {
  expect(() => new Queue({ maxSize: -1 })).toThrow('maxSize must be a whole number of at least 0, is -1');
  const queue = new Queue();
  await expect(queue.get({ timeoutMs: Number.NaN })).rejects.toThrow('timeoutMs must be a number of at least 0, is NaN');
  await expect(queue.getNowaitBatch(1.5)).rejects.toThrow('count must be a whole number');
  await expect(queue.put(() => {})).rejects.toThrow(TypeError);
});
