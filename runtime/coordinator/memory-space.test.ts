import { expect, test } from 'vitest';
import { MemorySpace } from './memory-space.ts';
import { checkAllocator } from './simulator/allocator-model.ts';

test('50 000 random operations agree with a naive model', () => {
  checkAllocator(20_261_125, 50_000);
});

test('a segment is never larger than the capacity', () => {
  const mapped: number[] = [];
  const space = new MemorySpace(2500, 1000, 32, (action) => {
    if (action.type === 'map') mapped.push(action.bytes);
  });
  space.occupy(true, 1000);
  expect(mapped).toEqual([2000]);
  expect(space.fits(1500)).toBe(true);
  expect(space.fits(1501)).toBe(false);
});
