import { describe, expect, test } from 'vitest';
import { regressions } from './regressions.ts';
import { simulate } from './simulate.ts';

/** A run whose seed is in the error. */
function run(seed: number, tasks: number): void {
  try {
    simulate({ seed, tasks, checkEvery: 7 });
  } catch (cause) {
    throw new Error(`seed ${seed} with ${tasks} tasks: ${(cause as Error).message}`, { cause });
  }
}

// in parts, so that none takes long on a slow machine
test.each(Array.from({ length: 10 }, (_, part) => [10 * part, 10 * part + 9] as const))(
  'seeds %i to %i, 200 tasks each, break no rule',
  (from, to) => {
    for (let seed = from; seed <= to; seed++) run(seed, 200);
  },
);

describe('runs that once failed', () => {
  test.each(regressions)('seed $seed: $fault', ({ seed, tasks }) => run(seed, tasks));
});

test('a seed gives the same run again', () => {
  expect(simulate({ seed: 3, tasks: 100, checkEvery: 0 })).toEqual(simulate({ seed: 3, tasks: 100, checkEvery: 0 }));
});
