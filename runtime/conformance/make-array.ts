import type { TensorType } from '../executor/contract.ts';
import { layouts, type TensorData, viewAs } from '../executor/tensor.ts';

/** So many numbers a tensor's array holds: complex elements are two. */
export function lengthOf(type: TensorType, dimensions: readonly number[]): number {
  const { array, bytes } = layouts[type];
  return (dimensions.reduce((product, size) => product * size, 1) * bytes) / array.BYTES_PER_ELEMENT;
}

/** A tensor's array, number by number; whole ones are cut down to that. */
export function makeArray(type: TensorType, dimensions: readonly number[], numberAt: (index: number) => number): TensorData {
  const data = viewAs(type, new Uint8Array(lengthOf(type, dimensions) * layouts[type].array.BYTES_PER_ELEMENT)) as TensorData;
  const big = data instanceof BigInt64Array || data instanceof BigUint64Array;
  for (let i = 0; i < data.length; i++) data[i] = big ? BigInt(Math.trunc(numberAt(i))) : numberAt(i);
  return data;
}
