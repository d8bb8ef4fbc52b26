import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { init, type Ray } from '../../runtime/index.ts';
import './vitest-runtime.ts';

const MiB = 2 ** 20;
/** Objects of 1 MiB that do not fit together. */
const rounds = 20;

interface Missing {
  nobody(block: Uint8Array): void;
}

describe.each(['inline', 'thread'] as const)('memory comes back (coordinator: %s)', (coordinator) => {
  let ray: Ray;
  beforeAll(async () => {
    ray = await init({ numWorkers: 1, coordinator, objectStoreBytes: 16 * MiB, spill: false, storeFullTimeoutMs: 5000 });
  });
  afterEach(async () => expect((await ray.get(ray.put(new Uint8Array(8 * MiB)))).length).toBe(8 * MiB));
  afterAll(() => ray.shutdown());

  test('of items of a stream that nobody reads', async () => {
    const blocks = ray.remote(function* (count: number) {
      for (let i = 0; i < count; i++) yield new Uint8Array(2 ** 20);
    });
    for (let round = 0; round < rounds / 5; round++) {
      let items = 0;
      for await (const ref of blocks.remote(5)) {
        ref[Symbol.dispose]();
        items++;
      }
      expect(items).toBe(5);
    }
  });

  test('of references in items of a stream that nobody reads', async () => {
    const boxes = ray.task(() => import('../fixtures/leaky-tasks.ts'), 'boxes', import.meta.url, { numReturns: 'streaming' });
    for (let round = 0; round < rounds; round++) for await (const ref of boxes.remote(1)) ref[Symbol.dispose]();
  });

  test('of arguments of a task whose function is not there', async () => {
    const missing = ray.task(() => import('../fixtures/leaky-tasks.ts') as unknown as Promise<Missing>, 'nobody', import.meta.url);
    for (let round = 0; round < rounds; round++) {
      using ref = missing.remote(new Uint8Array(MiB));
      await expect(ray.get(ref)).rejects.toThrow('not exported');
    }
  });

  test('of results beside one that cannot pass', async () => {
    const both = ray.remote(() => [new Uint8Array(2 ** 20), (() => 1) as unknown as number] as const, { numReturns: 2 });
    for (let round = 0; round < rounds; round++) {
      const [first, second] = both.remote();
      await expect(ray.get(second)).rejects.toThrow('result[1]');
      first[Symbol.dispose]();
      second[Symbol.dispose]();
    }
  });

  test('of objects whose handles are garbage, though the driver reads none', async () => {
    const length = ray.remote((block: Uint8Array) => block.length);
    for (let round = 0; round < rounds; round++) expect(await ray.get(length.remote(ray.put(new Uint8Array(MiB))))).toBe(MiB);
  });

  test('of what a task was given, while it waits for a place for what it gives', async () => {
    const twin = ray.remote((block: Uint8Array) => new Uint8Array(block.length));
    const both = ray.remote((block: Uint8Array) => [new Uint8Array(block.length), block.length] as const, { numReturns: 2 });
    const blocks = ray.remote(function* (block: Uint8Array) {
      yield new Uint8Array(block.length);
    });
    const given = new Uint8Array(MiB);
    for (let round = 0; round < rounds; round++) {
      using ref = twin.remote(given);
      expect((await ray.get(ref)).length).toBe(MiB);
    }
    for (let round = 0; round < rounds; round++) expect((await ray.get(both.remote(given)[0])).length).toBe(MiB);
    for (let round = 0; round < rounds; round++) {
      for await (const ref of blocks.remote(given)) expect((await ray.get(ref)).length).toBe(MiB);
    }
  });

  test('of what getSync was told where it may not wait', async () => {
    const trySync = ray.task(() => import('../fixtures/leaky-tasks.ts'), 'trySync', import.meta.url);
    for (let round = 0; round < rounds; round++) {
      using ref = ray.put(new Uint8Array(MiB));
      expect(await ray.get(trySync.remote([ref]))).toMatch(/^Cannot wait synchronously/);
    }
  });
});
