import { ObjectLostError, ObjectStoreFullError, TaskError } from '../../../runtime/errors.ts';
import type { Cases } from './cases.ts';
import { Latch } from './latch.ts';
import type { Runtime } from './subject.ts';

const mebibyte = 2 ** 20;

/** What the store holds, for how long, and what it does when it is full. */
export function storeCases(cases: Cases): void {
  cases.test('store: put, get and contains, by references and by ids', async (ray) => {
    using latch = new Latch();
    const ref = ray.store.put({ a: [1] });
    cases.equal([await ray.store.get(ref), await ray.store.get(ref.id)], [{ a: [1] }, { a: [1] }], 'the values');
    const held = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url).remote(latch.name, 0);
    cases.equal([await ray.store.contains(ref), await ray.store.contains(ref.id)], [true, true], 'whether it is there');
    cases.equal(await ray.store.contains(held), false, 'whether a result is there that is still to come');
    await latch.begun();
    latch.release();
    await ray.get(held);
    const { id } = ref;
    ref[Symbol.dispose]();
    cases.equal(await ray.store.contains(id), false, 'whether it is there without a reference');
    await cases.fails(ray.store.get(id), ObjectLostError, /it was freed$/);
  });

  cases.test('store: delete takes a value away, whoever has references', async (ray) => {
    const ref = ray.put(new Float64Array(100_000).fill(1));
    const before = await ray.get(ref);
    ray.store.delete(ref);
    await cases.fails(ray.get(ref), ObjectLostError, /it was deleted$/);
    await cases.fails(ray.get(ray.remote((x: Float64Array) => x.length).remote(ref)), ObjectLostError, /it was deleted$/);
    cases.assert(!(await ray.store.contains(ref)), 'it is not there');
    cases.equal(before[99_999], 1, 'what was read before');
  });

  cases.testWith('store: counts its objects', {}, async (ray) => {
    cases.equal(await ray.store.size(), 0, 'the number at first');
    const refs = [ray.put(1), ray.put('a'), ray.put([])];
    cases.equal(await ray.store.size(), 3, 'the number');
    refs[0]![Symbol.dispose]();
    cases.equal(await ray.store.size(), 2, 'the number of those that are left');
  });

  // limits and disks are for shared memory
  if (!cases.sharedMemory) return;

  cases.testWith('store: knows how much memory is in use', { objectStoreBytes: 64 * mebibyte }, async (ray) => {
    const used = async () => [await ray.store.bytesUsed(), await ray.store.capacity()];
    cases.equal(await used(), [0, 64 * mebibyte], 'the figures at first');
    const ref = ray.put(new Uint8Array(4 * mebibyte));
    const [bytes] = await used();
    cases.assert(bytes! >= 4 * mebibyte && bytes! < 5 * mebibyte, `some more than 4 MiB are in use; there are ${bytes}`);
    ref[Symbol.dispose]();
    cases.equal(await used(), [0, 64 * mebibyte], 'the figures at the end');
  });

  cases.testWith(
    'store: an object that it could never hold is an error with the figures',
    { objectStoreBytes: 8 * mebibyte },
    async (ray) => {
      const ref = ray.put(new Uint8Array(16 * mebibyte));
      const error = await cases.fails(
        ray.get(ref),
        ObjectStoreFullError,
        /^Cannot find \d+ bytes in the object store: 0 of 8388608 bytes are in use/,
      );
      cases.assert(
        Number(/\d+/.exec(error.message)![0]) > 16 * mebibyte,
        `the message has the size of the object; it is "${error.message}"`,
      );
      cases.equal(await ray.get(ray.put(new Uint8Array(mebibyte).fill(1))), new Uint8Array(mebibyte).fill(1), 'what fits');
      const inTask = ray.remote((bytes: number) => new Uint8Array(bytes)).remote(16 * mebibyte);
      const { cause } = await cases.fails(ray.get(inTask), TaskError, /ObjectStoreFullError: Cannot find/);
      cases.assert(cause instanceof Error && cause.name === 'ObjectStoreFullError', 'so is it in a task');
    },
  );

  const small = { objectStoreBytes: 8 * mebibyte, spill: false } as const;
  cases.testWith('store: one that stays full is an error with the figures', { ...small, storeFullTimeoutMs: 50 }, async (ray) => {
    const kept = ray.put(new Uint8Array(5 * mebibyte));
    const late = ray.put(new Uint8Array(5 * mebibyte));
    await cases.fails(ray.get(late), ObjectStoreFullError, /^Cannot find 5\d+ bytes in the object store: 5\d+ of 8388608 bytes are in use/);
    cases.equal((await ray.wait([kept])).ready, [kept], 'what is there');
  });

  cases.testWith('store: an object that finds it full has its place when there is room', small, async (ray) => {
    const kept = ray.put(new Uint8Array(5 * mebibyte));
    const waiting = ray.put(new Uint8Array(5 * mebibyte).fill(1));
    kept[Symbol.dispose]();
    cases.equal((await ray.get(waiting)).at(-1), 1, 'its last byte');
  });

  cases.testWith('store: memory is free again when the last reference is disposed of', small, async (ray) => {
    for (let i = 0; i < 20; i++) {
      const inner = ray.put(new Uint8Array(5 * mebibyte).fill(i));
      using outer = ray.put([inner]);
      inner[Symbol.dispose]();
      cases.equal((await ray.wait([outer])).ready, [outer], 'what is there');
    }
  });

  const spilling = { objectStoreBytes: 8 * mebibyte, spill: { maxBytes: 64 * mebibyte } } as const;
  cases.testWith('store: what memory has no room for goes to disk, and comes back', spilling, async (ray) => {
    const refs = Array.from({ length: 200 }, (_, i) => ray.put(new Uint8Array(100_000).fill(i)));
    const copyOfLast = ray.task(() => import('./fixtures/echo.ts'), 'copyOfLast', import.meta.url);
    for (const [i, ref] of refs.entries()) cases.equal(await ray.get(copyOfLast.remote(ref)), Uint8Array.of(i), 'the last byte');
    cases.equal(
      (await ray.get(refs)).map((bytes) => bytes[0]),
      [...refs.keys()],
      'the first bytes',
    );
  });

  const { collectGarbage } = cases;
  if (collectGarbage === undefined) return;

  cases.testWith('store: memory is free again when references and views were collected', small, async (ray) => {
    for (let i = 0; i < 6; i++) {
      cases.equal(await lastByte(ray, i), i, 'the last byte');
      await collectGarbage();
    }
  });

  cases.testWith(
    'store: memory is not used again while a part of a view can be seen',
    { ...small, storeFullTimeoutMs: 20 },
    async (ray) => {
      const part = await partOf(ray);
      await collectGarbage();
      for (let i = 0; i < 5; i++) {
        await ray.get(ray.put(new Uint8Array(3 * mebibyte).fill(i))).catch(() => undefined);
        await collectGarbage();
      }
      cases.equal(part.join(), '7,7,7,7,7,7,7,7,7,7', 'what the view still shows');
    },
  );
}

/** Of an object that nothing refers to any more. */
async function lastByte(ray: Runtime, byte: number): Promise<number | undefined> {
  return (await ray.get(ray.put(new Uint8Array(5 * mebibyte).fill(byte)))).at(-1);
}

async function partOf(ray: Runtime): Promise<Uint8Array> {
  const whole = await ray.get(ray.put(new Uint8Array(3 * mebibyte).fill(7)));
  return whole.subarray(mebibyte, mebibyte + 10);
}
