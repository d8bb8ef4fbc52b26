import type { TensorType } from './contract.ts';

/** The arrays that hold tensors. Complex numbers lie as real, imaginary pairs; fp16 and bf16 as their 16 bits. */
export type TensorData =
  | Uint8Array
  | Uint8ClampedArray
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | BigUint64Array
  | BigInt64Array
  | Float32Array
  | Float64Array;

/** A dense, row-major tensor as operations return it. */
export interface Tensor<T extends TensorType = TensorType> {
  readonly type: T;
  /** The size of each axis, outermost first; empty for a scalar. */
  readonly dimensions: readonly number[];
  readonly data: DataOf<T>;
}

/**
 * A tensor as callers write it: a typed array is a vector of the array's element type; with `dimensions` it has any
 * shape, with `type` it may be complex, bool, fp16 or bf16. Bytes in a SharedArrayBuffer are read when the operation runs.
 */
export type TensorInput = TensorData | TensorRecord;

/** Numbers in a shape. */
export interface TensorRecord {
  readonly data: TensorData;
  /** Default: one axis that holds all the elements. */
  readonly dimensions?: readonly number[] | Uint32Array;
  /** Default: what the array's class says. */
  readonly type?: TensorType;
}

interface DataByType {
  bool: Uint8Array;
  u8: Uint8Array;
  i8: Int8Array;
  u16: Uint16Array;
  i16: Int16Array;
  u32: Uint32Array;
  i32: Int32Array;
  u64: BigUint64Array;
  i64: BigInt64Array;
  fp16: Uint16Array;
  bf16: Uint16Array;
  fp32: Float32Array;
  fp64: Float64Array;
  complex64: Float32Array;
  complex128: Float64Array;
}
/** The array that holds a type. */
export type DataOf<T extends TensorType> = DataByType[T];

type ArrayClass = {
  new (buffer: ArrayBufferLike, byteOffset?: number, length?: number): TensorData;
  readonly BYTES_PER_ELEMENT: number;
  readonly name: string;
};
interface Layout {
  readonly array: ArrayClass;
  /** Bytes of one element of the tensor. */
  readonly bytes: number;
}

/** Per type: the array that holds it, and the size of an element in bytes. */
export const layouts: Readonly<Record<TensorType, Layout>> = {
  bool: { array: Uint8Array, bytes: 1 },
  u8: { array: Uint8Array, bytes: 1 },
  i8: { array: Int8Array, bytes: 1 },
  u16: { array: Uint16Array, bytes: 2 },
  i16: { array: Int16Array, bytes: 2 },
  u32: { array: Uint32Array, bytes: 4 },
  i32: { array: Int32Array, bytes: 4 },
  u64: { array: BigUint64Array, bytes: 8 },
  i64: { array: BigInt64Array, bytes: 8 },
  fp16: { array: Uint16Array, bytes: 2 },
  bf16: { array: Uint16Array, bytes: 2 },
  fp32: { array: Float32Array, bytes: 4 },
  fp64: { array: Float64Array, bytes: 8 },
  complex64: { array: Float32Array, bytes: 8 },
  complex128: { array: Float64Array, bytes: 16 },
};

/** Every element type, in the contract's order. */
export const tensorTypes = Object.keys(layouts) as TensorType[];

/** What an array means where nothing else is said. */
const typeByArray = new Map<unknown, TensorType>([
  [Uint8Array, 'u8'],
  [Uint8ClampedArray, 'u8'],
  [Int8Array, 'i8'],
  [Uint16Array, 'u16'],
  [Int16Array, 'i16'],
  [Uint32Array, 'u32'],
  [Int32Array, 'i32'],
  [BigUint64Array, 'u64'],
  [BigInt64Array, 'i64'],
  [Float32Array, 'fp32'],
  [Float64Array, 'fp64'],
]);

/** The element type of a typed array (subclasses such as Buffer included), or undefined where it is none of ours. */
export function typeOfArray(data: unknown): TensorType | undefined {
  if (!ArrayBuffer.isView(data)) return undefined;
  for (let of = Object.getPrototypeOf(data); of !== null; of = Object.getPrototypeOf(of)) {
    const type = typeByArray.get(of.constructor);
    if (type !== undefined) return type;
  }
  return undefined;
}

/** A view of bytes as a type's array; a copy only where they lie unaligned. */
export function viewAs<T extends TensorType>(type: T, bytes: ArrayBufferView): DataOf<T> {
  const { array } = layouts[type];
  const each = array.BYTES_PER_ELEMENT;
  const data =
    bytes.byteOffset % each === 0
      ? new array(bytes.buffer, bytes.byteOffset, bytes.byteLength / each)
      : new array(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength).slice().buffer);
  return data as DataOf<T>;
}
