import { expect, test } from 'vitest';
import { shortList, shortText, valueText } from './short-text.ts';

test('a text and a list are shown whole, or by their beginning', () => {
  expect(shortText('x'.repeat(400))).toBe('x'.repeat(400));
  expect(shortText('x'.repeat(401))).toBe(`${'x'.repeat(400)}…`);
  expect(shortList(['a', 'x'.repeat(401)])).toEqual(['a', `${'x'.repeat(400)}…`]);
  expect(shortList(Array(42).fill('a')).slice(39)).toEqual(['a', 'and 2 more']);
});

test.each([
  [true, 'true'],
  [2n ** 60n, '1152921504606846976'],
  [Number.NaN, 'NaN'],
  ['text', 'text'],
  [Float64Array.of(1, Number.NaN, 0.5), '1, NaN, 0.5'],
  [['a', 'b'], 'a, b'],
  [{ a: [1] }, '{"a":[1]}'],
  [[1, { a: 2 }], '1, {"a":2}'],
  [null, 'null'],
] as const)('a value of an answer is shown: %s', (value, text) => {
  expect(valueText(value)).toBe(text);
});

test.each([
  ['a text', 'x'.repeat(1e6)],
  ['numbers', new Float64Array(1e6)],
  ['texts', Array(1e4).fill('x'.repeat(1e3))],
  ['JSON', { a: Array(1e5).fill('x') }],
] as const)('of a large value only the beginning is shown: %s', (_, value) => {
  expect(valueText(value).length).toBeLessThan(20_000);
});
