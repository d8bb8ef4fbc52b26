import type { Value } from '../coordinator/events.ts';

/** A task's results that are in the store already. */
export class PlacedResult {
  readonly values: Value[];

  constructor(values: Value[]) {
    this.values = values;
  }
}
