import type { TensorData, TensorInput, TensorType } from 'polyray';

/** What a tensor of a form is filled with. */
export const fills = ['counting', 'random', 'a sine wave', 'these numbers'] as const;
export type Fill = (typeof fills)[number];

/** A form's field that holds something else than it should. */
export class FieldError extends Error {
  override readonly name = 'FieldError';
  /** `parameters.rate`, `inputs.x.dimensions`. */
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** What is made in a moment, since it is made in the page's thread. */
const mostElements = 2 ** 20;

/** @param path the field, for errors @throws {FieldError} */
export function parseShape(text: string, path: string): number[] {
  const parts = text.trim() === '' ? [] : text.trim().split(/\s*[,×x ]\s*/);
  const shape = parts.map(Number);
  if (!parts.every((part) => /^\d+$/.test(part))) throw new FieldError(path, `must be sizes like “4, 3”, is “${text}”`);
  const elements = shape.reduce((a, b) => a * b, 1);
  if (elements > mostElements) throw new FieldError(path, `makes ${elements} elements; this page makes ${mostElements} at most`);
  return shape;
}

/** @throws {FieldError} */
export function parseNumbers(text: string, path: string): number[] {
  const parts = text.trim() === '' ? [] : text.trim().split(/[\s,;]+/);
  return parts.map((part) => {
    const number = Number(part);
    if (Number.isNaN(number) && part !== 'NaN') throw new FieldError(path, `must be numbers, has “${part.slice(0, 40)}”`);
    return number;
  });
}

/** @throws {FieldError} where there are more or fewer numbers than the shape has elements */
export function makeTensor(
  type: TensorType,
  dimensions: readonly number[],
  fill: Fill,
  numbers: readonly number[],
  path: string,
): TensorInput {
  const elements = dimensions.reduce((a, b) => a * b, 1);
  const length = type.startsWith('complex') ? 2 * elements : elements;
  if (fill === 'these numbers' && numbers.length !== length)
    throw new FieldError(path, `must have ${length} numbers for its size, has ${numbers.length}`);
  const whole = !/^(fp|bf|complex)/.test(type);
  const valueAt = (i: number): number => {
    if (fill === 'these numbers') return numbers[i]!;
    if (fill === 'random') return whole ? Math.floor(Math.random() * (type === 'bool' ? 2 : 100)) : Math.random();
    if (fill === 'a sine wave') return whole ? Math.round(50 + 50 * Math.sin(i / 8)) : Math.sin(i / 8);
    return type === 'bool' ? i % 2 : i;
  };
  return { type, dimensions: [...dimensions], data: arrayOf(type, length, valueAt) };
}

function arrayOf(type: TensorType, length: number, valueAt: (i: number) => number): TensorData {
  const large = (i: number) => BigInt(Math.trunc(valueAt(i)) || 0);
  switch (type) {
    case 'bool':
    case 'u8':
      return filled(new Uint8Array(length), valueAt);
    case 'i8':
      return filled(new Int8Array(length), valueAt);
    case 'u16':
      return filled(new Uint16Array(length), valueAt);
    case 'i16':
      return filled(new Int16Array(length), valueAt);
    case 'u32':
      return filled(new Uint32Array(length), valueAt);
    case 'i32':
      return filled(new Int32Array(length), valueAt);
    case 'u64':
      return filled(new BigUint64Array(length), large);
    case 'i64':
      return filled(new BigInt64Array(length), large);
    case 'fp16':
      return filled(new Uint16Array(length), (i) => half(valueAt(i)));
    case 'bf16':
      return filled(new Uint16Array(length), (i) => bits(valueAt(i)) >>> 16);
    case 'fp32':
    case 'complex64':
      return filled(new Float32Array(length), valueAt);
    case 'fp64':
    case 'complex128':
      return filled(new Float64Array(length), valueAt);
  }
}

/** Several times as fast as the constructors' `from`. */
function filled<Value, Data extends { readonly length: number; [i: number]: Value }>(data: Data, valueAt: (i: number) => Value): Data {
  for (let i = 0; i < data.length; i++) data[i] = valueAt(i);
  return data;
}

const word = new DataView(new ArrayBuffer(4));

function bits(value: number): number {
  word.setFloat32(0, value);
  return word.getUint32(0);
}

function float(bits: number): number {
  word.setUint32(0, bits);
  return word.getFloat32(0);
}

/** IEEE 754 binary16, cut off rather than rounded. */
function half(value: number): number {
  const all = bits(value);
  const sign = (all >>> 16) & 0x8000;
  const exponent = ((all >>> 23) & 0xff) - 112;
  if (exponent >= 31) return sign | 0x7c00 | (Number.isNaN(value) ? 1 : 0);
  return exponent <= 0 ? sign : sign | (exponent << 10) | ((all >>> 13) & 0x3ff);
}

/** A tensor's first elements as numbers, so many at most; of complex ones, the magnitudes. */
export function numbersOf({ type, data }: { readonly type: TensorType; readonly data: TensorData }, most: number): Float64Array {
  const complex = type.startsWith('complex');
  const numbers = new Float64Array(Math.min(most, complex ? data.length / 2 : data.length));
  if (complex) return filled(numbers, (i) => Math.sqrt(Number(data[2 * i]) ** 2 + Number(data[2 * i + 1]) ** 2));
  if (type === 'bf16') return filled(numbers, (i) => float(Number(data[i]) * 65_536));
  if (type === 'fp16') return filled(numbers, (i) => fromHalf(Number(data[i])));
  return filled(numbers, (i) => Number(data[i]));
}

function fromHalf(half: number): number {
  const [sign, exponent, fraction] = [half & 0x8000 ? -1 : 1, (half >> 10) & 31, half & 0x3ff];
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
