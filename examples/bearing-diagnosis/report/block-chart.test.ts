import { expect, test } from 'vitest';
import { blockChart, reduceToColumns, shade } from './block-chart.ts';

test('blockChart() draws from empty to full, the top row first', () => {
  expect(blockChart([0, 4, 8, 12, 16, 99, -5], { rows: 2, low: 0, high: 16 })).toEqual(['   ▄██ ', ' ▄████ ']);
});

test('reduceToColumns() keeps the peaks', () => {
  expect(reduceToColumns([1, 9, 2, 3, 8, 0], 3)).toEqual([9, 3, 8]);
  expect(reduceToColumns([1, 2], 4)).toEqual([1, 1, 2, 2]);
});

test('shade() says where there is no number', () => {
  expect([shade(0, 0, 1), shade(0.5, 0, 1), shade(1, 0, 1), shade(Number.NaN, 0, 1)]).toEqual(['  ', '▒▒', '██', '··']);
});
