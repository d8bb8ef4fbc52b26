import type { ActorID } from '../id/actor-id.ts';

declare const actor: unique symbol;

/** What every actor handle has beside the actor's methods. */
export interface ActorIdentity<out A = unknown> {
  /** The actor's, the same in every handle on it. */
  readonly actorId: ActorID;
  /** Never present at run time: carries the class to the compiler. */
  readonly [actor]?: () => A;
  /** Lets go of this handle. */
  [Symbol.dispose](): void;
}
