/** A pickle and what lies beside it. */
export interface PickleParts {
  readonly data: Uint8Array;
  /** A letter per buffer; see `PythonValue`. */
  readonly kinds: string;
  readonly buffers: readonly Uint8Array[];
  /** References that it mentions by their place. */
  readonly refs: readonly object[];
}

/** Stands in a call's arguments for the value of a reference. */
export class ArgumentPlace {
  readonly index: number;

  constructor(index: number) {
    this.index = index;
  }
}
