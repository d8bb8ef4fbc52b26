import { describe, expect, test } from 'vitest';
import type { Id } from './events.ts';
import { ByHand, inline, pool, submit, task } from './simulator/by-hand.ts';

/** Two exclusive workers at the cap, each of whose tasks waits for a third and a fourth that have no worker. */
function stuck(hand: ByHand): Id[] {
  hand.open({ size: 2, cap: 2, exclusive: true });
  for (const id of [1, 2, 3, 4]) hand.say(submit(id));
  const workers = hand.boot();
  hand.take();
  hand.from(workers[0]!, { type: 'get', request: 1, id: 3, task: 1 });
  return workers;
}

test('tasks that wait for each other: the newest gets an error that names the chain', () => {
  const hand = new ByHand();
  const [, second] = stuck(hand);
  hand.from(second!, { type: 'get', request: 1, id: 4, task: 2 });
  expect(hand.takeAll('reply')).toEqual([]);
  hand.wait(100).wait(100);
  const [reply] = hand.takeAll('reply');
  expect(reply).toMatchObject({ client: second, request: 1, value: { error: { kind: 'deadlock', chain: [2, 4, 1, 3] } } });
  hand.from(second!, { type: 'done', task: 2, attempt: 1, values: [inline(2)] });
  expect(hand.dispatched()).toEqual([[second, 3]]);
});

test('one that waits beside others that run is no deadlock', () => {
  const hand = new ByHand();
  const [, second] = stuck(hand);
  hand.wait(100).wait(10_000);
  expect(hand.takeAll('reply')).toEqual([]);
  hand.run(second!, 2);
  expect(hand.dispatched()).toEqual([[second, 3]]);
});

test('one that awaits several things may go on while any of them can come', () => {
  const hand = new ByHand();
  const [, second] = stuck(hand);
  hand.say({ type: 'open', pool: pool({ id: 2000, name: 'other' }) }, submit(5, { pool: 2000 }));
  hand.from(second!, { type: 'get', request: 1, id: 4, task: 2 }, { type: 'get', request: 2, id: 5, task: 2 });
  const [other] = hand.boot();
  hand.wait(100).wait(10_000);
  expect(hand.takeAll('reply')).toEqual([]);
  hand.run(other!, 5);
  expect(hand.replies()).toEqual({ 2: 5 });
  hand.wait(100).wait(100);
  expect(hand.replies()).toEqual({ 1: 'deadlock' });
});

describe('what a task lacks', () => {
  const gpu = { resources: { gpu: 1 } };

  /** A task that holds the only one and waits for another that needs it. */
  function greedy(hand: ByHand): Id {
    hand.open({ size: 2, cap: 2 }).say(submit(1, gpu), submit(2, gpu));
    const [worker] = hand.boot();
    hand.from(worker!, { type: 'started', task: 1, attempt: 1 }, { type: 'get', request: 1, id: 2, task: 1 });
    return worker!;
  }

  test('is held by the task that waits for it', () => {
    const hand = new ByHand({ resources: { gpu: 1 } });
    greedy(hand);
    hand.wait(100).wait(100);
    expect(hand.takeAll('reply')).toMatchObject([{ request: 1, value: { error: { kind: 'deadlock', chain: [1, 2] } } }]);
  });

  test('comes when another that has some ends', () => {
    const hand = new ByHand({ resources: { gpu: 2 } }).open({ id: 2000, name: 'other', size: 1, cap: 1 });
    hand.say(submit(11, { pool: 2000, ...gpu }));
    const [other] = hand.boot();
    const worker = greedy(hand);
    expect(hand.dispatched()).toEqual([
      [other, 11],
      [worker, 1],
    ]);
    hand.wait(100).wait(10_000);
    expect(hand.takeAll('reply')).toEqual([]);
    hand.run(other!, 11);
    expect(hand.dispatched().map(([, task]) => task)).toEqual([2]);
  });

  test('is an actor of nobody else: its creation waits for the task that calls it', () => {
    const hand = new ByHand({ resources: { gpu: 1 } }).open().say(submit(1, gpu));
    const [worker] = hand.boot();
    const actor = { create: task(501, { pool: 500, ...gpu }), restarts: 0, taskRetries: 0, concurrency: 1, maxPending: -1 };
    const call = worker! * 2 ** 32 + 1;
    hand.from(
      worker!,
      { type: 'started', task: 1, attempt: 1 },
      { type: 'open', pool: pool({ id: 500, name: 'Greedy', actor }) },
      { type: 'submit', task: task(call, { pool: 500, caller: 1 }) },
      { type: 'get', request: 1, id: call, task: 1 },
    );
    hand.wait(100).wait(100);
    expect(hand.takeAll('reply')).toMatchObject([{ request: 1, value: { error: { kind: 'deadlock' } } }]);
  });
});

