import { describe, expect, test } from 'vitest';
import { ByHand, inline, submit } from './simulator/by-hand.ts';

const broken = { kind: 'task', message: 'no' } as const;

describe('retries', () => {
  test.each([
    ['every error', true, 'ValueError', 2],
    ['a named error', ['ValueError'], 'ValueError', 2],
    ['another error', ['ValueError'], 'TypeError', 0],
    ['no error', undefined, 'ValueError', 0],
  ])('%s', (_, retryOn, name, again) => {
    const hand = new ByHand().open().say(submit(1, { retries: 2, retryOn }), { type: 'get', request: 1, id: 1 });
    const [worker] = hand.boot();
    for (let attempt = 1; attempt <= 1 + again; attempt++) {
      expect(hand.takeAll('dispatch')).toMatchObject([{ worker, attempt }]);
      expect(hand.replies()).toEqual({});
      hand.from(worker!, { type: 'failed', task: 1, attempt, error: broken, name });
    }
    expect(hand.takeAll('dispatch')).toEqual([]);
    expect(hand.replies()).toEqual({ 1: 'task' });
  });

  test('crashes and errors share one budget', () => {
    const hand = new ByHand().open().say(submit(1, { retries: 1, retryOn: true }), { type: 'get', request: 1, id: 1 });
    const [first] = hand.boot();
    hand.from(first!, { type: 'started', task: 1, attempt: 1 }, { type: 'died', started: [] });
    const [second] = hand.boot();
    hand.from(second!, { type: 'failed', task: 1, attempt: 2, error: broken, name: 'Error' });
    expect(hand.replies()).toEqual({ 1: 'task' });
  });
});

describe('cancelling', () => {
  test('a queued task never runs', () => {
    const hand = new ByHand().open().say(submit(1), submit(2), submit(3), { type: 'get', request: 1, id: 2 });
    const [worker] = hand.boot();
    hand.say({ type: 'cancel', id: 2, force: false });
    expect(hand.replies()).toEqual({ 1: 'cancelled' });
    hand.run(worker!, 1).run(worker!, 3);
    expect(hand.dispatched().map(([, task]) => task)).toEqual([1, 3]);
  });

  test('one in a window is called back, and stopped if it had begun', () => {
    const hand = new ByHand().open({ window: 2 }).say(submit(1), submit(2, { retries: 5 }));
    const [worker] = hand.boot();
    hand.say({ type: 'cancel', id: 2, force: false });
    expect(hand.takeAll('recall')).toEqual([{ type: 'recall', worker, task: 2, attempt: 1 }]);
    hand.from(worker!, { type: 'started', task: 2, attempt: 1 });
    expect(hand.takeAll('interrupt')).toEqual([{ type: 'interrupt', worker, task: 2, attempt: 1 }]);
    hand.take();
    hand.from(worker!, { type: 'died', started: [[2, 1]] });
    hand.boot();
    expect(hand.dispatched().map(([, task]) => task)).toEqual([1]);
  });

  test('a running one is asked to stop, by force its worker ends', () => {
    const hand = new ByHand().open({ size: 2, cap: 2 }).say(submit(1), submit(2));
    const [first, second] = hand.boot();
    hand.from(first!, { type: 'started', task: 1, attempt: 1 }).from(second!, { type: 'started', task: 2, attempt: 1 });
    hand.take();
    hand.say({ type: 'cancel', id: 1, force: false }, { type: 'cancel', id: 2, force: true });
    expect(hand.take()).toEqual([
      { type: 'interrupt', worker: first, task: 1, attempt: 1 },
      { type: 'kill', worker: second },
    ]);
  });

  test('one that waits is answered, so that it can stop', () => {
    const hand = new ByHand().open().say(submit(1), { type: 'reserve', id: 9 });
    const [worker] = hand.boot();
    hand.from(worker!, { type: 'get', request: 5, id: 9, task: 1 }).take();
    hand.say({ type: 'cancel', id: 1, force: false });
    expect(hand.replies()).toEqual({ 5: 'cancelled' });
  });

  test('its arguments stay until its attempt is over', () => {
    const hand = new ByHand().open().say({ type: 'put', id: 1, value: inline(1) }, submit(2, { deps: [1] }));
    const [worker] = hand.boot();
    hand.from(worker!, { type: 'started', task: 2, attempt: 1 });
    hand.say({ type: 'drop', id: 1, count: 1 }, { type: 'cancel', id: 2, force: false }, { type: 'drop', id: 2, count: 1 });
    expect(hand.machine.state.entries.has(1)).toBe(true);
    hand.from(worker!, { type: 'done', task: 2, attempt: 1, values: [inline(2)] });
    expect(hand.machine.state.entries.size).toBe(0);
  });
});

