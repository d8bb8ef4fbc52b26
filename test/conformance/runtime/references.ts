import { ObjectStoreFullError, TaskError } from '../../../runtime/errors.ts';
import type { Cases } from './cases.ts';
import type { Runtime } from './subject.ts';

const mebibyte = 2 ** 20;

/** How long objects live, and what is no object. */
export function referenceCases(cases: Cases): void {
  cases.test('references: one inside of an object keeps what it refers to alive', async (ray) => {
    const inner = ray.put('inner');
    const outer = ray.put({ list: [inner] });
    inner[Symbol.dispose]();
    const { list } = await ray.get(outer);
    outer[Symbol.dispose]();
    cases.equal(await ray.get(list[0]!), 'inner', 'the inner value');
  });

  cases.test('references: an argument on its way keeps its object alive', async (ray) => {
    const read = ray.task(() => import('./fixtures/echo.ts'), 'read', import.meta.url);
    const echo = ray.task(() => import('./fixtures/echo.ts'), 'echo', import.meta.url);
    const first = ray.put('first');
    const second = ray.put('second');
    const results = [echo.remote(first), read.remote([second])];
    first[Symbol.dispose]();
    second[Symbol.dispose]();
    cases.equal(await ray.get(results), ['first', 'second'], 'what the tasks read');
  });

  cases.test('references: those in the state of an actor keep their objects alive', async (ray) => {
    const Keeper = ray.actor(() => import('./fixtures/actors.ts'), 'Keeper', import.meta.url);
    using keeper = Keeper.remote();
    const ref = ray.put('kept');
    await ray.get(keeper.keep.remote([ref]));
    ref[Symbol.dispose]();
    cases.equal(await ray.get(keeper.read.remote()), 'kept', 'what the actor reads');
  });

  cases.test('references: nothing can be done with one that was disposed of', async (ray) => {
    const ref = ray.put(1);
    cases.assert(!ref.disposed, 'it is not disposed of');
    ref[Symbol.dispose]();
    ref[Symbol.dispose]();
    cases.assert(ref.disposed, 'it is disposed of');
    const echo = ray.task(() => import('./fixtures/echo.ts'), 'echo', import.meta.url);
    cases.throws(() => ray.get(ref), TypeError, /^ref was disposed of: ObjectRef\(/);
    cases.throws(() => ray.get([ref]), TypeError, /^refs\[0\] was disposed of/);
    cases.throws(() => echo.remote(ref), TypeError, /^args\[0\] was disposed of/);
    await cases.fails(ray.wait([ref]), TypeError, /^refs\[0\] was disposed of/);
  });

  cases.test('references: one of another runtime is refused', async (ray) => {
    await using other = await cases.open({ numWorkers: 1 });
    const ref = other.put(1);
    cases.throws(() => ray.get(ref), TypeError, /^ref belongs to another runtime: ObjectRef\(/);
    cases.throws(() => ray.put({ ref }), TypeError, /another runtime/);
    await cases.fails(ray.wait([ray.put(1), ref]), TypeError, /^refs\[1\] belongs to another runtime/);
  });

  cases.test('references: what is none is refused by name', async (ray) => {
    cases.throws(() => ray.get(5 as never), TypeError, /^ref must be an ObjectRef, is number$/);
    cases.throws(() => ray.get([null] as never), TypeError, /^refs\[0\] must be an ObjectRef, is null$/);
    cases.throws(() => ray.cancel({} as never), TypeError, /^ref must be an ObjectRef, is object$/);
  });

  cases.test('references: put takes none', async (ray) => {
    cases.throws(() => ray.put(ray.put(1) as never), TypeError, /^Cannot put an ObjectRef: it is a reference already$/);
  });

  for (const [what, make, why] of [
    ['a function', () => () => 1, 'it is a function'],
    ['a symbol', () => Symbol('x'), 'it is a symbol'],
    ['a promise', () => Promise.resolve(1), 'it is a Promise'],
    ['a WeakMap', () => new WeakMap(), 'it is a WeakMap'],
    ['an instance of a class', () => new (class Row {})(), 'it is an instance of Row, which is not registered \\(see registerType\\)'],
  ] as const) {
    cases.test(`objects: ${what} is refused, with its place in the value`, async (ray) => {
      const value = { items: [0, { callback: make() }], map: new Map() };
      const place = (root: string) => new RegExp(`^Cannot encode ${root}\\.items\\[1\\]\\.callback: ${why}$`);
      cases.throws(() => ray.put(value as never), TypeError, place('value'));
      const echo = ray.task(() => import('./fixtures/echo.ts'), 'echo', import.meta.url);
      cases.throws(() => echo.remote(value), TypeError, place('args\\[0\\]'));
    });
  }

  cases.test('objects: what a task cannot give is an error of the task, with its place in the result', async (ray) => {
    const functions = ray.remote((() => ({ list: [() => 1] })) as unknown as () => number);
    const error = await cases.fails(ray.get(functions.remote()), TaskError, /Cannot encode result\.list\[0\]: it is a function$/);
    cases.assert(error.cause instanceof TypeError, 'its cause is a TypeError');
  });

  cases.testWith('objects: one that no store of this size can hold is an error with the figures', { objectStoreBytes: 8 * mebibyte }, async (ray) => {
    const ref = ray.put(new Uint8Array(16 * mebibyte));
    const error = await cases.fails(ray.get(ref), ObjectStoreFullError, /^Cannot find \d+ bytes in the object store: 0 of 8388608 bytes are in use/);
    cases.assert(Number(/\d+/.exec(error.message)![0]) > 16 * mebibyte, `the message has the size of the object; it is "${error.message}"`);
    cases.equal(await ray.get(ray.put(new Uint8Array(mebibyte).fill(1))), new Uint8Array(mebibyte).fill(1), 'what fits');
    const inTask = ray.remote((bytes: number) => new Uint8Array(bytes)).remote(16 * mebibyte);
    const { cause } = await cases.fails(ray.get(inTask), TaskError, /ObjectStoreFullError: Cannot find/);
    cases.assert(cause instanceof Error && cause.name === 'ObjectStoreFullError', 'so is it in a task');
  });

  const small = { objectStoreBytes: 8 * mebibyte, spill: false } as const;
  cases.testWith('objects: a store that stays full is an error with the figures', { ...small, storeFullTimeoutMs: 50 }, async (ray) => {
    const kept = ray.put(new Uint8Array(5 * mebibyte));
    const late = ray.put(new Uint8Array(5 * mebibyte));
    await cases.fails(ray.get(late), ObjectStoreFullError, /^Cannot find 5\d+ bytes in the object store: 5\d+ of 8388608 bytes are in use/);
    cases.equal((await ray.wait([kept])).ready, [kept], 'what is there');
  });

  cases.testWith('objects: one that finds a full store has its place when there is room', small, async (ray) => {
    const kept = ray.put(new Uint8Array(5 * mebibyte));
    const waiting = ray.put(new Uint8Array(5 * mebibyte).fill(1));
    kept[Symbol.dispose]();
    cases.equal((await ray.get(waiting)).at(-1), 1, 'its last byte');
  });

  cases.testWith('objects: memory is free again when the last reference is disposed of', small, async (ray) => {
    for (let i = 0; i < 20; i++) {
      const inner = ray.put(new Uint8Array(5 * mebibyte).fill(i));
      using outer = ray.put([inner]);
      inner[Symbol.dispose]();
      cases.equal((await ray.wait([outer])).ready, [outer], 'what is there');
    }
  });

  const spilling = { objectStoreBytes: 8 * mebibyte, spill: { maxBytes: 64 * mebibyte } } as const;
  cases.testWith('objects: what memory has no room for goes to disk, and comes back', spilling, async (ray) => {
    const refs = Array.from({ length: 200 }, (_, i) => ray.put(new Uint8Array(100_000).fill(i)));
    const copyOfLast = ray.task(() => import('./fixtures/echo.ts'), 'copyOfLast', import.meta.url);
    for (const [i, ref] of refs.entries()) cases.equal(await ray.get(copyOfLast.remote(ref)), Uint8Array.of(i), 'the last byte');
    cases.equal((await ray.get(refs)).map((bytes) => bytes[0]), [...refs.keys()], 'the first bytes');
  });

  const { collectGarbage } = cases;
  if (collectGarbage === undefined) return;

  cases.testWith('objects: memory is free again when references and views were collected', small, async (ray) => {
    for (let i = 0; i < 6; i++) {
      cases.equal(await lastByte(ray, i), i, 'the last byte');
      await collectGarbage();
    }
  });

  cases.testWith('objects: memory is not used again while a part of a view can be seen', { ...small, storeFullTimeoutMs: 20 }, async (ray) => {
    const part = await partOf(ray);
    await collectGarbage();
    for (let i = 0; i < 5; i++) {
      await ray.get(ray.put(new Uint8Array(3 * mebibyte).fill(i))).catch(() => undefined);
      await collectGarbage();
    }
    cases.equal(part.join(), '7,7,7,7,7,7,7,7,7,7', 'what the view still shows');
  });
}

/** Of an object that nothing refers to any more. */
async function lastByte(ray: Runtime, byte: number): Promise<number | undefined> {
  return (await ray.get(ray.put(new Uint8Array(5 * mebibyte).fill(byte)))).at(-1);
}

async function partOf(ray: Runtime): Promise<Uint8Array> {
  const whole = await ray.get(ray.put(new Uint8Array(3 * mebibyte).fill(7)));
  return whole.subarray(mebibyte, mebibyte + 10);
}
