import { expect, test } from 'vitest';
import type { TaskSpec } from '../coordinator/events.ts';
import { Preparations } from './preparations.ts';

const task: TaskSpec = { id: 9, pool: 4, fn: 0, returns: 1, args: new Uint8Array(), deps: [], refs: [] };
/** What a job to the pool finds prepared. */
const found = (preparations: Preparations, pool = 4, refs: readonly number[] = []) =>
  preparations.joined({ type: 'submit', from: 3, task: { ...task, pool, refs } }).task.refs;

test('a job mentions what was prepared when it was submitted, in order, behind what it mentions itself', () => {
  const preparations = new Preparations();
  expect(found(preparations)).toEqual([]);
  preparations.note({ type: 'prepare', from: 0, pool: 4, requests: 10, undo: 11 });
  preparations.note({ type: 'prepare', from: 1, pool: 4, requests: 20, undo: 21 });
  expect(found(preparations, 4, [30, 31])).toEqual([30, 31, 10, 11, 20, 21]);
  expect(found(preparations, 5)).toEqual([]);
  preparations.note({ type: 'release', from: 0, pool: 4, requests: 10 });
  expect(found(preparations)).toEqual([20, 21]);
});

test('what a thread prepared goes with it', () => {
  const preparations = new Preparations();
  preparations.note({ type: 'prepare', from: 0, pool: 4, requests: 10, undo: 11 });
  preparations.note({ type: 'prepare', from: 1, pool: 4, requests: 20, undo: 21 });
  preparations.note({ type: 'prepare', from: 1, pool: 5, requests: 22, undo: 23 });
  preparations.forget(1);
  expect(found(preparations)).toEqual([10, 11]);
  expect(found(preparations, 5)).toEqual([]);
});
