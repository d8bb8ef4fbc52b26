import { afterAll, expect, test } from 'vitest';
import { type ActorHandle, ActorPool, GetTimeoutError, init, TaskError } from '../index.ts';

const ray = await init({ numWorkers: 2 });
afterAll(() => ray.shutdown());

class Doubler {
  readonly #name: number;
  #calls = 0;

  constructor(name: number) {
    this.#name = name;
  }

  async double(x: number, delayMs = 0) {
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (x < 0) throw new RangeError(`no ${x}`);
    return 2 * x;
  }

  async whoami() {
    this.#calls++;
    const calls = this.#calls;
    await new Promise((resolve) => setTimeout(resolve, 1));
    return { name: this.#name, alone: calls === this.#calls };
  }
}
const Actor = ray.remote(Doubler);
const actors = [0, 1, 2].map((name) => Actor.remote(name));
const double = (actor: ActorHandle<Doubler>, x: number) => actor.double.remote(x);
const wait = (actor: ActorHandle<Doubler>, ms: number) => actor.double.remote(ms, ms);

async function all<T>(source: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of source) found.push(one);
  return found;
}

test('map keeps the order of the values, mapUnordered that of completion', async () => {
  const pool = new ActorPool(actors);
  expect(await all(pool.map(wait, [100, 1, 50, 2]))).toEqual([200, 2, 100, 4]);
  expect((await all(pool.mapUnordered(wait, [400, 1, 2]))).at(-1)).toBe(800);
  expect(await all(pool.map(double, Array(300).keys()))).toEqual(Array.from({ length: 300 }, (_, x) => 2 * x));
  expect(await all(pool.map(double, []))).toEqual([]);
  expect(pool.hasFree).toBe(true);
});

test('each actor has one call at a time, and all of them have work', async () => {
  const pool = new ActorPool(actors);
  const seen = await all(pool.mapUnordered((actor, _: number) => actor.whoami.remote(), Array(60).keys()));
  expect(new Set(seen.map(({ name }) => name))).toEqual(new Set([0, 1, 2]));
  expect(seen.every(({ alone }) => alone)).toBe(true);
});

test('results of submit are taken in order or as they come', async () => {
  const pool = new ActorPool<Doubler, number>(actors);
  expect(pool.hasNext).toBe(false);
  for (const ms of [200, 1, 2, 3, 4]) pool.submit(wait, ms);
  expect(pool.hasNext).toBe(true);
  expect(pool.hasFree).toBe(false);
  const unordered = await pool.getNextUnordered();
  expect(unordered).not.toBe(400);
  expect(await pool.getNext()).toBe(400);
  const rest = await Promise.all([pool.getNext(), pool.getNext(), pool.getNextUnordered()]);
  expect([unordered, ...rest].sort((a, b) => a - b)).toEqual([2, 4, 6, 8]);
  expect(pool.hasNext).toBe(false);
  await expect(pool.getNext()).rejects.toThrow(RangeError);
  await expect(pool.getNextUnordered()).rejects.toThrow('Cannot get a result: no call is left whose result was not taken');
});

test('map leaves what was submitted alone', async () => {
  const pool = new ActorPool<Doubler, number>(actors);
  pool.submit(double, 1000);
  expect(await all(pool.map(double, [1, 2]))).toEqual([2, 4]);
  expect(await pool.getNext()).toBe(2000);
});

test('after a time-out the result can be asked for again', async () => {
  const pool = new ActorPool<Doubler, number>(actors.slice(0, 1));
  pool.submit(wait, 100);
  pool.submit(wait, 1);
  await expect(pool.getNext({ timeoutMs: 5 })).rejects.toThrow(GetTimeoutError);
  await expect(pool.getNextUnordered({ timeoutMs: 5 })).rejects.toThrow('The result was not there within 5 ms');
  expect(await pool.getNext()).toBe(200);
  expect(await pool.getNext()).toBe(2);
});

test("an error is its call's alone, and ends a map", async () => {
  const pool = new ActorPool<Doubler, number>(actors);
  for (const x of [1, -1, 2]) pool.submit(double, x);
  expect(await pool.getNext()).toBe(2);
  await expect(pool.getNext()).rejects.toThrow(TaskError);
  expect(await pool.getNext()).toBe(4);
  await expect(all(pool.map(double, [1, -2, 3]))).rejects.toThrow('no -2');
  pool.submit(() => {
    throw new Error('made no call');
  }, 1);
  pool.submit(() => 5 as never, 1);
  await expect(pool.getNext()).rejects.toThrow('made no call');
  await expect(pool.getNext()).rejects.toThrow('must return an ObjectRef, it returned 5');
  expect(await all(pool.map(double, [4]))).toEqual([8]);
});

test('whoever leaves a map early leaves the pool usable', async () => {
  const pool = new ActorPool(actors);
  for await (const x of pool.map(double, Array(1000).keys())) if (x === 10) break;
  expect(await all(pool.mapUnordered(double, [7]))).toEqual([14]);
});

test('actors come and go', async () => {
  const pool = new ActorPool<Doubler, number>([actors[0]!]);
  expect(() => pool.push(actors[0]!)).toThrow('is in it already');
  expect(() => new ActorPool([actors[0]!, actors[0]!])).toThrow(TypeError);
  const actor = pool.popIdle();
  expect(actor).toBe(actors[0]);
  expect(pool.popIdle()).toBeUndefined();
  pool.submit(double, 3);
  await expect(pool.getNext()).rejects.toThrow('the pool has no actor to make the call');
  pool.push(actors[1]!);
  expect(pool.hasFree).toBe(false);
  expect(await pool.getNext()).toBe(6);
  expect(pool.popIdle()).toBe(actors[1]);
});

test('a task may use one, though its worker is the only one', async () => {
  const alone = await init({ numWorkers: 1 });
  const map = alone.task(() => import('../../test/fixtures/nested-tasks.ts'), 'mapWithPool', import.meta.url);
  expect(await alone.get(map.remote([1, 2, 3, 4]))).toEqual([1, 4, 9, 16]);
  await alone.shutdown();
});
