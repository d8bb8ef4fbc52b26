import { expect, test } from 'vitest';
import { Nap } from './nap.ts';

/** Every microtask that was queued, and those that they queue. */
const microtasks = () => new Promise((resolve) => setTimeout(resolve, 0));

/** A thread whose clock stands still, and whose answers come in time or not. */
function thread({ inTime = true } = {}) {
  const log: string[] = [];
  const clock = { now: 0 };
  const wait = () => {
    log.push('nap');
    return inTime;
  };
  const nap = new Nap(
    wait,
    () => log.push('run'),
    () => clock.now,
  );
  nap.wanted = true;
  return { nap, log, clock };
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

test('nobody sleeps who awaits nothing, nor while the event loop has not turned for a millisecond', async () => {
  const { nap, log, clock } = thread();
  nap.plan();
  await microtasks();
  nap.turned();
  nap.wanted = false;
  nap.plan();
  await microtasks();
  nap.wanted = true;
  clock.now = 1;
  nap.plan();
  await microtasks();
  expect(log).toEqual([]);
  nap.turned();
  clock.now = 1.9;
  nap.plan();
  await microtasks();
  expect(log).toEqual(['nap', 'run']);
});

test('an answer that comes too late is not slept for the next times', async () => {
  const { nap, log } = thread({ inTime: false });
  nap.turned();
  for (let time = 0; time <= 65; time++) {
    nap.plan();
    await microtasks();
    expect(log).toHaveLength(time < 65 ? 1 : 2);
  }
  expect(log).toEqual(['nap', 'nap']);
});
