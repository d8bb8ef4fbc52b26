import { describe, expect, test } from 'vitest';
import { readSpeedUp } from './read-speed-up.ts';

describe('what is drawn as a speed-up', () => {
  test('measurements in any order, with or without a title', () => {
    const measured = [
      { workers: 1, ms: 8 },
      { workers: 2, ms: 4.5 },
    ];
    expect(readSpeedUp({ speedUp: measured.toReversed() })).toEqual({ title: 'Speed-up', measured });
    expect(readSpeedUp({ title: 'Primes', speedUp: measured })).toEqual({ title: 'Primes', measured });
  });

  test.each([
    [1],
    [null],
    [[]],
    [{}],
    [{ speedUp: [] }],
    [{ speedUp: [{ workers: 0, ms: 1 }] }],
    [{ speedUp: [{ workers: 1.5, ms: 1 }] }],
    [{ speedUp: [{ workers: 1, ms: 0 }] }],
    [{ speedUp: [{ workers: 1, ms: Number.POSITIVE_INFINITY }] }],
    [
      {
        speedUp: [
          { workers: 1, ms: 1 },
          { workers: 1, ms: 2 },
        ],
      },
    ],
    [{ speedUp: [{ workers: 1, ms: 1 }], title: 5 }],
    [{ speedUp: Array.from({ length: 65 }, (_, i) => ({ workers: i + 1, ms: 1 })) }],
  ])('nothing else (%#)', (value) => {
    expect(readSpeedUp(value)).toBeUndefined();
  });
});
