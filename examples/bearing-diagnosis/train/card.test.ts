import { expect, test } from 'vitest';
import { formatJson } from './card.ts';

test('formatJson() puts members on lines and lists on one', () => {
  const value = { a: 1, b: [[1, 2], ['x']], c: { d: null } };
  expect(formatJson(value)).toBe('{\n  "a": 1,\n  "b": [[1, 2], ["x"]],\n  "c": {\n    "d": null\n  }\n}');
  expect(JSON.parse(formatJson(value))).toEqual(value);
});
