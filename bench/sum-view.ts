// What runs in a worker of store.bench.ts.
import { get, type ObjectRef } from '../runtime/index.ts';

export interface Sums {
  /** Of each round, in milliseconds: get and the view's sum, and the sum of memory of the worker's own. */
  readonly viewMs: readonly number[];
  readonly localMs: readonly number[];
  readonly sums: readonly number[];
}

export function sum(data: Float64Array): number {
  let total = 0;
  for (let i = 0; i < data.length; i++) total += data[i]!;
  return total;
}

/** Sums an object and a copy of it in turn. Each round writes its number into the view's first element. */
export async function sumInTurn([ref]: readonly [ObjectRef<Float64Array>], rounds: number): Promise<Sums> {
  const local = (await get(ref)).slice();
  const viewMs: number[] = [];
  const localMs: number[] = [];
  const sums: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const began = performance.now();
    const view = await get(ref);
    const total = sum(view);
    const between = performance.now();
    const same = sum(local);
    const ended = performance.now();
    if (!(view.buffer instanceof SharedArrayBuffer)) throw new Error('The worker was given a copy');
    view[0] = local[0] = round;
    if (round < 0) continue;
    viewMs.push(between - began);
    localMs.push(ended - between);
    sums.push(total - same);
  }
  return { viewMs, localMs, sums };
}

export function sumOf(data: Float64Array): number {
  return sum(data);
}

export function same(data: Float64Array): Float64Array {
  return data;
}
