import { isBuffer } from '../codec/array-buffers.ts';
import { ArgumentPlace } from './pickle-parts.ts';
import { PythonValue } from './python-value.ts';

/** Arrays of at least so many bytes lie beside the pickle. */
const besideBytes = 512;
const utf8 = new TextEncoder();

/** Element types of `memoryview.cast`. */
const codes: readonly (readonly [new (...args: never[]) => ArrayBufferView, string])[] = [
  [Float64Array, 'd'],
  [Float32Array, 'f'],
  [Uint8Array, 'B'],
  [Uint8ClampedArray, 'B'],
  [Int8Array, 'b'],
  [Int16Array, 'h'],
  [Uint16Array, 'H'],
  [Int32Array, 'i'],
  [Uint32Array, 'I'],
  [BigInt64Array, 'q'],
  [BigUint64Array, 'Q'],
];

/** Of tensors whose array does not say their type; NumPy calls them the same. */
const codeOfType: Readonly<Record<string, { readonly array: new (...args: never[]) => ArrayBufferView; readonly code: string }>> = {
  bool: { array: Uint8Array, code: '?' },
  fp16: { array: Uint16Array, code: 'e' },
  complex64: { array: Float32Array, code: 'F' },
  complex128: { array: Float64Array, code: 'D' },
};

/** What counts as a reference or a handle: what to name it, and of a handle its class. */
export interface Mentions {
  /** Undefined: it is neither. */
  kindOf(value: object): { readonly handleOf: string | undefined } | undefined;
}

/**
 * A JavaScript value as a pickle of protocol 5: null and undefined as None, numbers that are whole as int, objects as
 * dict, Map as dict, Set as set, Date as datetime in UTC, typed arrays as memoryviews over their bytes, tensors as
 * memoryviews with their type and shape, references and handles as such.
 *
 * @throws {TypeError} for what Python has no word for: functions, symbols, instances of classes
 */
export function writePickle(value: unknown, mentions: Mentions): PythonValue {
  return new PickleWriter(mentions).write(value);
}

