import type { TensorRecord } from '../executor/tensor.ts';

/** A tensor from a file. */
export interface FileTensor extends TensorRecord {
  readonly dimensions: readonly number[];
  /** Samples per second, where the file says so. */
  readonly rate?: number;
}
