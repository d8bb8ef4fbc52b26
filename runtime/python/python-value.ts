import type { PickleParts } from './pickle-parts.ts';

/**
 * A value that Python made, as Python made it: a pickle of protocol 5 whose large buffers lie beside it. Interpreters
 * take it as it is; elsewhere it is read into what it stands for.
 */
export class PythonValue implements PickleParts {
  readonly data: Uint8Array;
  /** A letter per buffer: `R` bytes, `M` a bytearray, otherwise the type code of an `array.array`. */
  readonly kinds: string;
  readonly buffers: readonly Uint8Array[];
  readonly refs: readonly object[];

  constructor(data: Uint8Array, kinds = '', buffers: readonly Uint8Array[] = none, refs: readonly object[] = none) {
    this.data = data;
    this.kinds = kinds;
    this.buffers = buffers;
    this.refs = refs;
  }

  /** The same in memory of its own. */
  copied(): PythonValue {
    const { data, kinds, buffers, refs } = this;
    return new PythonValue(
      data.slice(),
      kinds,
      buffers.map((buffer) => buffer.slice()),
      refs,
    );
  }
}

/**
 * The arguments of a call that Python makes: a pickle of `(args, kwargs)`. Arguments that were references are given beside
 * it, in their order; in the pickle stand places for them.
 */
export class PythonCall extends PythonValue {}

const none: readonly never[] = [];
