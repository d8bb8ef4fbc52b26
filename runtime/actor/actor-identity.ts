import type { ActorID } from '../id/actor-id.ts';

declare const actor: unique symbol;

/** What every actor handle has beside the actor's methods. */
export interface ActorIdentity<out A = unknown> {
  readonly actorId: ActorID;
  readonly [actor]?: () => A;
  /** Lets go of this handle. */
  [Symbol.dispose](): void;
}
