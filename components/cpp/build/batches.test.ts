import fc from 'fast-check';
import { expect, test } from 'vitest';
import { batch } from './batches.ts';

const items = fc.array(fc.record({ kind: fc.constantFrom('c', 'c++', 'f'), weight: fc.integer({ min: 0, max: 100_000 }) }), {
  maxLength: 200,
});
const options = fc.record({ largest: fc.integer({ min: 1, max: 20 }), fewest: fc.integer({ min: 1, max: 8 }) });

test('each item is in one batch, of its own kind and no larger than allowed', () => {
  fc.assert(
    fc.property(items, options, (list, wanted) => {
      const batches = batch(list, wanted);
      expect(new Set(batches.flat())).toEqual(new Set(list));
      expect(batches.flat()).toHaveLength(list.length);
      for (const group of batches) {
        expect(new Set(group.map(({ kind }) => kind)).size).toBe(1);
        expect(group.length).toBeLessThanOrEqual(wanted.largest);
      }
    }),
    { seed: 20 },
  );
});

test('equal items spread evenly, and every compiler has work', () => {
  const list = Array.from({ length: 100 }, () => ({ kind: 'c', weight: 1 }));
  expect(batch(list, { largest: 16, fewest: 2 }).map((group) => group.length)).toEqual([15, 15, 14, 14, 14, 14, 14]);
  expect(batch(list.slice(0, 6), { largest: 16, fewest: 2 }).map((group) => group.length)).toEqual([3, 3]);
  expect(batch([], { largest: 16, fewest: 2 })).toEqual([]);
});

test('one heavy item does not drag others along', () => {
  const list = [1, 1, 1, 1, 90].map((weight) => ({ kind: 'c', weight }));
  expect(batch(list, { largest: 4, fewest: 2 }).map((group) => group.map(({ weight }) => weight))).toEqual([[90], [1, 1, 1, 1]]);
});
