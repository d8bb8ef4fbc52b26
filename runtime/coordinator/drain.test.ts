import { describe, expect, test } from 'vitest';
import type { Failure } from './events.ts';
import { ByHand, poolId, submit } from './simulator/by-hand.ts';

const reason: Failure = { kind: 'no-executor', message: 'it was unloaded' };
const drain = { type: 'drain', pool: poolId, request: 50, reason } as const;

describe('a pool that is drained', () => {
  test('ends when what runs and what waits is done, and says so when its worker is gone', () => {
    const hand = new ByHand().open({ window: 1, provided: true }).say(submit(1), submit(2), { type: 'get', request: 2, id: 2 });
    const [worker] = hand.boot();
    hand.say(drain, submit(3), { type: 'get', request: 3, id: 3 });
    expect(hand.replies()).toEqual({ 3: 'no-executor' });
    hand.run(worker!, 1);
    expect(hand.takeAll('kill')).toEqual([]);
    hand.run(worker!, 2);
    expect([hand.replies(), hand.takeAll('kill')]).toEqual([{ 2: 2 }, [{ type: 'kill', worker }]]);
    expect(hand.takeAll('drained')).toEqual([]);
    hand.from(worker!, { type: 'died', started: [] });
    expect(hand.takeAll('drained')).toEqual([{ type: 'drained', client: 0, request: 50, pool: poolId }]);
    expect(hand.machine.state.pools.size).toBe(0);
  });

  test('ends at once when it has nothing, and so does one that is not there', () => {
    const hand = new ByHand().open({ provided: true }).say(drain, { ...drain, request: 51 });
    expect(hand.takeAll('drained').map(({ request }) => request)).toEqual([50, 51]);
  });

  test('replaces a worker that dies meanwhile', () => {
    const hand = new ByHand().open({ provided: true }).say(submit(1), drain, { type: 'get', request: 1, id: 1 });
    const [first] = hand.boot();
    hand.from(first!, { type: 'died', started: [] });
    const [second] = hand.boot();
    hand.run(second!, 1, undefined, 2).from(second!, { type: 'died', started: [] });
    expect([hand.replies(), hand.takeAll('drained').length]).toEqual([{ 1: 1 }, 1]);
  });

  test('fails what it has when it is closed, or cannot start', () => {
    const closed = new ByHand().open({ provided: true }).say(submit(1), { type: 'get', request: 1, id: 1 });
    const [worker] = closed.boot();
    closed.say(drain, { type: 'close', pool: poolId, reason });
    expect(closed.replies()).toEqual({ 1: 'no-executor' });
    closed.from(worker!, { type: 'died', started: [] });
    expect(closed.takeAll('drained').length).toBe(1);

    const sick = new ByHand().open({ provided: true }).say(submit(1), drain, { type: 'get', request: 1, id: 1 });
    for (let time = 0; time < 3; time++) sick.from(sick.takeAll('spawn')[0]!.worker, { type: 'died', started: [] });
    expect([sick.replies(), sick.takeAll('drained').length]).toEqual([{ 1: 'load' }, 1]);
  });
});

test('more tasks than may wait are refused', () => {
  const hand = new ByHand().open({ size: 1, queueLength: 1 });
  for (let id = 1; id <= 3; id++) hand.say(submit(id), { type: 'get', request: id, id });
  expect(hand.replies()).toEqual({ 3: 'busy' });
  const [worker] = hand.boot();
  hand.run(worker!, 1).say(submit(4), { type: 'get', request: 4, id: 4 });
  expect(hand.replies()).toEqual({ 1: 1 });
});

test('a task that the host refuses fails with its reason', () => {
  const hand = new ByHand().say({ ...submit(1), refusal: reason } as ReturnType<typeof submit>, { type: 'get', request: 1, id: 1 });
  expect(hand.replies()).toEqual({ 1: 'no-executor' });
});
