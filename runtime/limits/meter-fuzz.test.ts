import { expect, test } from 'vitest';
import { compareMetered } from '../../test/fixtures/compare-metered.ts';

// test/full/metering.ts tries more of them
const seeds = Array.from({ length: 200 }, (_, i) => 6_000 + i);

test(`random modules do the same when they are metered and capped, seeds ${seeds[0]} to ${seeds.at(-1)}`, async () => {
  let burnt = 0;
  let tried = 0;
  for (const seed of seeds) {
    const one = await compareMetered(seed);
    burnt += one.burnt;
    if (one.tried) tried++;
  }
  expect(tried).toBeGreaterThan(40);
  expect(burnt).toBeGreaterThan(1e6);
});
