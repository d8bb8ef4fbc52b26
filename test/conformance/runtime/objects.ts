import { GetTimeoutError, TaskError } from '../../../runtime/errors.ts';
import type { ObjectRef } from '../../../runtime/object/object-ref.ts';
import type { Cases } from './cases.ts';
import { Point } from './fixtures/point.ts';
import { Latch } from './latch.ts';
import { kindsOfValues } from './values.ts';

/** What `put`, `get` and references do. */
export function objectCases(cases: Cases): void {
  for (const [kind, make] of Object.entries(kindsOfValues)) {
    cases.test(`objects: ${kind} come back as they were, from the store and from a task`, async (ray) => {
      const value = make();
      cases.equal(await ray.get(ray.put(value as never)), value, 'what was stored');
      const echo = ray.task(() => import('./fixtures/echo.ts'), 'echo', import.meta.url);
      cases.equal(await ray.get(echo.remote(value)), value, 'what a task gave back');
    });
  }

  cases.test('objects: one object in several places is one object again', async (ray) => {
    const part = { n: 1 };
    const value = await ray.get(ray.put({ a: part, b: [part], c: new Map([[part, part]]) }));
    cases.assert(value.a === value.b[0], 'both properties show one object');
    cases.assert(value.c.get(value.a) === value.a, 'so do key and value of the map');
  });

  cases.test('objects: an error keeps the name of its own class', async (ray) => {
    class QuotaError extends RangeError {}
    const error = await ray.get(ray.put(new QuotaError('full')));
    cases.assert(error instanceof RangeError, 'it is an error of the built-in class');
    cases.equal([error.name, error.message], ['QuotaError', 'full'], 'its name and message');
  });

  cases.test('objects: instances of a registered class keep it', async (ray) => {
    const double = ray.task(() => import('./fixtures/point.ts'), 'double', import.meta.url);
    const [stored, doubled] = await ray.get([ray.put(new Point(3, 4)), double.remote(new Point(3, 4))]);
    cases.assert(stored instanceof Point && doubled instanceof Point, 'they are of the class');
    cases.equal([stored.length, doubled.x, doubled.y], [5, 6, 10], 'what they hold');
  });

  cases.test('objects: what is changed after put, or after get, does not change the object', async (ray) => {
    const value = { list: [1], numbers: Float64Array.of(1, 2) };
    const ref = ray.put(value);
    value.list.push(2);
    value.numbers[0] = 9;
    const first = await ray.get(ref);
    first.list.push(3);
    cases.equal((await ray.get(ref)).list, [1], 'the list');
    cases.equal((await ray.get(ref)).numbers, Float64Array.of(1, 2), 'the array');
  });

  for (const length of cases.sharedMemory ? [10, 5000] : [10, 5000, 500_000]) {
    cases.test(`objects: an array of ${length} numbers is copied out for each reader`, async (ray) => {
      const ref = ray.put(new Float64Array(length));
      const [first, second] = [await ray.get(ref), await ray.get(ref)];
      first[0] = 1;
      cases.assert(first.buffer instanceof ArrayBuffer, 'it has a buffer of its own');
      cases.equal(second[0], 0, 'what the other reader has');
    });
  }

  cases.test('objects: get gives one value, or those of a list in its order', async (ray) => {
    const [a, b] = [ray.put('a'), ray.put(1)];
    cases.equal(await ray.get(a), 'a', 'one');
    cases.equal(await ray.get([b, a, b]), [1, 'a', 1], 'several');
    cases.equal(await ray.get([]), [], 'none');
  });

  cases.test('objects: get rejects with the first error among several', async (ray) => {
    const fail = ray.remote((): number => {
      throw new Error('no');
    });
    await cases.fails(ray.get([ray.put(1), fail.remote()]), TaskError, /Error: no$/);
  });

  cases.test('objects: a reference as an argument is resolved, one inside of a container is not', async (ray) => {
    const describe = ray.task(() => import('./fixtures/echo.ts'), 'describe', import.meta.url);
    const echo = ray.task(() => import('./fixtures/echo.ts'), 'echo', import.meta.url);
    const ref = ray.put(5);
    cases.equal(await ray.get(echo.remote(ref)), 5, 'the argument');
    cases.equal(await ray.get(describe.remote([ref, 1])), ['a reference to 5', 'number'], 'what the container holds');
  });

  cases.test('objects: one reference can be several arguments', async (ray) => {
    const ref = ray.put(4);
    cases.equal(await ray.get(ray.remote((a: number, b: number, c: number) => [a, b, c]).remote(ref, 1, ref)), [4, 1, 4], 'the arguments');
  });

  cases.test('objects: a reference has the same id wherever it goes', async (ray) => {
    const idsOf = ray.task(() => import('./fixtures/echo.ts'), 'idsOf', import.meta.url);
    const [a, b] = [ray.put(1), ray.put(1)];
    const [back] = await ray.get(ray.put([a]));
    cases.equal(await ray.get(idsOf.remote([a, b])), [a.id.toHex(), b.id.toHex()], 'the ids in a task');
    cases.assert(back!.id.equals(a.id) && !a.id.equals(b.id), 'the id is its own');
    cases.equal(String(a), `ObjectRef(${a.id.toHex()})`, 'how it is printed');
  });

  cases.test('objects: a task can give a reference to what it stored, which outlives it', async (ray) => {
    const stored = ray.task(() => import('./fixtures/echo.ts'), 'stored', import.meta.url);
    const [small, large] = await ray.get([stored.remote('kept'), stored.remote(new Float64Array(100_000).fill(3))]);
    cases.equal(await ray.get(small as ObjectRef), 'kept', 'the small one');
    cases.equal(await ray.get(large as ObjectRef), new Float64Array(100_000).fill(3), 'the large one'); // in shared memory
  });

  cases.test('objects: get takes so long and no longer; what makes the object goes on', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url);
    const [ref, other] = [hold.remote(latch.name, 3), hold.remote(latch.name, 4)];
    await latch.begun(2);
    const error = await cases.fails(
      ray.get(ref, { timeoutMs: 5 }),
      GetTimeoutError,
      /^ObjectRef\([0-9a-f]{32}\) was not there within 5 ms$/,
    );
    cases.equal(error.timeoutMs, 5, 'its time');
    await cases.fails(
      ray.get([ref, other], { timeoutMs: 0 }),
      GetTimeoutError,
      /^2 of 2 objects, ObjectRef\([0-9a-f]{32}\) first, was not there within 0 ms$/,
    );
    latch.release();
    cases.equal(await ray.get(ref), 3, 'the value');
    cases.equal(await ray.get(ref, { timeoutMs: 60_000 }), 3, 'the value that is there');
  });

  if (!cases.sharedMemory) return;

  cases.test('objects: large arrays are views of shared memory, the same for every reader', async (ray) => {
    const ref = ray.put(new Float64Array(500_000).fill(1));
    const [first, second] = [await ray.get(ref), await ray.get(ref)];
    cases.assert(first.buffer instanceof SharedArrayBuffer, 'the first view is of shared memory');
    cases.assert(second.buffer instanceof SharedArrayBuffer, 'so is the second');
    // readers must not write: here it shows that nothing was copied
    first[7] = 42;
    cases.equal(second[7], 42, 'what the second view shows');
    const at = ray.remote((array: Float64Array) => [array[7], array.buffer.constructor.name]);
    cases.equal(await ray.get(at.remote(ref)), [42, 'SharedArrayBuffer'], 'what a task sees');
  });

  cases.test('objects: a large result of a task is a view too', async (ray) => {
    const ones = ray.remote((length: number) => ({ data: new Float32Array(length).fill(1) }));
    const { data } = await ray.get(ones.remote(500_000));
    cases.assert(data.buffer instanceof SharedArrayBuffer, 'it is a view of shared memory');
    cases.assert(
      data.every((one) => one === 1),
      'every element is 1',
    );
  });
}
