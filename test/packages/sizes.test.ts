import { beforeAll, expect, inject, test } from 'vitest';
import type { Size } from './measure-sizes.ts';
import { budgets, measureAll, readTable } from './sizes.ts';

let sizes: Size[];
beforeAll(async () => {
  sizes = await measureAll(inject('project'));
});

test.each(budgets)('$part takes no more than it may', ({ part, most }) => {
  expect(sizes.find((size) => size.part === part)!.gzipBytes).toBeLessThanOrEqual(most!);
});

test('docs/embedding.md says how large the parts are, to 5 %', () => {
  const table = new Map(readTable());
  expect([...table.keys()]).toEqual(budgets.map(({ part }) => part));
  for (const { part, gzipBytes } of sizes) expect(Math.abs(table.get(part)! * 1000 - gzipBytes) / gzipBytes, part).toBeLessThan(0.05);
});
