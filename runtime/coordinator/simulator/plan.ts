import type { Id, PoolSpec } from '../events.ts';
import type { PoolName } from './setting.ts';

/** What a task will do, every time that it begins. */
export interface Plan {
  readonly seed: number;
  /** What each of its results holds; of a stream, its items by place, then its end. */
  readonly tags: readonly number[];
  readonly pool: PoolName | 'actor';
  readonly depth: number;
  /** A task above it blocks an actor: it calls none. */
  readonly underActor: boolean;
  readonly throws: boolean;
  readonly retries: number;
  readonly timeoutMs: number | undefined;
  /** An actor's creation. */
  readonly creates: boolean;
  /** Calls of one caller to one actor, in order. */
  readonly order: { readonly actor: Id; readonly caller: Id | undefined; readonly place: number } | undefined;
}

/** One that tasks may call. */
export interface Actor {
  readonly id: Id;
  readonly pool: PoolSpec;
  calls: Map<Id | undefined, number>;
}
