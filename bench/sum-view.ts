// What runs in a worker of store.bench.ts.
import { get, type ObjectRef } from '../runtime/index.ts';

export interface Sums {
  /** Of each round, in milliseconds: get and the view's sum, and the sum of memory of the worker's own. */
  readonly viewMs: readonly number[];
  readonly localMs: readonly number[];
  readonly sums: readonly number[];
}

// The same loop twice: V8's code for one that has met both kinds of memory is several times slower over both.

/** Of memory of one's own. */
export function sum(data: Float64Array): number {
  let total = 0;
  for (let i = 0; i < data.length; i++) total += data[i]!;
  return total;
}

/** Of shared memory. */
export function sumOf(view: Float64Array): number {
  let total = 0;
  for (let i = 0; i < view.length; i++) total += view[i]!;
  return total;
}

/** Sums an object and a copy of it in turn, now one first, now the other. Each round writes its number into both. */
export async function sumInTurn([ref]: readonly [ObjectRef<Float64Array>], rounds: number): Promise<Sums> {
  const local = (await get(ref)).slice();
  const viewMs: number[] = [];
  const localMs: number[] = [];
  const sums: number[] = [];
  const ofLocal = () => {
    const began = performance.now();
    const total = sum(local);
    return { total, ms: performance.now() - began };
  };
  for (let round = -2; round < rounds; round++) {
    const before = round % 2 === 0 ? ofLocal() : undefined;
    const began = performance.now();
    const view = await get(ref);
    const total = sumOf(view);
    const ms = performance.now() - began;
    const other = before ?? ofLocal();
    if (!(view.buffer instanceof SharedArrayBuffer)) throw new Error('The worker was given a copy');
    view[0] = local[0] = round;
    if (round < 0) continue;
    viewMs.push(ms);
    localMs.push(other.ms);
    sums.push(total - other.total);
  }
  return { viewMs, localMs, sums };
}

export function same(data: Float64Array): Float64Array {
  return data;
}
