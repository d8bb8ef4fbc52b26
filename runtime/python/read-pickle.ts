import { InvalidValueError } from '../errors.ts';
import { DType, knownGlobals, onlyPython } from './pickle-globals.ts';
import type { PickleParts } from './pickle-parts.ts';

class Global {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

const mark = Symbol('mark');
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the data in a pickle of protocol 5 (PEP 574; opcodes as in CPython's Lib/pickletools.py): None, bool, int, float,
 * str, bytes, list, tuple, dict, set, datetime, array.array, NumPy arrays, references. A dict with text keys alone becomes
 * an object, any other a Map; an int beyond 2^53 a bigint; a NumPy array a tensor. Nothing is ever run.
 *
 * @throws {TypeError} naming the first thing in it that only Python can read
 * @throws {InvalidValueError} when it is no pickle
 */
export function readPickle(parts: PickleParts): unknown {
  try {
    return new PickleReader(parts).read();
  } catch (error) {
    if (error instanceof InvalidValueError || error instanceof TypeError) throw error;
    throw new InvalidValueError(`Cannot read a pickle: ${(error as Error).message}`, { cause: error });
  }
}

class PickleReader {
  readonly #parts: PickleParts;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #stack: unknown[] = [];
  readonly #memo: unknown[] = [];
  #at = 0;
  #buffer = 0;

  constructor(parts: PickleParts) {
    this.#parts = parts;
    // text is not taken from shared memory everywhere
    this.#bytes = parts.data.buffer instanceof ArrayBuffer ? parts.data : new Uint8Array(parts.data);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
  }

  read(): unknown {
    for (;;) {
      const opcode = this.#u8();
      if (opcode === 0x2e) return plain(this.#stack.pop(), new Map());
      this.#run(opcode);
    }
  }

  #u8(): number {
    return this.#view.getUint8(this.#at++);
  }

  #u32(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  #u64(): number {
    this.#at += 8;
    return Number(this.#view.getBigUint64(this.#at - 8, true));
  }

  #take(length: number): Uint8Array<ArrayBuffer> {
    if (length > this.#bytes.length - this.#at) throw new RangeError(`it ends within ${length} bytes at ${this.#at}`);
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at) as Uint8Array<ArrayBuffer>;
  }

  #text(length: number): string {
    if (length > this.#bytes.length - this.#at) throw new RangeError(`it ends within ${length} bytes at ${this.#at}`);
    this.#at += length;
    return utf8.decode(this.#bytes.subarray(this.#at - length, this.#at));
  }

  #sinceMark(): unknown[] {
    const at = this.#stack.lastIndexOf(mark);
    if (at < 0) throw new RangeError('a mark is missing');
    const items = this.#stack.splice(at);
    items.shift();
    return items;
  }

  #push(value: unknown): void {
    this.#stack.push(value);
  }

