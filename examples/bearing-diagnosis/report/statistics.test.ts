import { expect, test } from 'vitest';
import { median, range } from './statistics.ts';

test('median() takes the middle, or the mean of two', () => {
  expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
});

test('range() gives least and greatest', () => {
  expect(range([3, -1, 2])).toEqual([-1, 3]);
});
