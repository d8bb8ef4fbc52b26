import type { Value } from '../coordinator/events.ts';

/** A task's result that is in the store already. */
export class PlacedResult {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}