test('an actor that awaits a call of its own', () => {
  const hand = new ByHand();
  const actor = { create: task(501, { pool: 500 }), restarts: 0, taskRetries: 0, concurrency: 1, maxPending: -1 };
  hand.say({ type: 'open', pool: pool({ id: 500, name: 'Counter', actor }) }, submit(1, { pool: 500 }));
  const [worker] = hand.boot();
  hand.run(worker!, 501);
  const own = worker! * 2 ** 32 + 1;
  hand.from(worker!, { type: 'submit', task: task(own, { pool: 500, caller: 1 }) }, { type: 'get', request: 1, id: own, task: 1 });
  hand.wait(100);
  expect(hand.takeAll('reply')).toMatchObject([{ value: { error: { kind: 'deadlock', chain: [1, own] } } }]);
});

test('much that goes on puts the look off, but not for ever', () => {
  const hand = new ByHand();
  const [, second] = stuck(hand);
  hand.from(second!, { type: 'get', request: 1, id: 4, task: 2 });
  let waited = 0;
  for (; hand.takeAll('reply').length === 0 && waited < 10_000; waited += 50) hand.wait(50).say({ type: 'hold', id: 1 });
  expect(waited).toBeGreaterThan(500);
  expect(waited).toBeLessThan(2000);
});

test('nothing is looked for when no task waits', () => {
  const hand = new ByHand().open().say(submit(1), { type: 'get', request: 1, id: 1 });
  hand.boot();
  expect(hand.machine.nextDeadline).toBe(Infinity);
});

test('time alone may end what kept the others from being stuck', () => {
  const bytes = 2 ** 14;
  const hand = new ByHand({ capacity: bytes, slabBytes: 4096, spillBytes: bytes, fullTimeoutMs: 1000 });
  hand.say({ type: 'alloc', request: 1, bytes });
  const { block, memory } = hand.takeAll('grant')[0]!;
  hand.say({ type: 'put', id: 50, value: { kind: 'stored', block, memory, offset: 0, bytes, refs: [] } }, { type: 'seal', block });
  // now on disk, and the driver writes where it was
  hand.say({ type: 'alloc', request: 2, bytes }, { type: 'spilled', block, ok: true });
  const [, second] = stuck(hand);
  hand.from(second!, { type: 'get', request: 1, id: 50, task: 2 }, { type: 'get', request: 2, id: 4, task: 2 });
  hand.wait(100).wait(100).wait(700);
  expect(hand.replies()).toEqual({});
  hand.wait(100);
  expect(hand.replies()).toEqual({ 1: 'store-full' });
  hand.wait(100).wait(100);
  expect(hand.replies()).toEqual({ 2: 'deadlock' });
});

test('what cannot be put on top before the one there has ended is not stuck', () => {
  const hand = new ByHand().open({ waits: 'block', size: 1, cap: 1 }).say(submit(1), submit(2), submit(3));
  const [worker] = hand.boot();
  hand.from(worker!, { type: 'get', request: 1, id: 3, task: 1 }, { type: 'get', request: 2, id: 2, task: 1 });
  hand.from(worker!, { type: 'started', task: 3, attempt: 1 });
  // the first awaits only the second now, under a third that does not listen
  hand.say({ type: 'cancel', id: 3, force: false }).take();
  hand.wait(100).wait(10_000);
  expect(hand.replies()).toEqual({});
  hand.from(worker!, { type: 'done', task: 3, attempt: 1, values: [inline(3)] });
  expect(hand.takeAll('dispatch')).toMatchObject([{ task: { id: 2 }, inline: true }]);
});

test('a call stands behind one that waits for its argument', () => {
  const hand = new ByHand().open();
  const actor = { create: task(501, { pool: 500 }), restarts: 0, taskRetries: 0, concurrency: 1, maxPending: -1 };
  hand.say({ type: 'open', pool: pool({ id: 500, name: 'Counter', actor }) }, submit(1));
  hand.say(submit(2, { pool: 500, deps: [1] }), submit(3, { pool: 500 }));
  const [worker, other] = hand.boot();
  hand.run(worker!, 501).from(other!, { type: 'get', request: 1, id: 3, task: 1 });
  hand.wait(100).wait(100);
  expect(hand.takeAll('reply')).toMatchObject([{ value: { error: { kind: 'deadlock', chain: [1, 3, 2] } } }]);
});

test('one that began before it could be called back waits like any other', () => {
  const hand = new ByHand().open({ size: 2, cap: 2, window: 2 });
  const single = 2000;
  hand.say({ type: 'open', pool: pool({ id: single, name: 'single', exclusive: true }) });
  hand.say(submit(1), submit(2), submit(11, { pool: single }), submit(12, { pool: single }));
  const [first, second, third] = hand.takeAll('spawn').map(({ worker }) => worker);
  hand.from(first!, { type: 'ready' }).from(second!, { type: 'ready' }).from(third!, { type: 'ready' });
  expect(hand.takeAll('recall')).toMatchObject([{ worker: first, task: 2 }]);
  hand.from(first!, { type: 'get', request: 1, id: 12, task: 2 });
  hand.from(third!, { type: 'get', request: 1, id: 2, task: 11 });
  hand.run(first!, 1);
  hand.wait(100).wait(100);
  expect(hand.takeAll('reply')).toMatchObject([{ value: { error: { kind: 'deadlock', chain: [11, 2, 12] } } }]);
});
