import { describe, expect, test } from 'vitest';
import { families, orders } from '../bearing.ts';
import { type FaultImpulses, faultImpulses, load, strayImpulses } from './impulse-train.ts';
import { Random } from './random.ts';

const still: Omit<FaultImpulses, 'family'> = { slip: 0, jitter: 0, scatter: 0, loadZone: 0.5, zones: 1, unbalance: 0, alternation: 1 };

describe('load()', () => {
  test('is 1 under the load, falls to both sides, and is 0 outside the zone', () => {
    expect(load(0, 0.5)).toBe(1);
    expect(load(0.4, 0.4)).toBeCloseTo(load(-0.4, 0.4), 12);
    expect(load(0.4, 0.4)).toBeLessThan(1);
    // ε = 0.25: the zone ends where cos θ = 0.5
    expect(load(Math.PI / 3 - 0.01, 0.25)).toBeGreaterThan(0);
    expect(load(Math.PI / 3 + 0.01, 0.25)).toBe(0);
  });
});

describe('faultImpulses()', () => {
  test.each(families)('strikes as often as the fault order says: %s', (family) => {
    const impulses = faultImpulses({ ...still, family }, 1000, new Random(1));
    expect(Math.abs(impulses.length - 1000 * orders[family])).toBeLessThanOrEqual(1);
  });

  test('slips: the mean order moves, and jitter accumulates as a random walk', () => {
    const slipped = faultImpulses({ ...still, family: 'outer', slip: 0.01 }, 1000, new Random(2));
    expect(slipped.length / 1000).toBeCloseTo(orders.outer * 1.01, 2);
    const jitter = 0.01;
    const ends = Array.from({ length: 300 }, (_, seed) => {
      const impulses = faultImpulses({ ...still, family: 'outer', jitter }, 100, new Random(seed));
      return (impulses[200]!.angle - impulses[0]!.angle) * orders.outer - 200;
    });
    const deviation = Math.sqrt(ends.reduce((sum, end) => sum + end * end, 0) / ends.length);
    // √200 steps of 0.01; the estimate's own relative error is 1/√600
    expect(Math.abs(deviation / (jitter * Math.sqrt(200)) - 1)).toBeLessThan(5 / Math.sqrt(600));
  });

  test("an inner ring's fault is silent outside the load zone", () => {
    const impulses = faultImpulses({ ...still, family: 'inner', loadZone: 0.25 }, 2000, new Random(3));
    const silent = impulses.filter(({ strength }) => strength === 0).length / impulses.length;
    // |θ| > π/3 has two thirds of the circle
    expect(silent).toBeCloseTo(2 / 3, 2);
  });

  test("a standing ring's fault is struck with equal strength", () => {
    const strengths = new Set(faultImpulses({ ...still, family: 'outer' }, 100, new Random(4)).map(({ strength }) => strength));
    expect([...strengths]).toEqual([1]);
  });
});

test('strayImpulses() lie anywhere, and as many as asked', () => {
  const impulses = strayImpulses(4000, 100, new Random(5));
  expect(impulses).toHaveLength(4000);
  const mean = impulses.reduce((sum, { angle }) => sum + angle, 0) / 4000;
  expect(Math.abs(mean - 50)).toBeLessThan((5 * 100) / Math.sqrt(12 * 4000));
});
