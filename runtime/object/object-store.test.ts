import { afterAll, describe, expect, test } from 'vitest';
import { ObjectID } from '../id/object-id.ts';
import { init, ObjectLostError } from '../index.ts';

describe.each(['inline', 'thread'] as const)('with the coordinator %s', async (coordinator) => {
  const ray = await init({ numWorkers: 2, coordinator, objectStoreBytes: 2 ** 24 });
  afterAll(() => ray.shutdown());

  test('put and get, by reference and by id', async () => {
    const ref = ray.store.put({ answer: 42 });
    expect(await ray.store.get(ref)).toEqual({ answer: 42 });
    expect(await ray.store.get(ref.id)).toEqual({ answer: 42 });
    expect(await ray.store.get(ObjectID.fromHex(ref.id.toHex()))).toEqual({ answer: 42 });
    expect(await ray.get(ref)).toEqual({ answer: 42 });
    expect(() => ray.store.put(ref as never)).toThrow('Cannot put an ObjectRef');
  });

  test('contains what has a value, and no longer what was deleted or let go', async () => {
    const [ref, other] = [ray.store.put('a'), ray.store.put(new Float64Array(100_000))];
    const failed = ray.remote(() => {
      throw new Error('no');
    });
    const never = ray.remote(() => new Promise<number>(() => {}));
    const pending = never.remote();
    expect(await ray.store.contains(ref)).toBe(true);
    expect(await ray.store.contains(other.id)).toBe(true);
    expect(await ray.store.contains(pending)).toBe(false);
    const failure = failed.remote();
    await ray.wait([failure]);
    expect(await ray.store.contains(failure)).toBe(false);
    ray.store.delete(ref);
    ray.store.delete(other.id);
    expect([await ray.store.contains(ref), await ray.store.contains(other)]).toEqual([false, false]);
    await expect(ray.store.get(other)).rejects.toThrow(ObjectLostError);
    const third = ray.store.put('c');
    const { id } = third;
    third[Symbol.dispose]();
    expect(await ray.store.contains(id)).toBe(false);
    await expect(ray.store.get(id)).rejects.toThrow(ObjectLostError);
    ray.cancel(pending, { force: true });
  });

  test('figures go up and down with the objects', async () => {
    // of its own: elsewhere the garbage collector lets go of objects at any time
    await using ray = await init({ numWorkers: 1, coordinator, objectStoreBytes: 2 ** 24 });
    expect(await ray.store.capacity()).toBe(2 ** 24);
    expect(await ray.store.bytesOnDisk()).toBe(0);
    const [size, used] = [await ray.store.size(), await ray.store.bytesUsed()];
    const refs = [1, 2, 3].map((i) => ray.store.put(new Uint8Array(2 ** 20).fill(i)));
    expect(await ray.store.size()).toBe(size + 3);
    const grown = (await ray.store.bytesUsed()) - used;
    expect(grown).toBeGreaterThanOrEqual(3 * 2 ** 20);
    expect(grown).toBeLessThan(3.1 * 2 ** 20);
    for (const ref of refs) ref[Symbol.dispose]();
    expect(await ray.store.size()).toBe(size);
    expect(await ray.store.bytesUsed()).toBe(used);
  });

  test("an id does not keep its object, and another runtime's means nothing", async () => {
    const ref = ray.store.put(1);
    await ray.store.get(ref.id);
    const { id } = ref;
    ref[Symbol.dispose]();
    expect(await ray.store.contains(id)).toBe(false);
    await expect(ray.store.contains(ObjectID.fromRandom())).rejects.toThrow('belongs to another runtime');
    expect(() => ray.store.delete(ObjectID.nil())).toThrow(TypeError);
  });
});
