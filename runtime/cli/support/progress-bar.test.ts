import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { progressLine } from './progress-bar.ts';

const running = Array.from({ length: 50 }, (_, i) => `stage-${i}`);

test.each([[80], [40], [10], [2], [1]])('progressLine() fits a terminal of %i columns', (columns) => {
  expect(stripVTControlCharacters(progressLine(3, 100, running, columns)).length).toBeLessThan(columns);
});

test('progressLine() tells how much is done and what runs', () => {
  expect(stripVTControlCharacters(progressLine(1, 2, ['a', 'b'], 80))).toBe(`${'━'.repeat(24)} 1/2 a, b`);
});