  #top<T>(): T {
    return this.#stack.at(-1) as T;
  }

  #run(opcode: number): void {
    const stack = this.#stack;
    switch (opcode) {
      case 0x80: // PROTO
        this.#at++;
        return;
      case 0x95: // FRAME
        this.#at += 8;
        return;
      case 0x4e: // NONE
        this.#push(null);
        return;
      case 0x88: // NEWTRUE
        this.#push(true);
        return;
      case 0x89: // NEWFALSE
        this.#push(false);
        return;
      case 0x4b: // BININT1
        this.#push(this.#u8());
        return;
      case 0x4d: // BININT2
        this.#push(this.#u8() | (this.#u8() << 8));
        return;
      case 0x4a: // BININT
        this.#push(this.#u32() | 0);
        return;
      case 0x8a: // LONG1
        this.#push(integer(this.#take(this.#u8())));
        return;
      case 0x8b: // LONG4
        this.#push(integer(this.#take(this.#u32())));
        return;
      case 0x47: // BINFLOAT
        this.#at += 8;
        this.#push(this.#view.getFloat64(this.#at - 8));
        return;
      case 0x8c: // SHORT_BINUNICODE
        this.#push(this.#text(this.#u8()));
        return;
      case 0x58: // BINUNICODE
        this.#push(this.#text(this.#u32()));
        return;
      case 0x8d: // BINUNICODE8
        this.#push(this.#text(this.#u64()));
        return;
      case 0x43: // SHORT_BINBYTES
        this.#push(this.#take(this.#u8()));
        return;
      case 0x42: // BINBYTES
        this.#push(this.#take(this.#u32()));
        return;
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        this.#push(this.#take(this.#u64()));
        return;
      case 0x97: // NEXT_BUFFER
        this.#push(this.#nextBuffer());
        return;
      case 0x98: // READONLY_BUFFER
        return;
      case 0x28: // MARK
        this.#push(mark);
        return;
      case 0x30: // POP
        stack.pop();
        return;
      case 0x31: // POP_MARK
        this.#sinceMark();
        return;
      case 0x32: // DUP
        this.#push(this.#top());
        return;
      case 0x5d: // EMPTY_LIST
        this.#push([]);
        return;
      case 0x61: {
        // APPEND
        const item = stack.pop();
        this.#top<unknown[]>().push(item);
        return;
      }
      case 0x65: {
        // APPENDS
        const items = this.#sinceMark();
        const list = this.#top<unknown[]>();
        for (const item of items) list.push(item);
        return;
      }
      case 0x29: // EMPTY_TUPLE
        this.#push([]);
        return;
      case 0x85: // TUPLE1
        this.#push(stack.splice(-1));
        return;
      case 0x86: // TUPLE2
        this.#push(stack.splice(-2));
        return;
      case 0x87: // TUPLE3
        this.#push(stack.splice(-3));
        return;
      case 0x74: // TUPLE
        this.#push(this.#sinceMark());
        return;
      case 0x7d: // EMPTY_DICT
        this.#push(new Map());
        return;
      case 0x73: {
        // SETITEM
        const [key, value] = stack.splice(-2);
        this.#top<Map<unknown, unknown>>().set(key, value);
        return;
      }
      case 0x75: {
        // SETITEMS
        const items = this.#sinceMark();
        const map = this.#top<Map<unknown, unknown>>();
        for (let i = 0; i < items.length; i += 2) map.set(items[i], items[i + 1]);
        return;
      }
      case 0x8f: // EMPTY_SET
        this.#push(new Set());
        return;
      case 0x90: {
        // ADDITEMS
        const items = this.#sinceMark();
        const set = this.#top<Set<unknown>>();
        for (const item of items) set.add(item);
        return;
      }
      case 0x91: // FROZENSET
        this.#push(new Set(this.#sinceMark()));
        return;
      case 0x94: // MEMOIZE
        this.#memo.push(this.#top());
        return;
      case 0x68: // BINGET
        this.#push(this.#memo[this.#u8()]);
        return;
      case 0x6a: // LONG_BINGET
        this.#push(this.#memo[this.#u32()]);
        return;
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = stack.splice(-2) as [string, string];
        this.#push(new Global(module, name));
        return;
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const [made, args] = stack.splice(-2) as [unknown, unknown[]];
        this.#push(this.#make(made, args));
        return;
      }
      case 0x62: {
        // BUILD
        const state = stack.pop();
        const made = this.#top();
        if (!(made instanceof DType)) throw onlyPython('an object with state');
        made.order = (state as unknown[])[1] as string;
        return;
      }
      default:
        throw onlyPython(`what opcode 0x${opcode.toString(16)} makes`);
    }
  }

  #nextBuffer(): unknown {
    const buffer = this.#parts.buffers[this.#buffer++];
    if (buffer === undefined) throw new RangeError('a buffer is missing');
    return buffer;
  }

  #make(made: unknown, args: unknown[]): unknown {
    const name = made instanceof Global ? `${made.module}.${made.name}` : String(made);
    const make = Object.hasOwn(knownGlobals, name) ? knownGlobals[name] : undefined;
    if (make === undefined) throw onlyPython(`an instance of ${name}`);
    return make(args, this.#parts);
  }
}

/** Little-endian two's complement. */
function integer(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  if (bytes.length > 0 && bytes.at(-1)! >= 0x80) value -= 1n << BigInt(8 * bytes.length);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Dicts with text keys as objects, at every depth; `seen` keeps shared and cyclic parts what they are. */
function plain(value: unknown, seen: Map<unknown, unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (seen.has(value)) return seen.get(value);
  if (value instanceof Map) {
    if (![...value.keys()].every((key) => typeof key === 'string')) {
      const map = new Map();
      seen.set(value, map);
      for (const [key, item] of value) map.set(plain(key, seen), plain(item, seen));
      return map;
    }
    const object: Record<string, unknown> = {};
    seen.set(value, object);
    for (const [key, item] of value) {
      // as JSON.parse does: "__proto__" is a name like any other
      Object.defineProperty(object, key as string, { value: plain(item, seen), writable: true, enumerable: true, configurable: true });
    }
    return object;
  }
  seen.set(value, value);
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) value[i] = plain(value[i], seen);
  else if (value instanceof Set) {
    const items = [...value];
    value.clear();
    for (const item of items) value.add(plain(item, seen));
  }
  return value;
}
