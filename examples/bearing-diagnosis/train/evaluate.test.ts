import { describe, expect, test } from 'vitest';
import type { Condition } from '../bearing.ts';
import type { Row } from './dataset.ts';
import { DenseNetwork } from './dense-network.ts';
import { alarmRates, evaluateClassifier, measureThresholds, quantile } from './evaluate.ts';
import { gridOf } from './evaluate-rule.ts';

/** Five features, one per condition; the greatest wins. */
const identity = new DenseNetwork([
  {
    inputs: 5,
    outputs: 5,
    activation: 'none',
    weight: Float64Array.from({ length: 25 }, (_, i) => (i % 6 === 0 ? 1 : 0)),
    bias: new Float64Array(5),
  },
]);
const row = (condition: Condition, winner: number, score = 1): Row => ({
  condition,
  x: Float32Array.from({ length: 5 }, (_, i) => (i === winner ? 1 : 0)),
  scores: new Float64Array(4).fill(score),
});

test('quantile() lies between neighbours by proportion', () => {
  expect([quantile([4, 1, 3, 2], 0), quantile([4, 1, 3, 2], 0.5), quantile([4, 1, 3, 2], 1)]).toEqual([1, 2.5, 4]);
});

test('evaluateClassifier() counts by truth and by answer', () => {
  const { accuracy, confusion } = evaluateClassifier(identity, [row('healthy', 0), row('healthy', 4), row('inner', 4), row('cage', 1)]);
  expect(accuracy).toBe(0.75);
  expect(confusion).toEqual([
    [1, 0, 0, 0, 1],
    [0, 1, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 1],
  ]);
});

describe('thresholds', () => {
  const rows = [...Array.from({ length: 101 }, (_, i) => row('healthy', 0, i)), row('outer', 3, 1000)];

  test('measureThresholds() looks at the healthy alone', () => {
    const { scores, novelty } = measureThresholds(identity, rows, 0.99);
    expect(scores).toEqual({ cage: 99, ball: 99, outer: 99, inner: 99 });
    expect(novelty).toBe(0);
  });

  test('alarmRates() gives shares by condition', () => {
    const rates = alarmRates(rows, ({ scores }) => scores[0]! > 99);
    expect(rates.healthy).toBeCloseTo(1 / 101, 12);
    expect(rates.outer).toBe(1);
  });
});

test('gridOf() covers the spectrum in equal bands, at least 25 orders wide and at most ten', () => {
  expect(gridOf(10_000, 1)).toHaveLength(20);
  expect(gridOf(10_000, 60)).toEqual([0, 1_600, 1_600, 3_200, 3_200, 4_800]);
  expect(gridOf(6_400, 1_000)).toEqual([0, 3_072]);
});
