const size = 16;
const inspect = Symbol.for('nodejs.util.inspect.custom');

/** One of the classes of ids; its static methods make its own instances. */
export type IdClass<T extends UniqueID> = new (bytes: Uint8Array) => T;

/**
 * The base of the 128-bit ids. Ids of different classes are different types and never equal. Immutable. The order of
 * `compare` is that of the bytes.
 */
export abstract class UniqueID {
  /** The id's kind: makes the classes different types, and names them where they are printed. */
  abstract get [Symbol.toStringTag](): string;
  /** 32 hexadecimal digits: stands for the id as a key of a Map or an object. */
  readonly key: string;

  /** @throws {RangeError} unless there are 16 bytes; they are copied */
  constructor(bytes: Uint8Array) {
    if (bytes.length !== size) throw new RangeError(`An id has ${size} bytes, not ${bytes.length}`);
    let key = '';
    for (let i = 0; i < size; i++) key += bytes[i]!.toString(16).padStart(2, '0');
    this.key = key;
  }

  /** A new one: two are never the same, by all odds. */
  static fromRandom<T extends UniqueID>(this: IdClass<T>): T {
    return new this(crypto.getRandomValues(new Uint8Array(size)));
  }

  /** @throws {RangeError} unless there are 32 hexadecimal digits, of either case */
  static fromHex<T extends UniqueID>(this: IdClass<T>, hex: string): T {
    if (!/^[0-9a-f]{32}$/i.test(hex)) throw new RangeError(`An id has ${2 * size} hexadecimal digits, unlike "${hex}"`);
    return new this(Uint8Array.from({ length: size }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)));
  }

  /** @throws {RangeError} unless there are 16 bytes; they may be shared memory */
  static fromBytes<T extends UniqueID>(this: IdClass<T>, bytes: Uint8Array): T {
    return new this(bytes);
  }

  /** The id that means none: 16 zeros. */
  static nil<T extends UniqueID>(this: IdClass<T>): T {
    return new this(new Uint8Array(size));
  }

  /** It is the id that means none. */
  get isNil(): boolean {
    return /^0*$/.test(this.key);
  }

  /** A copy of the 16 bytes. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from({ length: size }, (_, i) => Number.parseInt(this.key.slice(2 * i, 2 * i + 2), 16));
  }

  /** 32 hexadecimal digits. */
  toHex(): string {
    return this.key;
  }

  /** Both are of the same class and have the same bytes. */
  equals(other: this): boolean {
    return other.key === this.key && other[Symbol.toStringTag] === this[Symbol.toStringTag];
  }

  /** Negative, zero or positive, as `Array.prototype.sort` takes it. */
  compare(other: this): number {
    return this.key < other.key ? -1 : this.key > other.key ? 1 : 0;
  }

  /** `ObjectID(3f2a...)`, with all the digits. */
  toString(): string {
    return `${this[Symbol.toStringTag]}(${this.key})`;
  }

  /** The hexadecimal digits, as `fromHex` takes them. */
  toJSON(): string {
    return this.key;
  }

  /** What Node prints. */
  [inspect](): string {
    return this.toString();
  }
}
