import { expect, test } from 'vitest';
import type { Id } from '../coordinator/events.ts';
import type { ExecutorEntry, ExecutorTable } from '../coordinator/executor-table.ts';
import { Routes } from './routes.ts';
import { satisfying } from './satisfying.ts';

const entry = (versions: Readonly<Record<string, Id>>, more: Partial<ExecutorEntry> = {}): ExecutorEntry => ({
  name: 'fft',
  route: 100,
  default: Object.values(versions)[0]!,
  versions: Object.entries(versions).map(([version, pool]) => ({ version, pool, trust: 'sealed', grants: [], limits: {} })),
  ...more,
});
const table = (...entries: readonly ExecutorEntry[]): ExecutorTable => ({ serial: 1, entries });
const ranged = (range: string, client = 0) => ({ name: 'fft', range, client, pick: satisfying });

test('a name leads to its default, what is no route to itself, and what was unloaded nowhere', () => {
  const routes = new Routes(table(entry({ '1.0.0': 1 })));
  expect([routes.next(100), routes.next(1), routes.next(7)]).toEqual([1, undefined, undefined]);
  expect(routes.set(table(entry({ '2.0.0': 2 })))).toMatchObject([{ pool: 2 }]);
  expect(routes.next(100)).toBe(2);
  routes.set(table());
  expect(routes.next(100)).toMatchObject({ kind: 'no-executor', message: expect.stringContaining('"fft": it was unloaded') });
  routes.set(table(entry({ '3.0.0': 3 })));
  expect(routes.next(100)).toBe(3); // whoever held on to it
});

test('a range leads to the best version that satisfies it, whatever the default is', () => {
  const routes = new Routes(table(entry({ '1.0.0': 1, '2.0.0': 2, '1.3.0': 3, '3.0.0-rc.1': 4 })));
  for (const [i, [range, pool]] of [
    ['^1.0', 3],
    ['1.0.0', 1],
    ['>=1', 2],
    ['^3.0.0-rc', 4],
  ].entries()) {
    expect(routes.open(200 + i, ranged(range as string))).toBeUndefined();
    expect(routes.next(200 + i), range as string).toBe(pool);
  }
  expect(routes.open(300, ranged('^4'))).toMatchObject({
    kind: 'no-executor',
    message: 'Cannot use executor "fft": no version satisfies "^4"; there are 1.0.0, 2.0.0, 1.3.0, 3.0.0-rc.1',
  });
  routes.set(table(entry({ '1.0.0': 1, '4.1.0': 5 })));
  expect([routes.next(200), routes.next(300)]).toEqual([1, 5]);
  routes.forget(0);
  expect(routes.next(300)).toBeUndefined();
});

test('a canary gets exactly its share, of a range only where that would take it', () => {
  const versions = { '1.0.0': 1, '1.1.0': 2, '1.0.5': 3 };
  const routes = new Routes(table(entry(versions, { canary: { pool: 2, share: 0.3 } })));
  const hits = (route: Id) => Array.from({ length: 100 }, () => routes.next(route)).filter((pool) => pool === 2).length;
  expect([29, 30]).toContain(hits(100)); // thirds of ten are no binary fractions
  expect(routes.pools(100)).toEqual([1, 2]);
  for (const [i, [range, expected]] of [
    ['1.0.0', 0],
    ['^1.0', 0],
    ['<=1.0.0 || 1.1.0', 30],
  ].entries()) {
    routes.open(200 + i, ranged(range as string));
    expect(Math.abs(hits(200 + i) - (expected as number)), range as string).toBeLessThanOrEqual(1);
  }
});
