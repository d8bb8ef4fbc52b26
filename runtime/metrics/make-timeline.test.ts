import { expect, test } from 'vitest';
import { makeTimeline } from './make-timeline.ts';
import type { Recording } from './recording.ts';
import { type Slice, SliceRing } from './slice-ring.ts';

const hexOf = (id: number) => `id${id}`;
const base: Slice = { task: 1, worker: 1, caller: 0, submittedMs: 0, beganMs: 1, endedMs: 2, attempt: 1, name: 0, outcome: 0 };

function recording(slices: readonly Partial<Slice>[], more: Partial<Recording> = {}): Recording {
  const ring = new SliceRing(100);
  for (const slice of slices) {
    const { task, worker, caller, submittedMs, beganMs, endedMs, attempt, name, outcome } = { ...base, ...slice };
    ring.push(task, worker, caller, submittedMs, beganMs, endedMs, attempt, name, outcome);
  }
  const worker = { pool: 10, poolName: 'tasks', kind: 'task', startedMs: 0 } as const;
  return { slices: ring.bytes(), names: ['f', 'g'], workers: [{ ...worker, id: 1 }], instants: [], ...more };
}

test('pools are processes, workers are threads, runs are slices', () => {
  const actor = { id: 2, pool: 11, poolName: 'bob', kind: 'actor', startedMs: 0 } as const;
  const worker = { id: 1, pool: 10, poolName: 'tasks', kind: 'task', startedMs: 0 } as const;
  const given = recording([{}, { task: 2, caller: 1, worker: 2, name: 1, outcome: 1, attempt: 3, beganMs: 1.5, endedMs: 4 }], {
    workers: [worker, actor],
  });
  expect(makeTimeline(given, hexOf)).toEqual({
    displayTimeUnit: 'ms',
    traceEvents: [
      { ph: 'M', name: 'process_name', pid: 2, tid: 0, args: { name: 'pool tasks' } },
      { ph: 'M', name: 'thread_name', pid: 2, tid: 1, args: { name: 'worker 1' } },
      { ph: 'M', name: 'process_name', pid: 3, tid: 0, args: { name: 'actor bob' } },
      { ph: 'M', name: 'thread_name', pid: 3, tid: 2, args: { name: 'worker 2' } },
      {
        ph: 'X',
        name: 'f',
        cat: 'task',
        pid: 2,
        tid: 1,
        ts: 1000,
        dur: 1000,
        args: { task: 'id1', attempt: 1, outcome: 'finished', queuedMs: 1 },
      },
      {
        ph: 'X',
        name: 'g',
        cat: 'actor',
        pid: 3,
        tid: 2,
        ts: 1500,
        dur: 2500,
        args: { task: 'id2', parent: 'id1', attempt: 3, outcome: 'failed', queuedMs: 1.5 },
      },
    ],
  });
});

test('runs that overlap get further threads of the same worker', () => {
  const { traceEvents } = makeTimeline(recording([{ endedMs: 5 }, { task: 2, beganMs: 2, endedMs: 6 }]), hexOf);
  expect(traceEvents.flatMap((event) => (event.ph === 'X' ? event.tid : []))).toEqual([1, 2]);
  expect(traceEvents).toContainEqual({ ph: 'M', name: 'thread_name', pid: 2, tid: 2, args: { name: 'worker 1 (2)' } });
});

test('arrows go from the submitter to the first run', () => {
  const given = recording([
    { task: 1, beganMs: 1, endedMs: 9 },
    { task: 2, caller: 1, submittedMs: 2, beganMs: 3, endedMs: 4 },
    { task: 2, caller: 1, submittedMs: 2, beganMs: 5, endedMs: 6, attempt: 2 },
  ]);
  const events = makeTimeline(given, hexOf, { flows: true }).traceEvents;
  expect(events.filter(({ ph }) => ph === 's' || ph === 'f')).toEqual([
    { ph: 's', name: 'submit', cat: 'submit', id: 1, pid: 1, tid: 0, ts: 0 },
    { ph: 'f', bp: 'e', name: 'submit', cat: 'submit', id: 1, pid: 2, tid: 1, ts: 1000 },
    { ph: 's', name: 'submit', cat: 'submit', id: 2, pid: 2, tid: 1, ts: 2000 },
    { ph: 'f', bp: 'e', name: 'submit', cat: 'submit', id: 2, pid: 2, tid: 1, ts: 3000 },
  ]);
  // an arrow needs a slice at each end
  expect(events).toContainEqual({ ph: 'X', name: 'driver', cat: 'driver', pid: 1, tid: 0, ts: 0, dur: 9000, args: {} });
});

test('what happened at once is there, even of workers that are not known any more', () => {
  const given = recording([{ worker: 99 }], {
    instants: [
      { kind: 'ended', how: 'crashed', atMs: 3, worker: 1, reason: 'it exited with code 3' },
      { kind: 'ended', how: 'stopped', atMs: 3, worker: 98 },
      { kind: 'spilled', atMs: 4, bytes: 1024 },
    ],
  });
  const { traceEvents } = makeTimeline(given, hexOf);
  expect(traceEvents.filter(({ ph }) => ph === 'i')).toEqual([
    { ph: 'i', name: 'worker crashed', cat: 'worker', s: 't', pid: 3, tid: 1, ts: 3000, args: { reason: 'it exited with code 3' } },
    { ph: 'i', name: 'worker stopped', cat: 'worker', s: 't', pid: 2, tid: 98, ts: 3000, args: {} },
    { ph: 'i', name: 'spilled', cat: 'store', s: 'g', pid: 1, tid: 0, ts: 4000, args: { bytes: 1024 } },
  ]);
  expect(traceEvents).toContainEqual({ ph: 'M', name: 'process_name', pid: 2, tid: 0, args: { name: 'workers of long ago' } });
});
