import { expect, test } from 'vitest';
import { ByHand, inline, submit } from './simulator/by-hand.ts';

test('an answer grants the references inside the value', () => {
  const hand = new ByHand().open();
  hand.say({ type: 'put', id: 1, value: inline(1) }, { type: 'put', id: 2, value: inline(2, [1]) });
  hand.say({ type: 'get', request: 1, id: 2 }, { type: 'drop', id: 1, count: 1 }, { type: 'drop', id: 2, count: 1 });
  expect(hand.machine.state.entries.has(2)).toBe(false);
  hand.say({ type: 'get', request: 2, id: 1 });
  expect(hand.replies()).toEqual({ 1: 2, 2: 1 });
  hand.say({ type: 'drop', id: 1, count: 1 });
  expect(hand.machine.state.entries.size).toBe(0);
});

test('questions for several objects are answered one by one, each under its number', () => {
  const hand = new ByHand().say({ type: 'put', id: 1, value: inline(1) }, { type: 'reserve', id: 2 }, { type: 'reserve', id: 3 });
  hand.say({ type: 'get-all', request: 5, ids: [1, 3, 2, 99, 3] });
  expect(hand.replies()).toEqual({ 5: 1, 8: 'lost' });
  hand.say({ type: 'forget', request: 9 }, { type: 'put', id: 3, value: inline(3) });
  expect(hand.replies()).toEqual({ 6: 3 });
  hand.say({ type: 'put', id: 2, value: inline(2) });
  expect(hand.replies()).toEqual({ 7: 2 });
});

test('handles are given back one by one or together', () => {
  const hand = new ByHand();
  for (const id of [1, 2, 3]) hand.say({ type: 'put', id, value: inline(id) });
  hand.say({ type: 'hold', id: 2 }, { type: 'drop-all', ids: [1, 2, 99] });
  expect([1, 2, 3].map((id) => hand.machine.state.entries.has(id))).toEqual([false, true, true]);
  hand.say({ type: 'drop-all', ids: [2, 3] });
  expect(hand.machine.state.entries.size).toBe(0);
});

test('wait is answered when enough have values, with all that have them', () => {
  const hand = new ByHand().open().say({ type: 'put', id: 1, value: inline(1) });
  for (const id of [2, 3, 4]) hand.say({ type: 'reserve', id });
  hand.say({ type: 'wait', request: 1, ids: [1, 2, 3, 4], count: 3 });
  hand.say({ type: 'put', id: 4, value: inline(4) });
  expect(hand.takeAll('settled')).toEqual([]);
  hand.say({ type: 'put', id: 2, value: inline(2) });
  expect(hand.takeAll('settled')).toEqual([{ type: 'settled', client: 0, request: 1, ids: [1, 2, 4] }]);
  hand.say({ type: 'put', id: 3, value: inline(3) });
  expect(hand.takeAll('settled')).toEqual([]);
});

test('what is there already is answered at once; what was freed counts, since reading it gives an error', () => {
  const hand = new ByHand().say({ type: 'put', id: 1, value: inline(1) });
  hand.say({ type: 'wait', request: 1, ids: [1, 99], count: 2 }, { type: 'get', request: 2, id: 99 });
  expect(hand.takeAll('settled')).toMatchObject([{ request: 1, ids: [1, 99] }]);
  expect(hand.replies()).toEqual({ 2: 'lost' });
});

test('forget answers a wait with what is there, and nothing else', () => {
  const hand = new ByHand().say({ type: 'put', id: 1, value: inline(1) }, { type: 'reserve', id: 2 });
  hand.say({ type: 'wait', request: 1, ids: [1, 2], count: 2 }, { type: 'get', request: 2, id: 2 });
  hand.say({ type: 'forget', request: 1 }, { type: 'forget', request: 2 }, { type: 'forget', request: 3 });
  expect(hand.takeAll('settled')).toMatchObject([{ request: 1, ids: [1] }]);
  hand.say({ type: 'put', id: 2, value: inline(2) });
  expect(hand.take()).toEqual([]);
});

test('many waits on one object that never comes leave nothing behind', () => {
  const hand = new ByHand().say({ type: 'put', id: 1, value: inline(1) }, { type: 'reserve', id: 2 });
  for (let request = 1; request <= 100; request++) hand.say({ type: 'wait', request, ids: [1, 2], count: 2 }, { type: 'forget', request });
  expect(hand.machine.state.entries.get(2)!.waiters).toEqual([]);
});

test('a task is suspended while at least one of its questions is open', () => {
  const hand = new ByHand().open({ window: 1 }).say(submit(1), submit(2), { type: 'reserve', id: 8 }, { type: 'reserve', id: 9 });
  const [worker] = hand.boot();
  hand.take();
  hand.from(worker!, { type: 'started', task: 1, attempt: 1 });
  hand.from(worker!, { type: 'get', request: 1, id: 8, task: 1 }, { type: 'get', request: 2, id: 9, task: 1 });
  expect(hand.dispatched()).toEqual([[worker, 2]]);
  hand.say({ type: 'put', id: 8, value: inline(8) });
  hand.run(worker!, 2).say(submit(3));
  expect(hand.dispatched()).toEqual([[worker, 3]]);
  hand.run(worker!, 3).say({ type: 'put', id: 9, value: inline(9) }, submit(4));
  expect(hand.dispatched()).toEqual([]);
  hand.from(worker!, { type: 'done', task: 1, attempt: 1, values: [inline(1)] });
  expect(hand.dispatched()).toEqual([[worker, 4]]);
});

test('questions of a dead worker are not answered', () => {
  const hand = new ByHand().open().say(submit(1), { type: 'reserve', id: 9 });
  const [worker] = hand.boot();
  hand.take();
  hand.from(worker!, { type: 'get', request: 1, id: 9, task: 1 }, { type: 'wait', request: 2, ids: [9], count: 1 });
  hand.from(worker!, { type: 'died', started: [] });
  hand.say({ type: 'put', id: 9, value: inline(9) });
  expect(hand.replies()).toEqual({});
  expect(hand.takeAll('settled')).toEqual([]);
});

test('deleted: readers get an error, and what comes later is deleted when it comes', () => {
  const hand = new ByHand().open().say({ type: 'put', id: 1, value: inline(1) }, submit(2));
  hand.say({ type: 'delete', id: 1 }, { type: 'delete', id: 2 }, { type: 'get', request: 1, id: 1 }, { type: 'get', request: 2, id: 2 });
  expect(hand.replies()).toEqual({ 1: 'lost' });
  const [worker] = hand.boot();
  hand.run(worker!, 2);
  expect(hand.replies()).toEqual({ 2: 'lost' });
});

test('a reserved object whose maker ends is lost', () => {
  const hand = new ByHand().open().say(submit(1));
  const [worker] = hand.boot();
  hand.take();
  const id = worker! * 2 ** 32 + 1;
  hand.from(worker!, { type: 'reserve', id }, { type: 'done', task: 1, attempt: 1, values: [inline(1, [id])] });
  hand.say({ type: 'get', request: 1, id: 1 }, { type: 'get', request: 2, id });
  expect(hand.replies()).toEqual({ 1: 1 });
  hand.from(worker!, { type: 'died', started: [] });
  expect(hand.replies()).toEqual({ 2: 'lost' });
});