class PickleWriter {
  readonly #mentions: Mentions;
  readonly #buffers: Uint8Array[] = [];
  readonly #refs: object[] = [];
  /** What was written, by its number in the reader's memo. */
  readonly #memo = new Map<unknown, number>();
  #memoized = 0;
  #bytes = new Uint8Array(256);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  constructor(mentions: Mentions) {
    this.#mentions = mentions;
  }

  write(value: unknown): PythonValue {
    this.#op(0x80);
    this.#op(5);
    this.#put(value);
    this.#op(0x2e);
    return new PythonValue(this.#bytes.slice(0, this.#at), 'R'.repeat(this.#buffers.length), this.#buffers, this.#refs);
  }

  #room(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(this.#at + bytes, 2 * this.#bytes.length));
    grown.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = grown;
    this.#view = new DataView(grown.buffer);
  }

  #op(code: number): void {
    this.#room(1);
    this.#bytes[this.#at++] = code;
  }

  #u32(value: number): void {
    this.#room(4);
    this.#view.setUint32(this.#at, value, true);
    this.#at += 4;
  }

  #raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  #text(text: string): void {
    const bytes = utf8.encode(text);
    if (bytes.length < 256) {
      this.#op(0x8c);
      this.#op(bytes.length);
    } else {
      this.#op(0x58);
      this.#u32(bytes.length);
    }
    this.#raw(bytes);
  }

  #integer(value: number | bigint): void {
    if (typeof value === 'number' && value === (value | 0)) {
      this.#op(0x4a);
      this.#u32(value >>> 0);
      return;
    }
    let rest = BigInt(value);
    const bytes: number[] = [];
    for (;;) {
      const byte = Number(BigInt.asUintN(8, rest));
      bytes.push(byte);
      rest >>= 8n;
      if ((rest === 0n && byte < 0x80) || (rest === -1n && byte >= 0x80)) break;
    }
    if (bytes.length < 256) {
      this.#op(0x8a);
      this.#op(bytes.length);
    } else {
      this.#op(0x8b);
      this.#u32(bytes.length);
    }
    this.#raw(Uint8Array.from(bytes));
  }

  #put(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        this.#op(0x4e);
        return;
      case 'boolean':
        this.#op(value ? 0x88 : 0x89);
        return;
      case 'bigint':
        this.#integer(value);
        return;
      case 'string':
        this.#text(value);
        return;
      case 'number':
        if (Number.isSafeInteger(value) && !Object.is(value, -0)) this.#integer(value);
        else {
          this.#op(0x47);
          this.#room(8);
          this.#view.setFloat64(this.#at, value);
          this.#at += 8;
        }
        return;
      case 'object':
        if (value === null) this.#op(0x4e);
        else this.#object(value);
        return;
      default:
        throw new TypeError(`Cannot give Python a ${typeof value}`);
    }
  }

  /** The value on top of the reader's stack is `value`, from now on. */
  #memoize(value: object): void {
    this.#op(0x94);
    this.#memo.set(value, this.#memoized++);
  }

  #object(value: object): void {
    const known = this.#memo.get(value);
    if (known !== undefined) {
      this.#op(0x6a);
      this.#u32(known);
      return;
    }
    if (value instanceof ArgumentPlace) {
      this.#call('_argument', () => {
        this.#integer(value.index);
        return 1;
      });
      return;
    }
    if (value instanceof PythonValue) throw new TypeError('Cannot give Python what it made within what it did not');
    const mention = this.#mentions.kindOf(value);
    if (mention !== undefined) {
      const index = this.#refs.push(value) - 1;
      const handle = mention.handleOf !== undefined;
      this.#call(handle ? '_handle' : '_ref', () => {
        this.#integer(index);
        if (handle) this.#text(mention.handleOf!);
        return handle ? 2 : 1;
      });
      this.#memoize(value);
      return;
    }
    if (Array.isArray(value)) {
      this.#op(0x5d);
      this.#memoize(value);
      this.#op(0x28);
      for (let i = 0; i < value.length; i++) this.#put(value[i]);
      this.#op(0x65);
      return;
    }
    if (ArrayBuffer.isView(value)) {
      this.#array(value, undefined);
      return;
    }
    if (isBuffer(value)) {
      this.#buffer(new Uint8Array(value));
      return;
    }
    if (value instanceof Map) {
      this.#dict(value, [...value]);
      return;
    }
    if (value instanceof Set) {
      this.#op(0x8f);
      this.#memoize(value);
      this.#op(0x28);
      for (const item of value) this.#put(item);
      this.#op(0x90);
      return;
    }
    if (value instanceof Date) {
      this.#call('_datetime', () => {
        this.#put(value.getTime() / 1000);
        return 1;
      });
      return;
    }
    if (value instanceof Error) {
      this.#call('_js_error', () => {
        this.#text(value.name);
        this.#text(value.message);
        this.#text(value.stack ?? '');
        return 3;
      });
      return;
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== Object.prototype && prototype !== null) {
      throw new TypeError(`Cannot give Python an instance of ${(value.constructor as { name?: string } | undefined)?.name ?? 'a class'}`);
    }
    const { data, dimensions, type } = value as { data?: unknown; dimensions?: unknown; type?: unknown };
    if (ArrayBuffer.isView(data) && isShape(dimensions)) {
      this.#array(data, dimensions, type);
      return;
    }
    this.#dict(value, Object.entries(value));
  }

  #dict(value: object, entries: readonly (readonly [unknown, unknown])[]): void {
    this.#op(0x7d);
    this.#memoize(value);
    this.#op(0x28);
    for (const [key, item] of entries) {
      this.#put(key);
      this.#put(item);
    }
    this.#op(0x75);
  }

  #array(value: ArrayBufferView, dimensions: ArrayLike<number> | undefined, type?: unknown): void {
    const special = typeof type === 'string' && Object.hasOwn(codeOfType, type) ? codeOfType[type]! : undefined;
    const own = codes.find(([type]) => value instanceof type)?.[1] ?? 'B';
    const code = special !== undefined && value instanceof special.array ? special.code : own;
    this.#call(dimensions === undefined ? '_view' : '_tensor', () => {
      this.#buffer(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      this.#text(code);
      if (dimensions === undefined) return 2;
      this.#op(0x28);
      for (let i = 0; i < dimensions.length; i++) this.#integer(dimensions[i]!);
      this.#op(0x74);
      return 3;
    });
  }

  #buffer(bytes: Uint8Array): void {
    if (bytes.length >= besideBytes) {
      this.#buffers.push(bytes);
      this.#op(0x97);
      return;
    }
    this.#op(0x42);
    this.#u32(bytes.length);
    this.#raw(bytes);
  }

  /** What a function of `_miniray_core` makes of up to three arguments. */
  #call(name: string, args: () => number): void {
    this.#text('_miniray_core');
    this.#text(name);
    this.#op(0x93);
    const count = args();
    this.#op(0x84 + count);
    this.#op(0x52);
  }
}

function isShape(value: unknown): value is ArrayLike<number> {
  const list = Array.isArray(value) || value instanceof Uint32Array ? (value as ArrayLike<number>) : undefined;
  if (list === undefined) return false;
  for (let i = 0; i < list.length; i++) if (!Number.isInteger(list[i])) return false;
  return true;
}
