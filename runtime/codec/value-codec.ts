import { Decoder, Encoder } from '@msgpack/msgpack';
import { InvalidValueError } from '../errors.ts';
import { BufferSource } from './buffer-source.ts';
import { checkMessage } from './check-message.ts';
import { type Encoded, EncodedLayout, EncodedMessage } from './encoded-value.ts';
import { hasBuffers, readLayout } from './layout.ts';
import { maxDepth } from './limits.ts';
import { passExtensions } from './pass-extensions.ts';
import { isPlainTree } from './plain-tree.ts';
import type { References } from './references.ts';
import { notSmall, readSmall } from './small-message.ts';
import { WireReader } from './wire-reader.ts';
import { WireWriter } from './wire-writer.ts';

export interface DecodeOptions {
  /**
   * Large arrays become views of the bytes' own memory instead of copies: they change when it does, and when it is shared,
   * their `buffer` is a SharedArrayBuffer. Default: false.
   */
  readonly share?: boolean | undefined;
  /** The values that stand for each `Dependency`, by index. */
  readonly dependencies?: readonly unknown[] | undefined;
}

/** An encoder that has grown beyond this is not kept. */
const keptBytes = 1 << 20;
/** Messages up to this size are read from a copy in `scratch`. */
const scratchBytes = 4096;
const none: readonly never[] = [];

function newEncoder(): Encoder {
  // The depth is checked before; a level of the value is at most two of the message.
  return new Encoder({ extensionCodec: passExtensions, maxDepth: 3 * maxDepth });
}

/**
 * Values to bytes and back: arguments, results and objects. Carries all of JSON, undefined, every number, bigint, string,
 * Date, Map, Set, RegExp, Error (own classes as the built-in one they derive from, with their name), typed arrays,
 * DataView, ArrayBuffer, registered classes, references, objects without prototype, arrays with holes, cycles, and the
 * same object in several places. It changes: a SharedArrayBuffer becomes an ArrayBuffer, a Node Buffer a Uint8Array, a
 * getter its value. Left out, as by structuredClone: symbol keys, what is not enumerable, and an array's, map's, set's,
 * date's or expression's own further properties.
 */
export class ValueCodec {
  readonly #references: References;
  #encoder = newEncoder();
  readonly #decoder = new Decoder({ extensionCodec: passExtensions });
  readonly #scratch = new Uint8Array(scratchBytes);
  /** Decoding, so that `scratch` is in use: making a value may run code that decodes another. */
  #reading = false;

  constructor(references: References) {
    this.#references = references;
  }

  /**
   * @param root names the value in messages: `args`, `value`, `result`
   * @throws {TypeError} naming the place of what cannot be encoded: functions, symbols, promises, instances of classes
   *   that are not registered
   * @throws {RangeError} when objects are nested deeper than 500 levels
   */
  encode(value: unknown, root = 'value'): Encoded {
    if (isPlainTree(value)) return new EncodedMessage(this.#pack(value));
    const writer = new WireWriter(this.#references);
    const message = this.#pack(writer.write(value, root));
    const { outOfBand } = writer.arrays;
    const refs = [...writer.refs];
    return outOfBand.length === 0 ? new EncodedMessage(message, refs) : new EncodedLayout(message, outOfBand, refs);
  }

  /** @throws {InvalidValueError} when the bytes are none that `encode` or another writer of the format made */
  decode(bytes: Uint8Array, options?: DecodeOptions): unknown {
    const small = readSmall(bytes);
    if (small !== notSmall) return small;
    const outer = this.#reading;
    try {
      const laidOut = hasBuffers(bytes) ? readLayout(bytes) : undefined;
      const message = this.#message(bytes, laidOut?.start ?? 0, laidOut?.end ?? bytes.byteLength);
      this.#reading = true;
      const special = checkMessage(message);
      const wire = this.#decoder.decode(message);
      if (!special) return wire;
      const buffers = new BufferSource(bytes, laidOut?.buffers ?? none, options?.share ?? false);
      return new WireReader(this.#references, buffers, options?.dependencies ?? none).read(wire);
    } catch (error) {
      if (error instanceof InvalidValueError) throw error;
      throw new InvalidValueError(error instanceof Error ? error.message : String(error), { cause: error });
    } finally {
      this.#reading = outer;
    }
  }

  #pack(wire: unknown): Uint8Array<ArrayBuffer> {
    const bytes = this.#encoder.encode(wire);
    if (bytes.byteLength > keptBytes) this.#encoder = newEncoder();
    return bytes;
  }

  /**
   * Bytes that only this thread sees: shared memory could change after the check, and browsers refuse to take text from
   * it. Small ones are copied anyway, since a view of an array of at most 64 bytes first moves it out of the heap.
   */
  #message(bytes: Uint8Array, start: number, end: number): Uint8Array {
    const length = end - start;
    if (length <= scratchBytes && !this.#reading) {
      const scratch = this.#scratch;
      if (length <= 64) for (let i = 0; i < length; i++) scratch[i] = bytes[start + i]!;
      else scratch.set(length === bytes.length ? bytes : bytes.subarray(start, end));
      return scratch.subarray(0, length);
    }
    const part = bytes.subarray(start, end);
    return bytes.buffer instanceof ArrayBuffer ? part : new Uint8Array(part);
  }
}
