import { UniqueID } from './unique-id.ts';

/** A task: one call of a function. */
export class TaskID extends UniqueID {
  /** Its kind. */
  override get [Symbol.toStringTag](): 'TaskID' {
    return 'TaskID';
  }
}
