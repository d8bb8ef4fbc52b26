import { expect, test } from 'vitest';
import { AskTimes } from './ask-times.ts';

test('a time is given once, to the client and the request that it belongs to', () => {
  const asks = new AskTimes();
  asks.asked(0, 1, 100);
  asks.asked(7, 1, 200);
  expect(asks.answered(0, 2)).toBe(undefined);
  expect(asks.answered(8, 1)).toBe(undefined);
  expect(asks.answered(7, 1)).toBe(200);
  expect(asks.answered(7, 1)).toBe(undefined);
  asks.forget(0);
  expect(asks.answered(0, 1)).toBe(undefined);
});

test('of very many open questions the last are known', () => {
  const asks = new AskTimes();
  for (let request = 1; request <= 5000; request++) asks.asked(0, request, request);
  const known = Array.from({ length: 5000 }, (_, i) => asks.answered(0, i + 1));
  expect(known.slice(0, 5000 - 4096).every((time) => time === undefined)).toBe(true);
  expect(known.slice(5000 - 4096)).toEqual(Array.from({ length: 4096 }, (_, i) => 5000 - 4096 + 1 + i));
});
