import { GetTimeoutError } from '../errors.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from './core-worker.ts';
import { limit } from './get.ts';
import { Inbox } from './inbox.ts';
import { onSettled } from './settled.ts';

/** How long to wait. */
export interface AsCompletedOptions {
  /** For all of them, from the first one asked for. Default: no limit. The tasks that make the objects go on. */
  readonly timeoutMs?: number | undefined;
}

/** @internal See `Api.asCompleted`. Each object is asked about once, so that the cost is linear however they come. */
export function asCompleted<R extends ObjectRef>(
  core: CoreWorker,
  refs: Iterable<R>,
  { timeoutMs }: AsCompletedOptions = {},
): AsyncGenerator<R, void, undefined> {
  const all = [...refs];
  for (const [i, ref] of all.entries()) core.numberOf(ref, `refs[${i}]`);
  return inOrder(core, all, timeoutMs);
}

async function* inOrder<R extends ObjectRef>(
  core: CoreWorker,
  refs: readonly R[],
  timeoutMs: number | undefined,
): AsyncGenerator<R, void, undefined> {
  const completed = new Inbox<R>();
  let missing = refs.length;
  const timer = limit(timeoutMs, (ms) => completed.fail(new GetTimeoutError(`${missing} of ${refs.length} objects`, ms)));
  const stops: (() => void)[] = [];
  try {
    for (const ref of refs) {
      const stop = onSettled(core, ref, 'task', (failure) => {
        missing--;
        if (failure === undefined) completed.push(ref);
        else completed.fail(failure);
      });
      stops.push(stop);
    }
    for (let i = 0; i < refs.length; i++) yield await completed.take();
  } finally {
    clearTimeout(timer);
    for (const stop of stops) stop();
  }
}
