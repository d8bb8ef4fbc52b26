import { expect, test } from 'vitest';
import { defaultThresholds, objectionTo, type Sample } from './verdict.ts';

const sample = (more: Partial<Sample> = {}): Sample => ({ completed: 0, failed: 0, faults: 0, p50Ms: undefined, longestMs: 0, ...more });
const old = sample({ completed: 1000, failed: 10, p50Ms: 4 });
const objection = (next: Partial<Sample>, thresholds = {}, than = old) =>
  objectionTo(sample(next), than, { ...defaultThresholds, ...thresholds })?.reason;

test('nothing is said against what does as well as the old version', () => {
  expect(objection({})).toBeUndefined();
  expect(objection({ completed: 1000, failed: 10, p50Ms: 4 })).toBeUndefined();
  expect(objection({ completed: 95, failed: 5, p50Ms: 17 })).toBeUndefined(); // at the limits
});

test('faults count from the third on, against those of the old version', () => {
  expect(objection({ completed: 0, failed: 2, faults: 2 })).toBeUndefined();
  expect(objection({ completed: 0, failed: 3, faults: 3 })).toBe('faults');
  expect(objection({ completed: 997, failed: 3, faults: 3 })).toBeUndefined();
  expect(objection({ completed: 90, failed: 10, faults: 10 }, {}, sample({ completed: 900, failed: 100, faults: 100 }))).toBeUndefined();
  expect(objection({ completed: 0, failed: 9, faults: 9 }, { faultRate: 1 })).toBeUndefined();
});

test('errors count from 20 requests on, against those of the old version', () => {
  expect(objection({ completed: 0, failed: 19 })).toBeUndefined();
  expect(objection({ completed: 0, failed: 20 })).toBe('errors');
  expect(objection({ completed: 18, failed: 2 })).toBe('errors');
  expect(objection({ completed: 18, failed: 2 }, { errorRate: 0.2 })).toBeUndefined();
  expect(objection({ completed: 18, failed: 2 }, {}, sample({ completed: 90, failed: 10 }))).toBeUndefined();
});

test('times count from 50 requests on, by the medians', () => {
  expect(objection({ completed: 49, p50Ms: 100 })).toBeUndefined();
  expect(objection({ completed: 50, p50Ms: 17.1 })).toBe('latency');
  expect(objection({ completed: 50, p50Ms: 17.1 }, { latencyFactor: Number.POSITIVE_INFINITY })).toBeUndefined();
  expect(objection({ completed: 50, p50Ms: 100 }, {}, sample())).toBeUndefined(); // nothing to compare with
});

test('what answers nothing is stalled, however few requests there were', () => {
  expect(objection({ longestMs: 1001 })).toBe('stalled');
  expect(objection({ longestMs: 1001 }, {}, sample({ p50Ms: 100 }))).toBeUndefined();
  expect(objection({ completed: 1, longestMs: 1001 })).toBeUndefined();
});
