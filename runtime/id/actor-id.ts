import { UniqueID } from './unique-id.ts';

/** An actor. */
export class ActorID extends UniqueID {
  override get [Symbol.toStringTag](): 'ActorID' {
    return 'ActorID';
  }
}
