import { expect, test } from 'vitest';
import { Batch } from './batch.ts';

test('what is sent fast goes in larger batches, and what is sent slowly in small ones', () => {
  let now = 0;
  const batch = new Batch(() => now);
  const handed = (events: number, everyMs: number) => {
    const places: number[] = [];
    for (let i = 1; i <= events; i++) {
      now += everyMs;
      if (batch.add()) places.push(i);
    }
    return places;
  };
  expect(handed(32, 0.04)).toEqual([8, 16, 24, 32]);
  expect(handed(512, 0.001)).toEqual([256, 512]);
  now += 1;
  expect(handed(512, 0)).toEqual([8]); // the first after a rest goes at once
});
