import type { Id } from '../coordinator/events.ts';
import { ActorID } from '../id/actor-id.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { returned, watch } from '../task/remote-function.ts';
import { checkCount, checkKeys, checkSignal, checkTimeout, isCount } from '../task/task-options.ts';
import type { HandleKinds } from '../task/value-reader.ts';
import type { ActorHandle, ActorMethod, ActorMethodOptions } from './actor-types.ts';

/** What lies behind a handle. */
class Target {
  readonly ref: ObjectRef;
  readonly className: string;
  readonly methods = new Map<string, ActorMethod<unknown[], unknown>>();

  constructor(ref: ObjectRef, className: string) {
    this.ref = ref;
    this.className = className;
  }
}

const targets = new WeakMap<object, Target>();

/** A handle on an actor; `ref` is its count. Names are methods: whether the actor has them is found out there. */
export function actorHandle(ref: ObjectRef, className: string): ActorHandle<unknown> {
  const core = ref.owner as CoreWorker;
  const target = new Target(ref, className);
  const handle = new Proxy(target, {
    get: (_, key) => {
      if (key === 'actorId') return ActorID.fromBytes(ref.id.bytes);
      if (key === Symbol.dispose) return () => ref[Symbol.dispose]();
      if (key === Symbol.toStringTag) return 'ActorHandle';
      if (key === Symbol.toPrimitive || key === 'toString') return () => `ActorHandle(${className}, ${ref.id.toHex()})`;
      // a handle is no promise, whatever asks
      if (typeof key !== 'string' || key === 'then') return undefined;
      let method = target.methods.get(key);
      if (method === undefined) {
        method = actorMethod(core, target, key, {});
        target.methods.set(key, method);
      }
      return method;
    },
    set: (_, key) => {
      throw new TypeError(`Cannot set "${String(key)}" of an actor: only its methods can be reached`);
    },
    has: (_, key) => typeof key === 'string' && key !== 'then',
    ownKeys: () => [],
    getOwnPropertyDescriptor: () => undefined,
  });
  targets.set(handle, target);
  return handle as unknown as ActorHandle<unknown>;
}

/** The number behind a handle. @throws {TypeError} */
export function actorNumber(core: CoreWorker, handle: unknown, what: string): Id {
  const target = typeof handle === 'object' && handle !== null ? targets.get(handle) : undefined;
  if (target === undefined) throw new TypeError(`${what} must be an actor handle, is ${handle === null ? 'null' : typeof handle}`);
  return core.numberOf(target.ref, what);
}

/** The thread's part in the runtime that the handle belongs to. */
export function handleOwner(handle: object): CoreWorker {
  return targets.get(handle)!.ref.owner as CoreWorker;
}

/** How handles travel in values. */
export const actorHandles: HandleKinds = {
  idOf: (value) => {
    const target = targets.get(value);
    return target && { id: (target.ref.owner as CoreWorker).numberOf(target.ref, 'An actor handle in a value'), extra: target.className };
  },
  make: (ref, extra) => actorHandle(ref, String(extra)),
};

function actorMethod(core: CoreWorker, target: Target, name: string, given: ActorMethodOptions): ActorMethod<unknown[], unknown> {
  checkKeys(given, ['numReturns', 'maxTaskRetries', 'timeoutMs', 'signal']);
  const { numReturns = 1, signal } = given;
  checkSignal(signal);
  if (numReturns !== 'streaming' && !isCount(numReturns, 1, 1000)) {
    throw new RangeError(`numReturns must be "streaming" or a whole number from 1 to 1000, is ${String(numReturns)}`);
  }
  const streaming = numReturns === 'streaming';
  const request = {
    pool: target.ref.number,
    fn: 0,
    name,
    returns: streaming ? 1 : numReturns,
    streaming: streaming || undefined,
    retries: given.maxTaskRetries === undefined ? undefined : checkCount('maxTaskRetries', given.maxTaskRetries),
    timeoutMs: checkTimeout(given.timeoutMs),
  };
  const what = `Actor ${target.className}`;
  return {
    remote: (...args: unknown[]) => {
      if (signal?.aborted) throw signal.reason;
      core.numberOf(target.ref, what); // one that was disposed of has no methods
      const task = core.specify(request, args);
      core.submit(task);
      watch(core, task.id, signal);
      return returned(core, task.id, numReturns) as never;
    },
    options: (more) => actorMethod(core, target, name, { ...given, ...more }) as never,
  };
}
