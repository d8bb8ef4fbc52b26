import { expect, test } from 'vitest';
import { Nap } from './nap.ts';

/** Every microtask that was queued, and those that they queue. */
const microtasks = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A thread whose clock stands still, and whose answers come in time or not. */
function thread({ inTime = true } = {}) {
  const log: string[] = [];
  const clock = { now: 0 };
  const turns: (() => void)[] = [];
  const answers = { inTime };
  const nap = new Nap({
    wait: () => {
      log.push('nap');
      return answers.inTime;
    },
    run: () => log.push('run'),
    yield: (run) => turns.push(run),
    now: () => clock.now,
  });
  nap.wanted = true;
  return { nap, log, clock, turns, answers };
}

test('whoever awaits an answer sleeps for it, once what was answered before has nothing more to say', async () => {
  const { nap, log } = thread();
  nap.turned();
  nap.plan();
  nap.plan();
  const say = async () => {
    for (let i = 0; i < 3; i++) await undefined;
    log.push('more');
    nap.plan();
    for (let i = 0; i < 3; i++) await undefined;
    log.push('all');
  };
  void say();
  await microtasks();
  expect(log).toEqual(['more', 'all', 'nap', 'run']);
});

test('nobody sleeps who awaits nothing; after a millisecond the event loop turns first', async () => {
  const { nap, log, clock, turns } = thread();
  nap.turned();
  nap.wanted = false;
  nap.plan();
  await microtasks();
  expect(log).toEqual([]);
  nap.wanted = true;
  clock.now = 1;
  nap.plan();
  await microtasks();
  nap.plan();
  await microtasks();
  expect(log).toEqual([]);
  expect(turns).toHaveLength(1);
  turns[0]!();
  expect(log).toEqual(['nap', 'run']);
  clock.now = 1.9;
  nap.plan();
  await microtasks();
  expect(log).toEqual(['nap', 'run', 'nap', 'run']);
  clock.now = 3;
  nap.plan();
  await microtasks();
  nap.wanted = false; // the answer came with the turn
  turns[1]!();
  expect(log).toHaveLength(4);
});

test('the more answers in a row are too late, the seldomer they are slept for', async () => {
  const { nap, log, answers } = thread({ inTime: false });
  nap.turned();
  const naps: number[] = [];
  for (let time = 0; time < 250; time++) {
    const before = log.length;
    nap.plan();
    await microtasks();
    if (log.length > before) naps.push(time);
  }
  expect(naps).toEqual([0, 2, 6, 14, 30, 62, 126, 191]);
  answers.inTime = true;
  for (let time = 0; time < 10; time++) {
    nap.plan();
    await microtasks();
  }
  expect(log.slice(naps.length)).toEqual(new Array(4).fill(['nap', 'run']).flat());
});
