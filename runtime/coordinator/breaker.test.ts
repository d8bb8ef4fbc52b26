import { describe, expect, test } from 'vitest';
import type { Id } from './events.ts';
import { ByHand, submit } from './simulator/by-hand.ts';

const breaker = { crashes: 2, backoffMs: 100, maxBackoffMs: 250 };
const open = () => new ByHand().open({ name: 'fft', version: '1.2.0', window: 1, provided: true, breaker });
const ask = (hand: ByHand, id: Id) => hand.say(submit(id), { type: 'get', request: id, id });
/** A request whose worker ends by itself. */
const crash = (hand: ByHand, id: Id) => {
  ask(hand, id);
  const [worker] = hand.boot();
  hand.from(worker!, { type: 'started', task: id, attempt: 1 }, { type: 'died', started: [], reason: 'it exited with code 7' });
};

describe('a pool whose workers crash one after the other', () => {
  test('refuses requests for a while, then lets one through, on which the others are judged', () => {
    const hand = open();
    crash(hand, 1);
    crash(hand, 2);
    expect(hand.replies()).toEqual({ 1: 'crashed', 2: 'crashed' });
    ask(hand, 3);
    expect(hand.takeAll('reply')).toMatchObject([
      {
        value: {
          error: {
            kind: 'unavailable',
            message:
              'Cannot use executor "fft": its workers crash one after the other, the last since it exited with code 7; it is tried again in 100 ms',
            timeoutMs: 100,
          },
        },
      },
    ]);
    expect(hand.takeAll('spawn')).toEqual([]);
    ask(hand.wait(100), 4);
    ask(hand, 5); // one is on trial
    expect(hand.replies()).toEqual({ 5: 'unavailable' });
    const [worker] = hand.boot();
    ask(hand.run(worker!, 4), 6);
    hand.run(worker!, 6);
    expect(hand.replies()).toEqual({ 4: 4, 6: 6 });
  });

  test('tells the driver when it opens, tries and closes, each once', () => {
    const hand = open();
    const told = () => hand.takeAll('circuit').map(({ state, retryInMs, why }) => [state, retryInMs, why]);
    crash(hand, 1);
    expect(told()).toEqual([]);
    crash(hand, 2);
    expect(told()).toEqual([['open', 100, 'it exited with code 7']]);
    ask(hand, 3);
    expect(told()).toEqual([]);
    crash(hand.wait(100), 4);
    expect(told()).toEqual([
      ['half-open', 0, ''],
      ['open', 200, 'it exited with code 7'],
    ]);
    ask(hand.wait(200), 5);
    const [worker] = hand.boot();
    ask(hand.run(worker!, 5), 6);
    hand.run(worker!, 6);
    expect(hand.takeAll('circuit')).toMatchObject([
      { client: 0, executor: 'fft', version: '1.2.0', state: 'half-open' },
      { client: 0, executor: 'fft', version: '1.2.0', state: 'closed' },
    ]);
  });

  test('waits twice as long each time, up to its limit, until something is answered', () => {
    const hand = open();
    crash(hand, 1);
    crash(hand, 2);
    for (const [i, ms] of [100, 200, 250, 250].entries()) {
      ask(hand.wait(ms - 1), 10 + i);
      expect(hand.replies()[10 + i], `after ${ms - 1} ms`).toBe('unavailable');
      crash(hand.wait(1), 20 + i);
      expect(hand.replies()).toEqual({ [20 + i]: 'crashed' });
    }
    hand.wait(250);
    ask(hand, 30);
    const [worker] = hand.boot();
    const error = { kind: 'task', message: 'no answer' } as const;
    hand.from(worker!, { type: 'started', task: 30, attempt: 1 });
    hand.from(worker!, { type: 'failed', task: 30, attempt: 1, error, name: 'OperationFailedError' });
    hand.from(worker!, { type: 'died', started: [] });
    ask(hand, 31);
    expect([hand.replies(), hand.takeAll('spawn').length]).toEqual([{ 30: 'task' }, 1]);
  });

  test('lets another one through when the one on trial is withdrawn', () => {
    const hand = open();
    crash(hand, 1);
    crash(hand, 2);
    ask(hand.wait(100), 3);
    hand.say({ type: 'cancel', id: 3, force: false });
    ask(hand, 4);
    const [worker] = hand.boot();
    hand.run(worker!, 4);
    expect(hand.replies()).toEqual({ 1: 'crashed', 2: 'crashed', 3: 'cancelled', 4: 4 });
  });

  test('is not one whose workers were ended, or answered in between', () => {
    const hand = open();
    for (let id = 1; id <= 6; id += 2) {
      ask(hand, id);
      const [worker] = hand.boot();
      ask(hand.run(worker!, id), id + 1);
      hand.from(worker!, { type: 'started', task: id + 1, attempt: 1 }, { type: 'died', started: [] });
    }
    expect(hand.replies()).toEqual({ 1: 1, 2: 'crashed', 3: 3, 4: 'crashed', 5: 5, 6: 'crashed' });
    for (let id = 10; id <= 12; id++) {
      ask(hand, id);
      const [worker] = hand.boot();
      hand.from(worker!, { type: 'started', task: id, attempt: 1 }).say({ type: 'cancel', id, force: true });
      hand.from(worker!, { type: 'died', started: [[id, 1]] });
    }
    expect(Object.values(hand.replies())).toEqual(['cancelled', 'cancelled', 'cancelled']);
  });
});

test('an executor is accounted for: what it did, how long it took, and what failed, by kind', () => {
  const hand = new ByHand().open({ name: 'fft', version: '1.2.0', window: 1, provided: true });
  ask(hand, 1);
  const [worker] = hand.boot();
  hand.wait(5).run(worker!, 1);
  for (const [i, name] of ['OutOfMemoryError', 'OperationFailedError', 'OperationFailedError'].entries()) {
    ask(hand.wait(10), 2 + i);
    const of = { task: 2 + i, attempt: 1 };
    hand.wait(20).from(worker!, { type: 'failed', ...of, error: { kind: 'task', message: 'secret' }, name });
  }
  const table = (name: 'executors' | 'executor-errors' | 'executor-failures') => {
    hand.say({ type: 'inspect', request: 99, what: { table: name } });
    return hand.takeAll('report')[0]!.rows;
  };
  const which = { name: 'fft', version: '1.2.0', pool: 1000 };
  expect(table('executors')).toMatchObject([
    { ...which, state: 'ready', workers: 1, running: 0, waiting: 0, completed: 1, failed: 3, crashes: 0, p50Ms: 20, p95Ms: 20 },
  ]);
  expect(table('executor-errors')).toEqual([
    { ...which, kind: 'out-of-memory', count: 1 },
    { ...which, kind: 'operation-failed', count: 2 },
  ]);
  expect(table('executor-failures').map(({ kind, taskId, ageMs }) => [kind, taskId, ageMs])).toEqual([
    ['out-of-memory', 2, 60],
    ['operation-failed', 3, 30],
    ['operation-failed', 4, 0],
  ]);
  expect(JSON.stringify(table('executor-failures'))).not.toContain('secret');
});
