import { ObjectID } from './object-id.ts';
import type { UniqueID } from './unique-id.ts';

/** Bytes of the runtime's own half, and of the number's. */
const half = 8;

/**
 * The ids of one runtime: inside, objects are numbered; outside, an id is 8 random bytes of the runtime and the number,
 * 64 bits big-endian.
 */
export class IdSpace {
  readonly #prefix: Uint8Array;
  readonly #key: string;

  /** @throws {RangeError} unless there are 8 bytes; they are copied */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== half) throw new RangeError(`An id space has ${half} bytes, not ${bytes.length}`);
    this.#prefix = Uint8Array.from(bytes);
    this.#key = this.toObjectID(0).key.slice(0, 2 * half);
  }

  /** A new one: two are never the same, by all odds. */
  static random(): IdSpace {
    return new IdSpace(crypto.getRandomValues(new Uint8Array(half)));
  }

  /** A copy of the random half, from which other threads make the same space. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#prefix);
  }

  /** @throws {RangeError} unless the number is a whole one from 0 to 2^53 - 1 */
  toObjectID(number: number): ObjectID {
    if (!Number.isSafeInteger(number) || number < 0) throw new RangeError(`There is no object ${number}`);
    const bytes = new Uint8Array(2 * half);
    bytes.set(this.#prefix);
    new DataView(bytes.buffer).setBigUint64(half, BigInt(number));
    return ObjectID.fromBytes(bytes);
  }

  /** The number inside this runtime; undefined for an id that another one made. */
  numberOf(id: UniqueID): number | undefined {
    if (!id.key.startsWith(this.#key)) return undefined;
    const number = Number.parseInt(id.key.slice(2 * half), 16);
    return Number.isSafeInteger(number) ? number : undefined;
  }
}
