import type { TensorType } from '../executor/contract.ts';
import { layouts, type Tensor, viewAs } from '../executor/tensor.ts';

// The safetensors format: a 64-bit little-endian length, so many bytes of JSON, then the tensors' bytes. The JSON holds
// per name {dtype, shape, data_offsets: [begin, end]}, offsets counted from the end of the JSON, and "__metadata__".

/** What is wrong with a safetensors file, and where in it: `header`, `tensors.w0.data_offsets`. */
export class SafetensorsError extends Error {
  override name = 'SafetensorsError';
  readonly path: string;

  constructor(path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
  }
}

/** What a safetensors file holds. */
export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  /** Copies of the file's bytes. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** The longest header that is read, as in the reference implementation. */
const headerLimit = 100_000_000;

const typeByName: Readonly<Record<string, TensorType>> = {
  BOOL: 'bool',
  U8: 'u8',
  I8: 'i8',
  U16: 'u16',
  I16: 'i16',
  U32: 'u32',
  I32: 'i32',
  U64: 'u64',
  I64: 'i64',
  F16: 'fp16',
  BF16: 'bf16',
  F32: 'fp32',
  F64: 'fp64',
};
const nameByType = new Map(Object.entries(typeByName).map(([name, type]) => [type, name]));

/** @throws {SafetensorsError} for anything that is not a whole, sound safetensors file */
export function parseSafetensors(bytes: Uint8Array): Safetensors {
  if (bytes.length < 8) throw new SafetensorsError('header', `the file has ${bytes.length} bytes, its length alone takes 8`);
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (length > headerLimit || length > bytes.length - 8)
    throw new SafetensorsError('header', `it says ${length} bytes, the file has ${bytes.length - 8} more`);
  const header = parseHeader(bytes.subarray(8, 8 + length));
  const data = bytes.subarray(8 + length);
  checkCover(header, data.length);
  const tensors = new Map<string, Tensor>();
  let metadata: Record<string, string> = {};
  for (const [name, entry] of Object.entries(header)) {
    if (name === '__metadata__') metadata = parseMetadata(entry);
    else tensors.set(name, parseTensor(name, entry, data));
  }
  return { metadata, tensors };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new SafetensorsError('header', `it is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header))
    throw new SafetensorsError('header', 'it is not a JSON object');
  return header as Record<string, unknown>;
}

/** Tensors lie one after the other and fill the file: none overlaps, no byte is spare. */
function checkCover(header: Record<string, unknown>, length: number): void {
  const ranges = Object.entries(header)
    .filter(([name]) => name !== '__metadata__')
    .map(([name, entry]) => ({ name, offsets: (entry as { data_offsets?: unknown } | null)?.data_offsets }))
    .filter((range): range is { name: string; offsets: [number, number] } => Array.isArray(range.offsets) && range.offsets.every(isSize))
    .sort((a, b) => a.offsets[0] - b.offsets[0] || a.offsets[1] - b.offsets[1]);
  let end = 0;
  for (const { name, offsets } of ranges) {
    if (offsets[0] !== end && offsets[0] <= length)
      throw new SafetensorsError(`tensors.${name}.data_offsets`, `it begins at ${offsets[0]}, what lies before ends at ${end}`);
    end = offsets[1];
  }
  if (ranges.length === Object.keys(header).filter((name) => name !== '__metadata__').length && end < length) {
    throw new SafetensorsError('header', `its tensors end at byte ${end} of ${length}`);
  }
}

function parseMetadata(entry: unknown): Record<string, string> {
  const sound = typeof entry === 'object' && entry !== null && Object.values(entry).every((value) => typeof value === 'string');
  if (!sound) throw new SafetensorsError('header.__metadata__', 'it is not an object of texts');
  return entry as Record<string, string>;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function parseTensor(name: string, entry: unknown, data: Uint8Array): Tensor {
  const path = `tensors.${name}`;
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const type = typeof dtype === 'string' && Object.hasOwn(typeByName, dtype) ? typeByName[dtype] : undefined;
  if (type === undefined)
    throw new SafetensorsError(`${path}.dtype`, `${JSON.stringify(dtype)} is none of ${Object.keys(typeByName).join(', ')}`);
  if (!Array.isArray(shape) || !shape.every(isSize))
    throw new SafetensorsError(`${path}.shape`, `${JSON.stringify(shape)} is not a list of sizes`);
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    throw new SafetensorsError(`${path}.data_offsets`, `${JSON.stringify(offsets)} is not a pair of offsets`);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > data.length)
    throw new SafetensorsError(`${path}.data_offsets`, `${begin} to ${end} is not inside the data, ${data.length} bytes`);
  const wanted = shape.reduce((product, size) => product * size, layouts[type].bytes);
  if (wanted !== end - begin)
    throw new SafetensorsError(`${path}.data_offsets`, `${end - begin} bytes do not hold ${dtype} [${shape.join(', ')}], ${wanted} bytes`);
  return { type, dimensions: shape, data: viewAs(type, data.slice(begin, end)) };
}

/** Writes tensors in the order of their names; equal content gives equal bytes. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const header: Record<string, unknown> = Object.create(null); // a tensor may be called __proto__
  if (Object.keys(metadata).length > 0)
    header['__metadata__'] = Object.fromEntries(Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1)));
  let at = 0;
  for (const [name, { type, dimensions, data }] of sorted) {
    const dtype = nameByType.get(type);
    if (dtype === undefined) throw new SafetensorsError(`tensors.${name}.dtype`, `${type} has no safetensors name`);
    header[name] = { dtype, shape: dimensions, data_offsets: [at, at + data.byteLength] };
    at += data.byteLength;
  }
  const text = JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  // spaces at the end align the data to 8 bytes
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + length + at).fill(0x20, 8, 8 + length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, 8);
  let offset = 8 + length;
  for (const [, { data }] of sorted) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}
