import type { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from './core-worker.ts';
import { getOne } from './get.ts';
import { Inbox } from './inbox.ts';
import { isCount } from './task-options.ts';

/** What can be called with one argument: a remote function, or a method of an actor. */
export interface Mappable<T, R> {
  /** Calls it with one item. */
  remote(item: T): ObjectRef<R>;
}

/** How far to go ahead. */
export interface MapOptions {
  /** Calls submitted whose results were not taken yet; at least 1. Default 256. */
  readonly concurrency?: number | undefined;
}

/** @internal See `Api.mapUnordered`. */
export function mapUnordered<T, R>(
  core: CoreWorker,
  fn: Mappable<T, R>,
  items: Iterable<T>,
  { concurrency = 256 }: MapOptions = {},
): AsyncGenerator<R, void, undefined> {
  if (!isCount(concurrency, 1, Number.MAX_SAFE_INTEGER)) {
    throw new RangeError(`concurrency must be a whole number of at least 1, is ${String(concurrency)}`);
  }
  return results(core, fn, items, concurrency);
}

async function* results<T, R>(
  core: CoreWorker,
  fn: Mappable<T, R>,
  items: Iterable<T>,
  concurrency: number,
): AsyncGenerator<R, void, undefined> {
  const finished = new Inbox<R>();
  const submit = (item: T): void => {
    const ref = fn.remote(item);
    const over = getOne(core, ref) as Promise<R>;
    over
      .then(
        (result) => finished.push(result),
        (error: unknown) => finished.fail(error),
      )
      .finally(() => ref[Symbol.dispose]());
  };
  let inFlight = 0;
  for (const item of items) {
    submit(item);
    if (++inFlight < concurrency) continue;
    yield await finished.take();
    inFlight--;
  }
  for (; inFlight > 0; inFlight--) yield await finished.take();
}
