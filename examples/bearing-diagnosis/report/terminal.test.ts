import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { fixture, fixtureThresholds } from './fixture.ts';
import { statements } from './statements.ts';
import { terminalPreface, terminalReport } from './terminal.ts';

const text = stripVTControlCharacters(terminalReport(fixture(), fixtureThresholds));
const lines = text.split('\n');

describe('terminalReport()', () => {
  test('gives verdict, severity and reason', () => {
    expect(text).toContain('■ inner   severity watch   confidence 0.50');
    expect(text).toContain('1 of 2 bands show the inner orders');
  });

  test('gives a line per band with both witnesses', () => {
    expect(lines.find((line) => line.includes('2000–3000') && line.includes('supports'))).toMatch(
      /██ 12\s+inner 1\.00\s+2\.00×\s+9\.00\s+supports inner/,
    );
    expect(lines.find((line) => line.startsWith('  1000–2000'))).toMatch(/healthy 1\.00\s+0\.50×\s+3\.00\s+silent/);
  });

  test('draws the order spectrum with the peak above the mark of its family', () => {
    const marks = lines.findIndex((line) => /C.*O.*B.*I/.test(line) && !line.includes('fault'));
    const top = lines[marks - 4]!;
    // Bin 56 of 256 has order 4.41, the inner ring's: column 21 of 96
    expect(top.indexOf('█')).toBe(2 + 21);
    expect(lines[marks]![2 + 21]).toBe('I');
  });

  test('fits a hundred columns and a little', () => {
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(112);
  });

  test('gives times per stage and against real time', () => {
    expect(text).toMatch(/evidence\s+cpp bearing\.evidence\s+40\.0 ms\s+2\.0 ms\s+1\.0 ms/);
    expect(text).toContain('80.0 ms for 10 s of signal: 125× real time');
  });
});

test('terminalPreface() says what the figures are not', () => {
  const preface = terminalPreface().replaceAll(/\s+/g, ' ');
  for (const statement of statements) expect(preface).toContain(statement);
});
