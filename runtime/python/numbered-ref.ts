import type { Id } from '../coordinator/events.ts';

/** A reference or an actor handle inside an interpreter's values: Python counts it by itself. */
export class NumberedRef {
  readonly id: Id;
  /** What a handle travels with: its class. Undefined: a reference. */
  readonly extra: unknown;

  constructor(id: Id, extra: unknown) {
    this.id = id;
    this.extra = extra;
  }
}
