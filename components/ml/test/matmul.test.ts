import { describe, expect, test } from 'vitest';
import { builds, type Component, tensor } from './component.ts';
import { Random } from './random.ts';

function multiply(component: Component, m: number, k: number, n: number, a: Float32Array, b: Float32Array): Float32Array {
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
 * The largest error of a product, as a fraction of what it may be: gamma(k + blocks + 1) (|A| |B|), with gamma(n) =
 * n u / (1 - n u), u = 2^-24 (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1). The reference sums the
 * exact products in float64, whose rounding is 2^29 times smaller.
 */
function errorFraction(m: number, k: number, n: number, a: Float32Array, b: Float32Array, c: Float32Array): number {
  const roundings = (k + Math.ceil(k / 512) + 1) * 2 ** -24;
  const gamma = roundings / (1 - roundings);
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
      worst = Math.max(worst, error / (gamma * size));
    }
  }
  return worst;
}

describe.each(builds)('tensor.matmul, %s', (_, load) => {
  const component = load();

  function check(random: Random, m: number, k: number, n: number): void {
    const a = random.list(m * k);
    const b = random.list(k * n);
    const fraction = errorFraction(m, k, n, a, b, multiply(component, m, k, n, a, b));
    if (!(fraction <= 1)) throw new Error(`[${m} x ${k}] x [${k} x ${n}] is wrong`);
  }

  test('agrees with float64 for every m and n from 1 to 40', () => {
    const random = new Random(1);
    for (let m = 1; m <= 40; m++) for (let n = 1; n <= 40; n++) check(random, m, random.size(40), n);
  });

  test('agrees with float64 for every k from 1 to 40, and each k with many m and n', () => {
    const random = new Random(2);
    for (let k = 1; k <= 40; k++) for (let i = 0; i < 30; i++) check(random, random.size(40), k, random.size(40));
  });

  test.each([
    [300, 1100, 130],
    [241, 515, 9],
    [7, 513, 1],
    [1, 2000, 1003],
    [1, 3, 31],
    [2, 1025, 8],
    [481, 1, 17],
    [240, 512, 64],
  ])('agrees with float64 for [%i x %i] x [.. x %i]', (m, k, n) => {
    check(new Random(3), m, k, n);
  });

  test('is zero where there is nothing to sum, and empty where there are no rows or columns', () => {
    const none = new Float32Array(0);
    expect([...multiply(component, 3, 0, 2, none, none)]).toEqual([0, 0, 0, 0, 0, 0]);
    expect([...multiply(component, 1, 0, 9, none, none)]).toEqual(new Array(9).fill(0));
    expect(multiply(component, 0, 4, 2, none, new Float32Array(8)).length).toBe(0);
    expect(multiply(component, 3, 4, 0, new Float32Array(12), none).length).toBe(0);
    expect(multiply(component, 0, 0, 0, none, none).length).toBe(0);
    // sizes that no list of bytes limits
    expect(multiply(component, 0, 0xffff_ffff, 0, none, none).length).toBe(0);
  });

  test('carries NaN and infinities to the elements they belong to', () => {
    const m = 7;
    const k = 9;
    const n = 11;
    const a = new Float32Array(m * k).fill(1);
    const b = new Float32Array(k * n).fill(1);
    a[2 * k + 3] = Number.NaN;
    b[4 * n + 10] = Number.POSITIVE_INFINITY;
    const c = multiply(component, m, k, n, a, b);
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) expect(c[i * n + j]).toBe(i === 2 ? Number.NaN : j === 10 ? Number.POSITIVE_INFINITY : k);
    }
  });
});
