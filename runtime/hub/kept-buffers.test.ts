import { expect, test } from 'vitest';
import { KeptBuffers } from './kept-buffers.ts';

test('a buffer comes back for its own size alone, the one last used first', () => {
  const kept = new KeptBuffers(100);
  const [first, second] = [new SharedArrayBuffer(10), new SharedArrayBuffer(10)];
  kept.keep(first);
  kept.keep(second);
  expect(kept.bytes).toBe(20);
  expect(kept.take(20)).toBeUndefined();
  expect(kept.take(10)).toBe(second);
  expect(kept.take(10)).toBe(first);
  expect(kept.take(10)).toBeUndefined();
  expect(kept.bytes).toBe(0);
});

test('what was not asked for the longest makes room', () => {
  const kept = new KeptBuffers(100);
  const [small, other, large] = [new SharedArrayBuffer(30), new SharedArrayBuffer(40), new SharedArrayBuffer(60)];
  kept.keep(small);
  kept.keep(other);
  expect(kept.take(30)).toBe(small);
  expect(kept.keep(small)).toBe(0);
  expect(kept.keep(large)).toBe(40);
  expect(kept.bytes).toBe(90);
  expect(kept.take(40)).toBeUndefined();
  expect(kept.take(30)).toBe(small);
  expect(kept.take(60)).toBe(large);
});

test('of one size the oldest go first, and one that is too large is not kept', () => {
  const kept = new KeptBuffers(100);
  const buffers = Array.from({ length: 4 }, () => new SharedArrayBuffer(40));
  for (const buffer of buffers) kept.keep(buffer);
  expect(kept.keep(new SharedArrayBuffer(101))).toBe(101);
  expect(kept.bytes).toBe(80);
  expect([kept.take(40), kept.take(40), kept.take(40)]).toEqual([buffers[3], buffers[2], undefined]);
});