describe('time-outs', () => {
  test('count from submission, for one that waits, is queued or runs', () => {
    const hand = new ByHand().open().say({ type: 'reserve', id: 9 });
    hand.say(submit(1, { timeoutMs: 100 }), submit(2, { timeoutMs: 50 }), submit(3, { deps: [9], timeoutMs: 70 }));
    for (const id of [1, 2, 3]) hand.say({ type: 'get', request: id, id });
    const [worker] = hand.boot();
    hand.from(worker!, { type: 'started', task: 1, attempt: 1 });
    expect(hand.machine.nextDeadline).toBe(50);
    hand.wait(50);
    expect(hand.replies()).toEqual({ 2: 'timeout' });
    hand.wait(20);
    expect(hand.replies()).toEqual({ 3: 'timeout' });
    expect(hand.takeAll('kill')).toEqual([]);
    hand.wait(30);
    expect(hand.replies()).toEqual({ 1: 'timeout' });
    expect(hand.takeAll('kill')).toEqual([{ type: 'kill', worker }]);
    expect(hand.machine.nextDeadline).toBe(Infinity);
  });

  test('unstarted tasks of the killed worker go on elsewhere, free of charge', () => {
    const hand = new ByHand()
      .open({ window: 2 })
      .say(submit(1, { timeoutMs: 10, retries: 3 }), submit(2), { type: 'get', request: 1, id: 2 });
    const [first] = hand.boot();
    hand.from(first!, { type: 'started', task: 1, attempt: 1 });
    hand.wait(10).take();
    hand.from(first!, { type: 'died', started: [[1, 1]] });
    const [second] = hand.boot();
    expect(hand.dispatched()).toEqual([[second, 2]]);
    hand.run(second!, 2, inline(2), 2);
    expect(hand.replies()).toEqual({ 1: 2 });
  });

  test('a result in time takes the alarm away', () => {
    const hand = new ByHand().open().say(submit(1, { timeoutMs: 10 }));
    const [worker] = hand.boot();
    hand.run(worker!, 1);
    expect(hand.machine.nextDeadline).toBe(Infinity);
  });
});

describe('streams', () => {
  const stream = (hand: ByHand) => {
    hand.open().say(submit(1, { streaming: true, retries: 1 }));
    return hand.boot()[0]!;
  };
  const item = (index: number, attempt = 1) =>
    ({ type: 'item', task: 1, attempt, index, id: 2 ** 32 + 10 * attempt + index, value: inline(index) }) as const;
  const next = (index: number) => ({ type: 'next', request: index, stream: 1, index }) as const;

  test('items are taken in any order, the end is the number of them', () => {
    const hand = new ByHand();
    const worker = stream(hand);
    hand.say(next(0)).from(worker, item(0), item(1));
    hand.say(next(2), next(1));
    expect(hand.takeAll('reply').map(({ request, id }) => [request, id])).toEqual([
      [0, item(0).id],
      [1, item(1).id],
    ]);
    hand.from(worker, { type: 'done', task: 1, attempt: 1, values: [inline(2)] });
    hand.say(next(3));
    expect(hand.takeAll('reply').map(({ request, id, value }) => [request, id, value])).toEqual([
      [2, 1, inline(2)],
      [3, 1, inline(2)],
    ]);
  });

  test('whoever takes an item has a handle on it, the stream none any more', () => {
    const hand = new ByHand();
    const worker = stream(hand);
    hand.from(worker, item(0)).say(next(0), next(0));
    expect(hand.takeAll('reply').map(({ value }) => value.kind)).toEqual(['inline', 'error']);
    expect(hand.machine.state.entries.get(item(0).id)!.refs).toBe(1);
    hand.say({ type: 'drop', id: item(0).id, count: 1 });
    expect(hand.machine.state.entries.has(item(0).id)).toBe(false);
  });

  test('a second attempt repeats items that are there already: they are not made twice', () => {
    const hand = new ByHand();
    const first = stream(hand);
    hand.from(first, item(0), { type: 'started', task: 1, attempt: 1 }, { type: 'died', started: [] });
    const [second] = hand.boot();
    hand.from(second!, item(0, 2), item(1, 2));
    hand.say(next(0), next(1));
    expect(hand.takeAll('reply').map(({ id }) => id)).toEqual([item(0, 1).id, item(1, 2).id]);
  });

  test('an error ends it behind the items that were made', () => {
    const hand = new ByHand();
    const worker = stream(hand);
    hand.from(worker, item(0), { type: 'failed', task: 1, attempt: 1, error: broken, name: 'Error' });
    hand.say(next(0), next(1));
    expect(hand.replies()).toEqual({ 0: 0, 1: 'task' });
  });

  test('dropped: its items go, and who makes them is stopped', () => {
    const hand = new ByHand();
    const worker = stream(hand);
    hand.from(worker, { type: 'started', task: 1, attempt: 1 }, item(0), item(1)).take();
    hand.say({ type: 'drop', id: 1, count: 1 });
    expect(hand.take()).toEqual([{ type: 'interrupt', worker, task: 1, attempt: 1 }]);
    hand.from(worker, item(2), { type: 'done', task: 1, attempt: 1, values: [inline(3)] });
    expect(hand.machine.state.entries.size).toBe(0);
  });
});
