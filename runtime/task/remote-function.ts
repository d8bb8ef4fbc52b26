import type { Definition, Id } from '../coordinator/events.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from './core-worker.ts';
import { origin } from './definition.ts';
import { objectStream } from './object-stream.ts';
import type { Runtime } from './runtime.ts';
import { type CheckedTaskOptions, checkTaskOptions } from './task-options.ts';
import type { RemoteFunction, TaskOptions } from './types.ts';

/** What a remote function knows, whatever its options. */
export interface FunctionOrigin {
  readonly definition: Definition;
  /** The function itself, where it was given. */
  readonly code: ((...args: never[]) => unknown) | undefined;
  /** Its number in each runtime that has heard of it. */
  readonly numbers: WeakMap<CoreWorker, Id>;
  /** The runtime that it belongs to. */
  readonly runtime: () => Runtime;
}

/** @internal */
export function remoteFunction(
  from: FunctionOrigin,
  options: CheckedTaskOptions,
): RemoteFunction<unknown[], unknown, number | 'streaming'> {
  const { definition } = from;
  const specify = (args: readonly unknown[]) => {
    const { core, pools } = from.runtime();
    let fn = from.numbers.get(core);
    if (fn === undefined) {
      fn = core.define(definition);
      from.numbers.set(core, fn);
    }
    if (options.signal?.aborted) throw options.signal.reason;
    const { request } = options;
    const pool = options.blocking ? pools.blocking : request.timeoutMs === undefined ? pools.shared : pools.exclusive;
    return { core, task: core.specify({ ...request, pool, fn, name: options.name ?? definition.name }, args) };
  };
  const result = ({ core, task }: ReturnType<typeof specify>) => {
    watch(core, task.id, options.signal);
    return returned(core, task.id, options.numReturns);
  };
  return {
    remote: (...args) => {
      const submitted = specify(args);
      submitted.core.submit(submitted.task);
      return result(submitted) as never;
    },
    submit: async (...args) => {
      const submitted = specify(args);
      await new Promise<void>((resolve) => submitted.core.submit(submitted.task, resolve));
      return result(submitted) as never;
    },
    options: (more: TaskOptions) => remoteFunction(from, checkTaskOptions({ ...options.given, ...more }, from.code)) as never,
    [origin]: from.code,
  } as RemoteFunction<unknown[], unknown, number | 'streaming'>;
}

/** References to what a task will give. */
export function returned(core: CoreWorker, id: Id, numReturns: number | 'streaming'): unknown {
  if (numReturns === 1) return new ObjectRef(core, id);
  if (numReturns === 'streaming') return objectStream(core, new ObjectRef<number>(core, id));
  return Array.from({ length: numReturns }, (_, i) => new ObjectRef(core, id + i));
}

/** Cancels the task when the signal is aborted, for as long as it may run. */
export function watch(core: CoreWorker, id: Id, signal: AbortSignal | undefined, force = false): void {
  if (signal === undefined) return;
  const cancel = () => core.channel.send({ type: 'cancel', id, force });
  signal.addEventListener('abort', cancel, { once: true });
  const question = core.ask(() => signal.removeEventListener('abort', cancel), 'thread');
  core.channel.send({ type: 'wait', request: question.request, ids: [id], count: 1 });
}
