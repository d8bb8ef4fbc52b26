import { TaskCancelledError, TaskError } from '../../../runtime/errors.ts';
import type { ObjectRef } from '../../../runtime/object/object-ref.ts';
import type { Cases } from './cases.ts';
import type { Runtime } from './subject.ts';

async function valuesOf<T>(ray: Runtime, stream: AsyncIterable<ObjectRef<T>>): Promise<T[]> {
  const values: T[] = [];
  for await (const ref of stream) values.push(await ray.get(ref));
  return values;
}

/** Generators whose results come one by one. */
export function streamCases(cases: Cases): void {
  cases.test('streams: a generator of a module, and an async one', async (ray) => {
    const squares = ray.task(() => import('./fixtures/streams.ts'), 'squares', import.meta.url, { numReturns: 'streaming' });
    const later = ray.task(() => import('./fixtures/streams.ts'), 'squaresLater', import.meta.url, { numReturns: 'streaming' });
    cases.equal(await valuesOf(ray, squares.remote(5)), [0, 1, 4, 9, 16], 'the items');
    cases.equal(await valuesOf(ray, later.remote(3)), [0, 1, 4], 'the items of the async one');
    cases.equal(await valuesOf(ray, squares.remote(0)), [], 'those of an empty one');
  });

  cases.test('streams: a generator by its text streams without being told', async (ray) => {
    const letters = ray.remote(function* (text: string) {
      yield* text;
    });
    cases.equal(await valuesOf(ray, letters.remote('abc')), ['a', 'b', 'c'], 'the items');
  });

  cases.test('streams: items come while the generator still runs', async (ray) => {
    const Journal = ray.actor(() => import('./fixtures/actors.ts'), 'Journal', import.meta.url);
    using journal = Journal.remote();
    const forever = ray.task(() => import('./fixtures/streams.ts'), 'forever', import.meta.url, { numReturns: 'streaming' });
    const values: number[] = [];
    for await (const ref of forever.remote(journal)) {
      values.push(await ray.get(ref));
      if (values.length === 3) break;
    }
    cases.equal(values, [0, 1, 2], 'the first items');
  });

  cases.test('streams: leaving early ends the generator', async (ray) => {
    const Journal = ray.actor(() => import('./fixtures/actors.ts'), 'Journal', import.meta.url);
    using journal = Journal.remote();
    const forever = ray.task(() => import('./fixtures/streams.ts'), 'forever', import.meta.url, { numReturns: 'streaming' });
    for await (const ref of forever.remote(journal)) {
      cases.equal(await ray.get(ref), 0, 'the first item');
      break;
    }
    let entries: unknown[] = [];
    while (entries.length === 0) entries = await ray.get(journal.read.remote());
    cases.equal(entries, ['ended'], 'what the generator noted');
  });

  cases.test('streams: completed is their length', async (ray) => {
    const squares = ray.task(() => import('./fixtures/streams.ts'), 'squares', import.meta.url, { numReturns: 'streaming' });
    const stream = squares.remote(4);
    cases.equal(await ray.get(stream.completed), 4, 'the length');
    cases.equal(await valuesOf(ray, stream), [0, 1, 4, 9], 'the items');
  });

  cases.test('streams: an error comes after the items before it', async (ray) => {
    const failAfter = ray.task(() => import('./fixtures/streams.ts'), 'failAfter', import.meta.url, { numReturns: 'streaming' });
    const stream = failAfter.remote(2);
    const values: number[] = [];
    const read = async () => {
      for await (const ref of stream) values.push(await ray.get(ref));
    };
    await cases.fails(read(), TaskError, /^Task "failAfter" failed: RangeError: no more than 2$/);
    cases.equal(values, [0, 1], 'the items before');
    await cases.fails(ray.get(stream.completed), TaskError, /no more than 2$/);
  });

  cases.test('streams: cancelled ones end with the error', async (ray) => {
    const Journal = ray.actor(() => import('./fixtures/actors.ts'), 'Journal', import.meta.url);
    using journal = Journal.remote();
    const forever = ray.task(() => import('./fixtures/streams.ts'), 'forever', import.meta.url, { numReturns: 'streaming' });
    const stream = forever.remote(journal);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    ray.cancel(stream.completed);
    const read = async () => {
      for (let i = 0; i < 1e6; i++) await iterator.next();
    };
    await cases.fails(read(), TaskCancelledError, /was cancelled$/);
  });

  cases.test('streams: large items stay in the store', async (ray) => {
    const chunks = ray.task(() => import('./fixtures/streams.ts'), 'chunks', import.meta.url, { numReturns: 'streaming' });
    const sum = ray.task(() => import('./fixtures/sums.ts'), 'sum', import.meta.url);
    const sums: ObjectRef<number>[] = [];
    for await (const ref of chunks.remote(4, 100_000)) sums.push(sum.remote(ref));
    cases.equal(await ray.get(sums), [0, 100_000, 200_000, 300_000], 'the sums of the items');
  });

  cases.test('streams: a generator that was not to stream says what to do', async (ray) => {
    const squares = ray.task(() => import('./fixtures/streams.ts'), 'squares', import.meta.url);
    const { remote } = squares as unknown as { remote(count: number): ObjectRef<number> };
    await cases.fails(ray.get(remote(3)), TaskError, /returned a generator; call it with options\(\{ numReturns: 'streaming' \}\)$/);
  });

  cases.test('streams: what returns no generator cannot stream', async (ray) => {
    const add = ray.remote((a: number, b: number) => a + b).options({ numReturns: 'streaming' });
    await cases.fails(valuesOf(ray, add.remote(1, 2)), TaskError, /was to stream, and returned no iterable$/);
  });

  cases.test("streams: a generator can be an actor's method", async (ray) => {
    const Feed = ray.remote(
      class {
        *items(count: number): Generator<string> {
          for (let i = 0; i < count; i++) yield `item ${i}`;
        }
      },
    );
    using feed = Feed.remote();
    const stream = feed.items.options({ numReturns: 'streaming' }).remote(2);
    cases.equal(await valuesOf(ray, stream), ['item 0', 'item 1'], 'the items');
  });
}
