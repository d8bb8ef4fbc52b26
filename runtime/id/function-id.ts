import { UniqueID } from './unique-id.ts';

/** A function that runs as a task. */
export class FunctionID extends UniqueID {
  /** Its kind. */
  override get [Symbol.toStringTag](): 'FunctionID' {
    return 'FunctionID';
  }
}
