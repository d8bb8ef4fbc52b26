import { expect } from 'vitest';
import { type Component, tensor } from './component.ts';

/** The product of a, of m x k, and b, of k x n. */
export function multiply(component: Component, m: number, k: number, n: number, a: Float32Array, b: Float32Array): Float32Array {
  const { product } = component.execute('tensor.matmul', {
    inputs: [
      ['a', tensor(a, m, k)],
      ['b', tensor(b, k, n)],
    ],
  }).outputs;
  expect(product!.dimensions).toEqual([m, n]);
  return product!.data;
}

/**
 * The largest error of a product c, as a fraction of what it may be: gamma(roundings) (|A| |B|), with gamma(n) = n u / (1 - n u),
 * u = 2^-24 (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). The reference sums the exact products in
 * float64, whose rounding is 2^29 times smaller.
 *
 * @param roundings how often a sum of k products is rounded
 */
export function errorFraction(
  { m, k, n, roundings }: { readonly m: number; readonly k: number; readonly n: number; readonly roundings: number },
  a: Float32Array,
  b: Float32Array,
  c: Float32Array,
): number {
  const gamma = (roundings * 2 ** -24) / (1 - roundings * 2 ** -24);
  let worst = 0;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0;
      let size = 0;
      for (let p = 0; p < k; p++) {
        const term = a[i * k + p]! * b[p * n + j]!;
        sum += term;
        size += Math.abs(term);
      }
      const error = Math.abs(c[i * n + j]! - sum);
      if (!(error <= gamma * size)) return Infinity;
      if (error > 0) worst = Math.max(worst, error / (gamma * size));
    }
  }
  return worst;
}
