import { placeBuffers, writeLayout } from './layout.ts';

/** A value that is ready to be written. Large arrays are not copied before: they should not change until then. */
export interface Encoded {
  readonly byteLength: number;
  /** Ids of the references inside, each once. */
  readonly refs: readonly number[];
  /**
   * Writes it all. A target that begins at a multiple of 64 bytes can be decoded without copying large arrays.
   * @param target may be shared memory
   * @throws {RangeError} when it is smaller than `byteLength`
   */
  write(target: Uint8Array): void;
  /** The bytes on their own; the same ones each time when there are no large arrays. */
  toBytes(): Uint8Array<ArrayBuffer>;
}

const noRefs: readonly number[] = [];

/** A value that is a message alone. */
export class EncodedMessage implements Encoded {
  readonly refs: readonly number[];
  readonly #message: Uint8Array<ArrayBuffer>;

  constructor(message: Uint8Array<ArrayBuffer>, refs: readonly number[] = noRefs) {
    this.#message = message;
    this.refs = refs;
  }

  get byteLength(): number {
    return this.#message.byteLength;
  }

  write(target: Uint8Array): void {
    target.set(this.#message);
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#message;
  }
}

/** A value with large arrays. */
export class EncodedLayout implements Encoded {
  readonly byteLength: number;
  readonly refs: readonly number[];
  readonly #header: Uint8Array;
  readonly #buffers: readonly Uint8Array[];
  readonly #offsets: readonly number[];

  constructor(header: Uint8Array, buffers: readonly Uint8Array[], refs: readonly number[]) {
    const { offsets, byteLength } = placeBuffers(header.byteLength, buffers);
    this.byteLength = byteLength;
    this.refs = refs;
    this.#header = header;
    this.#buffers = buffers;
    this.#offsets = offsets;
  }

  write(target: Uint8Array): void {
    writeLayout(target, this.#header, this.#buffers, this.#offsets);
  }

  toBytes(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.byteLength);
    this.write(bytes);
    return bytes;
  }
}
