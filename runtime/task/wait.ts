import type { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from './core-worker.ts';
import { limit } from './get.ts';

/** What is enough. */
export interface WaitOptions {
  /** How many are enough; 1 to the number of refs. Default 1. */
  readonly numReturns?: number | undefined;
  /** Default: no limit. What is ready by then is the answer. */
  readonly timeoutMs?: number | undefined;
}

/** Both parts in the order in which the refs were given; `ready` has `numReturns` at most. */
export interface WaitResult<T> {
  readonly ready: ObjectRef<T>[];
  readonly remaining: ObjectRef<T>[];
}

/** Resolves when enough of the objects have a value or an error. Nothing is fetched. */
export async function wait<T>(core: CoreWorker, refs: readonly ObjectRef<T>[], options: WaitOptions = {}): Promise<WaitResult<T>> {
  const { numReturns = 1 } = options;
  const ids = core.numbersOf(refs);
  if (new Set(ids).size !== ids.length) throw new TypeError('Cannot wait: an object is named twice');
  if (!Number.isInteger(numReturns) || numReturns < 1 || numReturns > refs.length) {
    throw new RangeError(`numReturns must be a whole number from 1 to the number of refs, ${refs.length}; is ${numReturns}`);
  }
  const { promise, resolve, reject } = Promise.withResolvers<ReadonlySet<number>>();
  const timer = limit(options.timeoutMs, () => core.channel.send({ type: 'forget', request: question.request }));
  const question = core.ask((action) => {
    clearTimeout(timer);
    if (action.type === 'settled') resolve(new Set(action.ids));
    else
      reject(
        action.type === 'reply' && action.value.kind === 'error'
          ? core.reader.error(action.value.error)
          : new Error(`Cannot read the answer to a wait: it is "${action.type}"`),
      );
  });
  core.channel.send({ type: 'wait', request: question.request, ids, count: numReturns, task: question.task });
  const settled = await promise;
  const ready: ObjectRef<T>[] = [];
  const remaining: ObjectRef<T>[] = [];
  for (const [i, ref] of refs.entries()) (ready.length < numReturns && settled.has(ids[i]!) ? ready : remaining).push(ref);
  return { ready, remaining };
}
