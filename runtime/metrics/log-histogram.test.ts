import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LogHistogram } from './log-histogram.ts';

const seed = 20_261_126;

test('quantiles are those of the durations, within a bucket', () => {
  // from a tenth of a microsecond to days, every order of magnitude alike
  const duration = fc.double({ min: -4, max: 8, noNaN: true }).map((exponent) => 10 ** exponent);
  fc.assert(
    fc.property(fc.array(duration, { minLength: 1, maxLength: 300 }), fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const histogram = new LogHistogram();
      for (const ms of list) histogram.record(ms);
      const exact = list.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(share * list.length) - 1)]!;
      const got = histogram.quantile(share);
      expect(got).toBeGreaterThanOrEqual(exact * (1 - 1e-12));
      // what is longer than the last bucket is known by the longest alone
      if (exact <= 2 ** 30 / 1000) expect(got).toBeLessThanOrEqual(Math.max(exact * 1.25, exact + 0.001) * (1 + 1e-12));
      else expect(got).toBe(Math.max(...list));
    }),
    { seed, numRuns: 1000 },
  );
});

test('buckets hold what lies between their ends', () => {
  const histogram = new LogHistogram();
  for (let us = 1; us <= 5000; us++) histogram.record(us / 1000);
  const { buckets, count, sumMs, minMs, maxMs } = histogram.sample('x', {});
  expect({ count, minMs, maxMs }).toEqual({ count: 5000, minMs: 0.001, maxMs: 5 });
  expect(sumMs).toBeCloseTo((5000 * 5001) / 2 / 1000, 6);
  let from = 0;
  for (const { upToMs, count } of buckets) {
    const width = Math.round(Math.min(upToMs, 5) * 1000) - from;
    // a product such as 0.29 * 1000 may end in the bucket after its own
    expect(Math.abs(count - width)).toBeLessThanOrEqual(1);
    from += width;
  }
  expect(from).toBe(5000);
});

test('durations that cannot be count as none; what is no number is refused', () => {
  const histogram = new LogHistogram();
  expect(histogram.quantile(0.5)).toBe(0);
  histogram.record(-5);
  expect(histogram.sample('x', {})).toMatchObject({ count: 1, sumMs: 0, minMs: 0, maxMs: 0, p99Ms: 0 });
  expect(() => histogram.record(Number.NaN)).toThrow(RangeError);
  histogram.record(Number.POSITIVE_INFINITY);
  expect(histogram.quantile(1)).toBe(Number.POSITIVE_INFINITY);
});
