import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Stretch, spread } from './lanes.ts';

const seed = 20_261_127;

test('in a lane, stretches lie apart or inside each other', () => {
  const stretch = fc.tuple(fc.nat(50), fc.nat(20)).map(([beganMs, length]) => ({ beganMs, endedMs: beganMs + length }));
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 40 }), (stretches) => {
      const lanes = spread(stretches);
      for (const [i, a] of stretches.entries()) {
        for (const [j, b] of stretches.entries()) {
          if (i >= j || lanes[i] !== lanes[j]) continue;
          const apart = a.endedMs <= b.beganMs || b.endedMs <= a.beganMs;
          const inside = (a.beganMs <= b.beganMs && b.endedMs <= a.endedMs) || (b.beganMs <= a.beganMs && a.endedMs <= b.endedMs);
          expect(apart || inside, JSON.stringify([a, b])).toBe(true);
        }
      }
    }),
    { seed, numRuns: 500 },
  );
});

test('what fits into one lane is in one', () => {
  const nested: Stretch[] = [
    { beganMs: 5, endedMs: 6 },
    { beganMs: 0, endedMs: 10 },
    { beganMs: 2, endedMs: 7 },
    { beganMs: 10, endedMs: 12 },
  ];
  expect(spread(nested)).toEqual([0, 0, 0, 0]);
  expect(nested[0]).toEqual({ beganMs: 0, endedMs: 10 });
  expect(
    spread([
      { beganMs: 0, endedMs: 10 },
      { beganMs: 5, endedMs: 15 },
    ]),
  ).toEqual([0, 1]);
});
