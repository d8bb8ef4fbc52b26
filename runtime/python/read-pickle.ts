import { InvalidValueError } from '../errors.ts';

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

class Global {
  readonly module: string;
  readonly name: string;

  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

/** A NumPy element type on its way: NumPy says its byte order later. */
class DType {
  readonly code: string;
  order = '|';

  constructor(code: string) {
    this.code = code;
  }
}

type Make = (args: readonly unknown[], parts: PickleParts) => unknown;

const mark = Symbol('mark');
const utf8 = new TextDecoder('utf-8', { fatal: true });

const arrays = {
  b: Int8Array,
  B: Uint8Array,
  h: Int16Array,
  H: Uint16Array,
  i: Int32Array,
  I: Uint32Array,
  l: Int32Array,
  L: Uint32Array,
  q: BigInt64Array,
  Q: BigUint64Array,
  f: Float32Array,
  d: Float64Array,
} as const;

/** Element types that no array class says, by their letter in Python. */
const typed: Readonly<Record<string, { readonly code: keyof typeof arrays; readonly type: string }>> = {
  '?': { code: 'B', type: 'bool' },
  e: { code: 'H', type: 'fp16' },
  F: { code: 'f', type: 'complex64' },
  D: { code: 'd', type: 'complex128' },
};

const numpyArrays: Readonly<Record<string, { readonly make: (typeof arrays)[keyof typeof arrays]; readonly type?: string }>> = {
  b1: { make: Uint8Array, type: 'bool' },
  i1: { make: Int8Array },
  u1: { make: Uint8Array },
  i2: { make: Int16Array },
  u2: { make: Uint16Array },
  i4: { make: Int32Array },
  u4: { make: Uint32Array },
  i8: { make: BigInt64Array },
  u8: { make: BigUint64Array },
  f2: { make: Uint16Array, type: 'fp16' },
  f4: { make: Float32Array },
  f8: { make: Float64Array },
  c8: { make: Float32Array, type: 'complex64' },
  c16: { make: Float64Array, type: 'complex128' },
};

/** What of Python's own is read: data alone, nothing that would have to be run. */
const known: Readonly<Record<string, Make>> = {
  '_miniray_core._ref': ([index], { refs }) => refs[index as number],
  '_miniray_core._argument': ([index]) => new ArgumentPlace(index as number),
  '_miniray_core._array': ([bytes, code]) => arrayOf(bytes, code),
  '_miniray_core._memory': ([bytes, code, shape]) =>
    shape === null && !Object.hasOwn(typed, String(code)) ? arrayOf(bytes, code) : typedTensor(bytes, code, shape),
  '_miniray_core._same': ([value]) => value,
  '_miniray_core._view': ([bytes, code]) => arrayOf(bytes, code),
  '_miniray_core._tensor': ([bytes, code, dimensions]) => typedTensor(bytes, code, dimensions),
  'polyray._tensor._restored': ([bytes, code, dimensions]) => typedTensor(bytes, code, dimensions),
  'polyray._tensor._of_ref': ([ref]) => ref,
  'array._array_reconstructor': ([, code, , bytes]) => arrayOf(bytes, code),
  'builtins.bytearray': ([bytes]) => bytes ?? new Uint8Array(0),
  'builtins.set': ([items]) => new Set(items as unknown[]),
  'builtins.frozenset': ([items]) => new Set(items as unknown[]),
  'collections.OrderedDict': () => new Map(),
  'datetime.datetime': ([bytes, offsetMs = 0]) => new Date(dateOf(bytes as Uint8Array).getTime() - (offsetMs as number)),
  // an offset in ms is all that a date keeps of its zone
  'datetime.timezone': ([offsetMs]) => offsetMs,
  'datetime.timedelta': ([days, seconds, us]) => (days as number) * 86_400_000 + (seconds as number) * 1000 + (us as number) / 1000,
  'numpy.dtype': ([code]) => new DType(code as string),
  'numpy._core.numeric._frombuffer': ([bytes, type, shape, order]) => tensorOf(bytes, type, shape, order),
};

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
    const make = Object.hasOwn(known, name) ? known[name] : undefined;
    if (make === undefined) throw onlyPython(`an instance of ${name}`);
    return make(args, this.#parts);
  }
}

function onlyPython(what: string): TypeError {
  return new TypeError(`Cannot read a value that Python made: it holds ${what}, which only Python can read`);
}

/** Little-endian two's complement. */
function integer(bytes: Uint8Array): number | bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]!);
  if (bytes.length > 0 && bytes.at(-1)! >= 0x80) value -= 1n << BigInt(8 * bytes.length);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function arrayOf(given: unknown, code: unknown): unknown {
  const make = arrays[code as keyof typeof arrays];
  if (make === undefined || !(given instanceof Uint8Array)) throw onlyPython(`an array of type ${JSON.stringify(code)}`);
  return elements(make, given);
}

/** @param dimensions null: one axis */
function typedTensor(given: unknown, code: unknown, dimensions: unknown): object {
  const special = typeof code === 'string' && Object.hasOwn(typed, code) ? typed[code] : undefined;
  const data = arrayOf(given, special?.code ?? code);
  return { data, ...(dimensions === null ? {} : { dimensions }), ...(special === undefined ? {} : { type: special.type }) };
}

function elements(make: (typeof arrays)[keyof typeof arrays], bytes: Uint8Array): ArrayBufferView {
  const aligned = bytes.byteOffset % make.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new make(aligned.buffer as ArrayBuffer, aligned.byteOffset, bytes.byteLength / make.BYTES_PER_ELEMENT);
}

function tensorOf(bytes: unknown, type: unknown, shape: unknown, order: unknown): unknown {
  const code = type instanceof DType ? type.code : '';
  const element = numpyArrays[code];
  if (element === undefined || (type as DType).order === '>' || !(bytes instanceof Uint8Array))
    throw onlyPython(`a NumPy array of type ${JSON.stringify(code)}`);
  const dimensions = shape as number[];
  if (order === 'F' && dimensions.length > 1) throw onlyPython('a NumPy array in column-major order');
  const data = elements(element.make, bytes);
  return element.type === undefined ? { data, dimensions } : { data, dimensions, type: element.type };
}

/** datetime.__reduce__'s ten bytes, as UTC. */
function dateOf(bytes: Uint8Array): Date {
  const [high = 0, low = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, u1 = 0, u2 = 0, u3 = 0] = bytes;
  const ms = Math.floor(((u1 << 16) | (u2 << 8) | u3) / 1000);
  const date = new Date(0);
  date.setUTCFullYear((high << 8) | low, (month & 0x7f) - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  return date;
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
