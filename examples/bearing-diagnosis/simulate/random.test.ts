import { describe, expect, test } from 'vitest';
import { Random } from './random.ts';

describe('Random', () => {
  test('gives the numbers of the reference program pcg32-demo (seed 42, stream 54)', () => {
    const random = new Random(42, 54);
    const numbers = Array.from({ length: 6 }, () => random.bits());
    expect(numbers).toEqual([0xa15c02b7, 0x7b47f409, 0xba1d3330, 0x83d2f293, 0xbfa4784b, 0xcbed606e]);
  });

  test('continues the reference with its coins and rolls, which use the unbiased bound', () => {
    const random = new Random(42, 54);
    for (let i = 0; i < 6; i++) random.bits();
    const coins = Array.from({ length: 65 }, () => (random.below(2) === 1 ? 'H' : 'T')).join('');
    expect(coins).toBe('HHTTTHTHHHTHTTTHHHHHTTTHHHTHTHTHTTHTTTHHHHHHTTTTHHTTTTTHTTTTTTTHT');
    const rolls = Array.from({ length: 33 }, () => random.below(6) + 1).join(' ');
    expect(rolls).toBe('3 4 1 1 2 2 3 2 4 3 2 4 3 3 5 2 3 1 3 1 5 1 4 1 5 6 4 6 6 2 6 3 3');
  });

  test('gives equal sequences for equal seeds, and others for other seeds and streams', () => {
    const take = (random: Random) => Array.from({ length: 8 }, () => random.bits());
    expect(take(new Random(7, 1))).toEqual(take(new Random(7, 1)));
    expect(take(new Random(8, 1))).not.toEqual(take(new Random(7, 1)));
    expect(take(new Random(7, 2))).not.toEqual(take(new Random(7, 1)));
  });

  test('draws normal numbers whose first four moments are those of the normal distribution', () => {
    const random = new Random(1, 1);
    const count = 100_000;
    const sums = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const x = random.gaussian();
      for (let power = 0; power < 4; power++) sums[power]! += x ** (power + 1) / count;
    }
    // Five standard errors: √(1, 2, 15, 96) / √n
    expect(Math.abs(sums[0]!)).toBeLessThan(5 * Math.sqrt(1 / count));
    expect(Math.abs(sums[1]! - 1)).toBeLessThan(5 * Math.sqrt(2 / count));
    expect(Math.abs(sums[2]!)).toBeLessThan(5 * Math.sqrt(15 / count));
    expect(Math.abs(sums[3]! - 3)).toBeLessThan(5 * Math.sqrt(96 / count));
  });

  test('shuffles into every order, and keeps the elements', () => {
    const random = new Random(3, 3);
    const seen = new Set<string>();
    for (let i = 0; i < 500; i++) seen.add(random.shuffle([1, 2, 3, 4]).join(''));
    expect(seen.size).toBe(24);
    expect([...random.shuffle([1, 2, 3, 4, 5])].sort()).toEqual([1, 2, 3, 4, 5]);
  });
});
