import { describe, expect, test } from 'vitest';
import { conditions, type Family, families, orders } from '../bearing.ts';
import { type BearingSimulation, simulateBearing } from './bearing-signal.ts';
import { drawBand, drawSimulation } from './draw-simulation.ts';
import { Random } from './random.ts';

const plain: BearingSimulation = {
  rate: 8_000,
  speed: 20,
  samples: 40_000,
  resonance: { frequency: 1_800, damping: 0.04 },
  faultLevel: 6,
  strays: 0,
  strayLevel: -40,
  harmonics: [],
  modulation: [],
  whiteLevel: -20,
};
const still = { slip: 0, jitter: 0.002, scatter: 0.1, loadZone: 0.4, zones: 1 as const, unbalance: 0, alternation: 0.7 };

/** Lines that families share: 7 cage turns are one outer order, 12 nearly one inner order; the cage modulates a ball. */
const shared: Partial<Record<Family, Family[]>> = { cage: ['outer', 'inner'], ball: ['cage'] };

/** Magnitude of the squared signal's Fourier coefficient at a multiple of the shaft's speed (no resolution lost to bins). */
function squareAt(signal: Float64Array, order: number): number {
  let [re, im] = [0, 0];
  const step = (2 * Math.PI * order * plain.speed) / plain.rate;
  for (let i = 0; i < signal.length; i++) {
    const square = signal[i]! ** 2;
    re += square * Math.cos(step * i);
    im += square * Math.sin(step * i);
  }
  return Math.hypot(re, im);
}

/** How far an order stands out of its surroundings. */
function prominence(signal: Float64Array, order: number): number {
  const around = Array.from({ length: 21 }, (_, k) => squareAt(signal, order + (k - 10) * 0.037 + (k < 10 ? -0.1 : 0.1))).sort(
    (a, b) => a - b,
  );
  return squareAt(signal, order) / around[10]!;
}

describe('simulateBearing()', () => {
  test.each(families)('shows the order of a fault in its squared envelope: %s', (family) => {
    const signal = simulateBearing({ ...plain, fault: { ...still, family } }, new Random(11, 1));
    expect(prominence(signal, orders[family])).toBeGreaterThan(10);
    const excluded = families.filter((other) => other !== family && !shared[family]?.includes(other));
    for (const other of excluded) expect(prominence(signal, orders[other])).toBeLessThan(8);
  });

  test('modulates an inner ring by the shaft, and a ball by the cage', () => {
    const inner = simulateBearing({ ...plain, fault: { ...still, family: 'inner' } }, new Random(12, 1));
    for (const side of [-1, 1]) expect(prominence(inner, orders.inner + side)).toBeGreaterThan(5);
    const ball = simulateBearing({ ...plain, fault: { ...still, family: 'ball' } }, new Random(12, 2));
    for (const side of [-1, 1]) expect(prominence(ball, orders.ball + side * orders.cage)).toBeGreaterThan(5);
    const outer = simulateBearing({ ...plain, fault: { ...still, family: 'outer' } }, new Random(12, 3));
    for (const side of [-1, 1]) expect(prominence(outer, orders.outer + side)).toBeLessThan(5);
  });

  test('modulates an inner ring at twice the shaft where two opposite zones bear the load', () => {
    const signal = simulateBearing({ ...plain, fault: { ...still, family: 'inner', zones: 2 } }, new Random(12, 4));
    for (const side of [-2, 2]) expect(prominence(signal, orders.inner + side)).toBeGreaterThan(5);
    for (const side of [-1, 1]) expect(prominence(signal, orders.inner + side)).toBeLessThan(5);
  });

  test('shows no fault order in a healthy signal, knocks included', () => {
    const signal = simulateBearing({ ...plain, strays: 1, strayLevel: 6 }, new Random(13));
    for (const family of families) expect(prominence(signal, orders[family])).toBeLessThan(5);
  });

  test('has the levels it was asked for', () => {
    const power = (simulation: BearingSimulation) => {
      const signal = simulateBearing(simulation, new Random(14));
      return signal.reduce((sum, x) => sum + x * x, 0) / signal.length;
    };
    expect(power({ ...plain, whiteLevel: -300 })).toBeCloseTo(1, 6);
    expect(power({ ...plain, whiteLevel: 20 }) / 101).toBeCloseTo(1, 1);
    const fault = { ...still, family: 'outer' } as const;
    expect(power({ ...plain, whiteLevel: -300, faultLevel: 10, fault }) / 11).toBeCloseTo(1, 1);
  });

  test('gives the same bytes for the same seed', () => {
    const make = (seed: number) => simulateBearing({ ...plain, samples: 1000, fault: { ...still, family: 'inner' } }, new Random(seed));
    expect(make(15)).toEqual(make(15));
    expect(make(16)).not.toEqual(make(15));
  });
});

describe('drawSimulation()', () => {
  test('stays within what the README promises, for every condition', () => {
    for (const condition of conditions) {
      for (let seed = 0; seed < 200; seed++) {
        const random = new Random(seed, 9);
        const simulation = drawSimulation(condition, random);
        const { rate, speed, samples, resonance, fault } = simulation;
        expect(rate).toBeGreaterThanOrEqual(6_400);
        expect(rate).toBeLessThanOrEqual(51_200);
        expect((samples / rate) * speed).toBeGreaterThan(44.9);
        expect(resonance.frequency).toBeLessThan(rate / 2);
        expect(fault?.family ?? 'healthy').toBe(condition);
        const [low, high] = drawBand(simulation, random);
        expect(low).toBeGreaterThan(0);
        expect(high).toBeLessThan(rate / 2);
        expect(high - low).toBeGreaterThan(14 * speed);
        expect(low).toBeLessThan(resonance.frequency * 1.3);
        expect(high).toBeGreaterThan(resonance.frequency * 0.7);
      }
    }
  });
});
