import { UniqueID } from './unique-id.ts';

/** An actor. */
export class ActorID extends UniqueID {
  /** Its kind. */
  override get [Symbol.toStringTag](): 'ActorID' {
    return 'ActorID';
  }
}
