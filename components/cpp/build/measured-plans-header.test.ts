import fs from 'node:fs';
import { expect, test } from 'vitest';
import { measuredPlansHeader } from './measured-plans-header.ts';

test('entries are sorted, so that two measurements can be compared', () => {
  const wisdom = (...entries: string[]): string => `(fftw-3.3.10 fftw_wisdom #x1\n${entries.map((entry) => `  ${entry}\n`).join('')})\n`;
  const header = (...entries: string[]): string =>
    measuredPlansHeader({ fp64: wisdom(...entries), fp32: wisdom('(c)'), shortest: 8, longest: 16, machine: 'a machine' });
  expect(header('(b)', '(a)')).toBe(header('(a)', '(b)'));
  expect(header('(b)', '(a)')).toContain('R"((fftw-3.3.10 fftw_wisdom #x1\n(a)\n(b)\n))"');
});

test('the committed header is what the generator writes', () => {
  const committed = fs.readFileSync(new URL('../fftw/measured_plans.hpp', import.meta.url), 'utf8');
  const [fp64, fp32] = [...committed.matchAll(/R"\(([^"]*)\)"/g)].map(([, wisdom]) => wisdom!) as [string, string];
  const [, shortest, longest] = committed.match(/shortestMeasured = (\d+), longestMeasured = (\d+);/)!.map(Number);
  const [, machine] = committed.match(/Measured on (.*)\. SPDX/)!;
  expect(measuredPlansHeader({ fp64, fp32, shortest: shortest!, longest: longest!, machine: machine! })).toBe(committed);
});
