import { UniqueID } from './unique-id.ts';

/** An object: what a task returned or `put` stored. */
export class ObjectID extends UniqueID {
  /** Its kind. */
  override get [Symbol.toStringTag](): 'ObjectID' {
    return 'ObjectID';
  }
}
