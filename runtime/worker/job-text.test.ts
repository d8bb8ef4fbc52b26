import { expect, test } from 'vitest';
import { JobTexts, textOf } from './job-text.ts';
import type { CallJob } from './protocol.ts';

const job = (...vals: CallJob['parameters'][number]['value'][]): CallJob => ({
  kind: 'call',
  timed: true,
  operation: 'signal.fft',
  parameters: vals.map((value, i) => ({ name: `p${i}`, value })),
  inputs: ['signal'],
  outputs: ['spectrum'],
});

test('a call is the same after it was text, and read once', () => {
  const given = job(
    { tag: 'integer', val: -(2n ** 63n) },
    { tag: 'number', val: 0.1 },
    { tag: 'boolean', val: false },
    { tag: 'text', val: '"\ud800\n' },
    { tag: 'number', val: 5e-324 },
  );
  const texts = new JobTexts();
  const read = texts.read(textOf(given)!);
  expect(read).toEqual(given);
  expect(texts.read(textOf(given)!)).toBe(read);
  expect(texts.read(textOf({ ...given, timed: false })!)).toEqual({ ...given, timed: false });
});

test('what JSON would change is no text', () => {
  for (const val of [Number.NaN, Number.POSITIVE_INFINITY, -0]) expect(textOf(job({ tag: 'number', val }))).toBeUndefined();
  expect(textOf(job({ tag: 'numbers', val: Float64Array.of(1) }))).toBeUndefined();
  expect(textOf({ kind: 'describe' })).toBeUndefined();
});

test('only so many are remembered', () => {
  const texts = new JobTexts();
  const text = (i: number) => textOf(job({ tag: 'number', val: i }))!;
  const first = texts.read(text(0));
  for (let i = 1; i < 1000; i++) texts.read(text(i));
  expect(texts.read(text(0))).toEqual(first);
});
