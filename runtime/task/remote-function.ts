import type { Definition, Id, TaskSpec } from '../coordinator/events.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker, TaskRequest } from './core-worker.ts';
import { isPython, origin } from './definition.ts';
import { objectStream } from './object-stream.ts';
import type { Runtime, TaskPools } from './runtime.ts';
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
  /** What all its tasks have, in each runtime. */
  const requests = new WeakMap<CoreWorker, TaskRequest>();
  const requestIn = ({ core, pools }: Runtime): TaskRequest => {
    const known = requests.get(core);
    if (known !== undefined) return known;
    const { definition, numbers } = from;
    let fn = numbers.get(core);
    if (fn === undefined) {
      fn = core.define(definition);
      numbers.set(core, fn);
    }
    const pool = poolOf(pools, definition, options);
    const request = { ...options.request, pool, fn, name: options.name ?? definition.name };
    requests.set(core, request);
    return request;
  };
  const specify = (runtime: Runtime, args: readonly unknown[]) => {
    if (options.signal?.aborted) throw options.signal.reason;
    return runtime.core.specify(requestIn(runtime), args);
  };
  const result = (core: CoreWorker, { id }: TaskSpec) => {
    watch(core, id, options.signal);
    return returned(core, id, options.numReturns);
  };
  return {
    remote: (...args) => {
      const runtime = from.runtime();
      const task = specify(runtime, args);
      runtime.core.submit(task);
      return result(runtime.core, task) as never;
    },
    submit: async (...args) => {
      const runtime = from.runtime();
      const task = specify(runtime, args);
      await new Promise<void>((resolve) => runtime.core.submit(task, resolve));
      return result(runtime.core, task) as never;
    },
    options: (more: TaskOptions) => remoteFunction(from, checkTaskOptions({ ...options.given, ...more }, from.code)) as never,
    [origin]: from.code,
  } as RemoteFunction<unknown[], unknown, number | 'streaming'>;
}

function poolOf(pools: TaskPools, definition: Definition, { blocking, request: { timeoutMs } }: CheckedTaskOptions): Id {
  const timed = timeoutMs !== undefined;
  if (isPython(definition)) return timed ? pools.pythonExclusive : pools.python;
  if (blocking) return pools.blocking;
  return timed ? pools.exclusive : pools.shared;
}

/** References to what a task will give. */
export function returned(core: CoreWorker, id: Id, numReturns: number | 'streaming'): unknown {
  if (numReturns === 1) return new ObjectRef(core, id);
  if (numReturns === 'streaming') return objectStream(core, new ObjectRef<number>(core, id));
  return Array.from({ length: numReturns }, (_, i) => new ObjectRef(core, id + i));
}

/** Cancels the task when the signal is aborted, for as long as it may run. */
export function watch(core: CoreWorker, id: Id, signal: AbortSignal | undefined, force = false): void {
  // most tasks have none: a closure there would cost each of them its memory
  if (signal !== undefined) follow(core, id, signal, force);
}

function follow(core: CoreWorker, id: Id, signal: AbortSignal, force: boolean): void {
  const cancel = () => {
    core.cancelled(id, signal.reason);
    core.channel.send({ type: 'cancel', id, force });
  };
  if (signal.aborted) {
    cancel(); // since it was last looked at
    return;
  }
  signal.addEventListener('abort', cancel, { once: true });
  const question = core.ask(() => signal.removeEventListener('abort', cancel), 'thread');
  core.channel.send({ type: 'wait', request: question.request, ids: [id], count: 1 });
}
