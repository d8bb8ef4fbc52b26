import { ArgumentPlace, type PickleParts } from './pickle-parts.ts';

/** A NumPy element type on its way: NumPy says its byte order later. */
export class DType {
  readonly code: string;
  order = '|';

  constructor(code: string) {
    this.code = code;
  }
}

type Make = (args: readonly unknown[], parts: PickleParts) => unknown;

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
export const knownGlobals: Readonly<Record<string, Make>> = {
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
  'numpy._core.multiarray.scalar': ([type, bytes]) => scalarOf(bytes, type),
  'numpy._core.numeric._frombuffer': ([bytes, type, shape, order]) => tensorOf(bytes, type, shape, order),
};

/** What `readPickle` throws. */
export function onlyPython(what: string): TypeError {
  return new TypeError(`Cannot read a value that Python made: it holds ${what}, which only Python can read`);
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

/** What JavaScript has for NumPy's elements; undefined: nothing. */
function elementOf(bytes: unknown, type: unknown): (typeof numpyArrays)[string] | undefined {
  if (!(type instanceof DType) || type.order === '>' || !(bytes instanceof Uint8Array)) return undefined;
  return Object.hasOwn(numpyArrays, type.code) ? numpyArrays[type.code] : undefined;
}

const codeOf = (type: unknown): string => JSON.stringify(type instanceof DType ? type.code : type);

function tensorOf(bytes: unknown, type: unknown, shape: unknown, order: unknown): unknown {
  const element = elementOf(bytes, type);
  if (element === undefined) throw onlyPython(`a NumPy array of type ${codeOf(type)}`);
  const dimensions = shape as number[];
  if (order === 'F' && dimensions.length > 1) throw onlyPython('a NumPy array in column-major order');
  const data = elements(element.make, bytes as Uint8Array);
  return element.type === undefined ? { data, dimensions } : { data, dimensions, type: element.type };
}

/** A NumPy scalar: what the number is to JavaScript. */
function scalarOf(bytes: unknown, type: unknown): unknown {
  const element = elementOf(bytes, type);
  if (element === undefined || (element.type !== undefined && element.type !== 'bool'))
    throw onlyPython(`a NumPy scalar of type ${codeOf(type)}`);
  const [value] = elements(element.make, bytes as Uint8Array) as unknown as [number | bigint];
  if (element.type === 'bool') return value !== 0;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
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
