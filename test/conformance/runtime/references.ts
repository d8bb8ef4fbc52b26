import { TaskError } from '../../../runtime/errors.ts';
import type { Cases } from './cases.ts';

/** What references do, and what is no object. */
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
}
