import { expect, test } from 'vitest';
import { ByHand, inline, submit } from './simulator/by-hand.ts';

test('a task goes to a worker, and its value to whoever asks, before or after', () => {
  const hand = new ByHand().open().say(submit(1), { type: 'get', request: 7, id: 1 });
  const [worker] = hand.boot();
  expect(hand.dispatched()).toEqual([[worker, 1]]);
  expect(hand.replies()).toEqual({});
  hand.run(worker!, 1, inline(42)).say({ type: 'get', request: 8, id: 1 });
  expect(hand.replies()).toEqual({ 7: 42, 8: 42 });
});

test('arguments travel with the task, in order, the bulk last; until all have values it waits', () => {
  const hand = new ByHand().open();
  hand.say({ type: 'put', id: 1, value: inline(1) }, { type: 'put', id: 3, value: inline(3) }, submit(2));
  hand.say(submit(4, { deps: [2, 1], bulk: 3 }));
  const [worker] = hand.boot();
  expect(hand.dispatched()).toEqual([[worker, 2]]);
  hand.run(worker!, 2, inline(2));
  const [dispatch] = hand.takeAll('dispatch');
  expect(dispatch!.args).toEqual([inline(2), inline(1), inline(3)]);
});

test('an error reaches everything that needs it, down a chain of any length', () => {
  const hand = new ByHand().open().say(submit(1));
  for (let id = 2; id <= 20_000; id++) hand.say(submit(id, { deps: [id - 1] }));
  hand.say({ type: 'get', request: 1, id: 20_000 });
  const [worker] = hand.boot();
  hand.from(worker!, { type: 'failed', task: 1, attempt: 1, error: { kind: 'task', message: 'no' }, name: 'Error' });
  expect(hand.replies()).toEqual({ 1: 'task' });
});

test('several results have ids in a row', () => {
  const hand = new ByHand().open().say(submit(5, { returns: 3 }));
  for (const id of [5, 6, 7]) hand.say({ type: 'get', request: id, id });
  const [worker] = hand.boot();
  hand.from(worker!, { type: 'done', task: 5, attempt: 1, values: [inline(50), inline(60), inline(70)] });
  expect(hand.replies()).toEqual({ 5: 50, 6: 60, 7: 70 });
});

test('a result that is missing is an error, not a wait', () => {
  const hand = new ByHand().open().say(submit(5, { returns: 2 }), { type: 'get', request: 1, id: 6 });
  const [worker] = hand.boot();
  hand.from(worker!, { type: 'done', task: 5, attempt: 1, values: [inline(50)] });
  expect(hand.replies()).toEqual({ 1: 'task' });
});

test('a completion counts once, and only of the present attempt', () => {
  const hand = new ByHand().open().say(submit(1, { retries: 1, retryOn: true }), { type: 'get', request: 1, id: 1 });
  const [worker] = hand.boot();
  hand.from(worker!, { type: 'failed', task: 1, attempt: 1, error: { kind: 'task', message: 'no' }, name: 'Error' });
  hand.from(worker!, { type: 'done', task: 1, attempt: 1, values: [inline(1)] });
  expect(hand.replies()).toEqual({});
  hand.from(worker!, { type: 'done', task: 1, attempt: 2, values: [inline(2)] });
  hand.from(worker!, { type: 'done', task: 1, attempt: 2, values: [inline(3)] });
  expect(hand.replies()).toEqual({ 1: 2 });
});

test('what nobody can run fails at once', () => {
  const hand = new ByHand({ resources: { gpu: 1 } }).open();
  hand.say(submit(1, { pool: 99 }), submit(2, { resources: { gpu: 2 } }), submit(3, { resources: { tpu: 1 } }), submit(4, { deps: [98] }));
  for (const id of [1, 2, 3, 4]) hand.say({ type: 'get', request: id, id });
  expect(hand.replies()).toEqual({ 1: 'closed', 2: 'infeasible', 3: 'infeasible', 4: 'lost' });
});

test('a task that waits gives its processor to others, and nothing else', () => {
  const hand = new ByHand({ resources: { CPU: 1, gpu: 2 } }).open({ size: 2, cap: 2 });
  const both = { resources: { CPU: 1, gpu: 1 } };
  hand.say(submit(1, both), submit(2, both), submit(3, both), { type: 'reserve', id: 9 });
  const [first] = hand.boot();
  expect(hand.dispatched()).toEqual([[first, 1]]);
  hand.from(first!, { type: 'started', task: 1, attempt: 1 }, { type: 'get', request: 1, id: 9, task: 1 });
  const [[second] = []] = hand.dispatched();
  hand.from(second!, { type: 'started', task: 2, attempt: 1 }, { type: 'get', request: 1, id: 9, task: 2 });
  expect(hand.dispatched()).toEqual([]);
  hand.from(first!, { type: 'done', task: 1, attempt: 1, values: [inline(1)] });
  expect(hand.dispatched().map(([, task]) => task)).toEqual([3]);
  hand.from(second!, { type: 'done', task: 2, attempt: 1, values: [inline(2)] });
  hand.run(first!, 3);
  expect(hand.machine.state.free).toEqual({ CPU: 1, gpu: 2 });
});

test('a submitter is told when there is room, a task that submits at once', () => {
  const hand = new ByHand().open({ maxQueued: 1 });
  hand.say(submit(1));
  const [worker] = hand.boot();
  hand.say(
    { type: 'submit', task: submitted(2), request: 2 },
    { type: 'submit', task: submitted(3), request: 3 },
    { type: 'submit', task: submitted(4), request: 4 },
  );
  expect(hand.takeAll('accepted').map(({ request }) => request)).toEqual([2]);
  hand.from(worker!, { type: 'submit', task: { ...submitted(2 ** 32), caller: 1 }, request: 1 });
  expect(hand.takeAll('accepted')).toMatchObject([{ client: worker, request: 1 }]);
  hand.run(worker!, 1);
  expect(hand.takeAll('accepted')).toEqual([]);
  hand.run(worker!, 2);
  expect(hand.takeAll('accepted').map(({ request }) => request)).toEqual([]);
  hand.run(worker!, 2 ** 32);
  // the third runs, the fourth alone waits
  expect(hand.takeAll('accepted').map(({ request }) => request)).toEqual([3, 4]);
});

function submitted(id: number) {
  const saying = submit(id);
  if (saying.type !== 'submit') throw new TypeError('no task');
  return saying.task;
}
