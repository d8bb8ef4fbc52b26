import { expect, test } from 'vitest';
import { type Slice, SliceRing, slicesIn } from './slice-ring.ts';

const slice = (i: number): Slice => ({
  task: 2 ** 40 + i,
  worker: i % 3,
  caller: i,
  submittedMs: i + 0.125,
  beganMs: i + 0.25,
  endedMs: i + 0.5,
  attempt: 1 + (i % 2),
  name: i % 7,
  outcome: i % 5,
});

test.each([
  [0, 10],
  [1, 10],
  [10, 9],
  [10, 10],
  [10, 25],
  [3000, 2500],
  [3000, 7001],
])('a ring for %i slices has the last of %i', (capacity, count) => {
  const ring = new SliceRing(capacity);
  for (let i = 0; i < count; i++) push(ring, slice(i));
  const bytes = ring.bytes();
  push(ring, slice(count)); // what was taken is a copy
  const kept = Math.min(capacity, count);
  expect(slicesIn(bytes)).toEqual(Array.from({ length: kept }, (_, i) => slice(count - kept + i)));
});

function push(ring: SliceRing, { task, worker, caller, submittedMs, beganMs, endedMs, attempt, name, outcome }: Slice): void {
  ring.push(task, worker, caller, submittedMs, beganMs, endedMs, attempt, name, outcome);
}

test('slices are read from bytes that lie anywhere', () => {
  const ring = new SliceRing(2);
  push(ring, slice(1));
  const bytes = ring.bytes();
  const moved = new Uint8Array(bytes.length + 3).subarray(3);
  moved.set(bytes);
  expect(slicesIn(moved)).toEqual([slice(1)]);
});
