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
  preparations.add([4], { client: 0, requests: 10, undo: 11 });
  preparations.add([4], { client: 1, requests: 20, undo: 21 });
  expect(found(preparations, 4, [30, 31])).toEqual([30, 31, 10, 11, 20, 21]);
  expect(found(preparations, 5)).toEqual([]);
  preparations.release(10);
  expect(found(preparations)).toEqual([20, 21]);
});

test('what a thread prepared goes with it', () => {
  const preparations = new Preparations();
  preparations.add([4], { client: 0, requests: 10, undo: 11 });
  preparations.add([4], { client: 1, requests: 20, undo: 21 });
  preparations.add([5], { client: 1, requests: 22, undo: 23 });
  preparations.forget(1);
  expect(found(preparations)).toEqual([10, 11]);
  expect(found(preparations, 5)).toEqual([]);
});

test('a version that replaces another finds what that found, and from then on what is prepared for both', () => {
  const preparations = new Preparations();
  preparations.add([4], { client: 0, requests: 10, undo: 11 });
  preparations.inherit(5, 4);
  preparations.add([4, 5], { client: 0, requests: 12, undo: 13 });
  expect(found(preparations, 5)).toEqual([10, 11, 12, 13]);
  preparations.drop(4);
  preparations.release(10);
  expect([found(preparations, 4), found(preparations, 5)]).toEqual([[], [12, 13]]);
});
