import { expect, test } from 'vitest';
import { ledgerMemory, StartedLedger, startedIn } from './started-ledger.ts';

const done = (task: number) => ({ type: 'done', task, attempt: 1, values: [] }) as const;

test('holds what was begun until its completion is published', () => {
  const memory = ledgerMemory();
  const ledger = new StartedLedger(memory);
  ledger.begin(2 ** 40 + 1, 1);
  ledger.begin(2 ** 40 + 2, 3);
  ledger.begin(3, 1);
  ledger.written(done(3), 10);
  ledger.written({ type: 'failed', task: 2 ** 40 + 2, attempt: 3, error: { kind: 'task', message: '' }, name: '' }, 20);
  const all = [
    [2 ** 40 + 1, 1],
    [2 ** 40 + 2, 3],
    [3, 1],
  ];
  expect(startedIn(memory, 9)).toEqual(all);
  expect(startedIn(memory, 10)).toEqual(all.slice(0, 2));
  expect(startedIn(memory, 20)).toEqual(all.slice(0, 1));
  ledger.published();
  expect(startedIn(memory, 0)).toEqual(all.slice(0, 1));
});

test('a position past 2^31 comes after one before it', () => {
  const memory = ledgerMemory();
  const ledger = new StartedLedger(memory);
  ledger.begin(1, 1);
  ledger.written(done(1), -(2 ** 31) + 5);
  expect(startedIn(memory, 2 ** 31 - 1)).toEqual([[1, 1]]);
  expect(startedIn(memory, -(2 ** 31) + 5)).toEqual([]);
});

test('says when it is full, and has room again after a completion', () => {
  const memory = ledgerMemory(2);
  const ledger = new StartedLedger(memory);
  expect([ledger.begin(1, 1), ledger.begin(2, 1), ledger.begin(3, 1)]).toEqual([true, true, false]);
  ledger.written(done(1), 4);
  expect(ledger.begin(3, 1)).toBe(false);
  ledger.published();
  expect(ledger.begin(3, 2)).toBe(true);
  // of no concern to it
  ledger.written(done(9), 8);
  ledger.written({ type: 'ready' }, 8);
  expect(startedIn(memory, 8).sort()).toEqual([
    [2, 1],
    [3, 2],
  ]);
});
