import { describe, expect, test } from 'vitest';
import { builds } from './component.ts';
import { errorFraction, multiply } from './multiply.ts';
import { Random } from './random.ts';

describe.each(builds)('tensor.matmul, %s', (_, load) => {
  const component = load();

  function check(random: Random, m: number, k: number, n: number): void {
    const a = random.list(m * k);
    const b = random.list(k * n);
    // each block of 512 is summed by itself
    const roundings = k + Math.ceil(k / 512) + 1;
    const fraction = errorFraction({ m, k, n, roundings }, a, b, multiply(component, m, k, n, a, b));
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
