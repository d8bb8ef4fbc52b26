import type { Id, PoolSpec } from '../coordinator/events.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { actorHandle } from './actor-handle.ts';
import { actorTraits } from './actor-traits.ts';
import type { ActorHandle, ActorOptions } from './actor-types.ts';
import { windowOf } from './concurrency.ts';

export interface ExecutorActorSpec {
  /** The executor's name in this host. */
  readonly executor: string;
  /** The pool of its version, or a route to it. */
  readonly pool: Id;
  /** Requests that every worker of the actor runs first, on its fresh instance. */
  readonly prepare: readonly unknown[];
  /** Of calls that say nothing of time. */
  readonly timeoutMs: number;
  readonly options: Omit<ActorOptions, 'maxConcurrency'>;
}

/** An instance of an executor as an actor: its worker starts from what the executor's do, and its creation is the recipe. */
export function executorActor(core: CoreWorker, { executor, pool, prepare, timeoutMs, options }: ExecutorActorSpec): ActorHandle<unknown> {
  const { resources, getIfExists: orGet, ...traits } = actorTraits(options, []);
  const id = core.newId();
  const create = core.specifyEncoded({ pool: id, fn: 0, name: executor, resources }, [prepare]);
  const spec: PoolSpec = {
    id,
    name: executor,
    size: 1,
    cap: 1,
    window: windowOf(1),
    waits: 'block',
    executor: pool,
    timeoutMs: Number.isFinite(timeoutMs) ? timeoutMs : undefined,
    actor: { create, concurrency: 1, ...traits },
  };
  return actorHandle(new ObjectRef(core, core.open(spec, { named: traits.name !== undefined, orGet })), executor);
}
