import { describe, expect, test } from 'vitest';
import type { ActorSpec, Id, PoolSpec } from './events.ts';
import { ByHand, inline, pool, submit, task } from './simulator/by-hand.ts';

const actorId = 500;
const createId = 501;

function actor(spec: Partial<ActorSpec> = {}, id: Id = actorId, window = 4, waits: PoolSpec['waits'] = 'block') {
  const create = task(createId, { pool: id });
  const own = { create, restarts: 0, taskRetries: 0, concurrency: 1, maxPending: -1, ...spec };
  return { type: 'open', pool: pool({ id, name: 'Counter', window, waits, actor: own }), request: id } as const;
}
const call = (id: Id, spec = {}) => submit(id, { pool: actorId, ...spec });

/** An actor whose constructor has run. */
function living(hand: ByHand, spec: Partial<ActorSpec> = {}, window = 4, waits: PoolSpec['waits'] = 'block'): Id {
  hand.say(actor(spec, actorId, window, waits));
  const [worker] = hand.boot();
  hand.run(worker!, createId).take();
  return worker!;
}
const dead = (task: Id, attempt = 1) => ({ type: 'died', started: [[task, attempt]], reason: 'it fell' }) as const;

describe('creation', () => {
  test('starts at once, and is done before the first call', () => {
    const hand = new ByHand().say(actor(), call(1));
    expect(hand.takeAll('opened')).toMatchObject([{ request: actorId, pool: actorId }]);
    const [worker] = hand.boot();
    expect(hand.dispatched()).toEqual([[worker, createId]]);
    hand.run(worker!, createId);
    expect(hand.dispatched()).toEqual([[worker, 1]]);
  });

  test('waits for its arguments', () => {
    const hand = new ByHand().say({ type: 'reserve', id: 9 }, actor({ create: task(createId, { pool: actorId, deps: [9] }) }));
    expect(hand.takeAll('spawn')).toEqual([]);
    hand.say({ type: 'put', id: 9, value: inline(9) });
    hand.boot();
    expect(hand.takeAll('dispatch')).toMatchObject([{ args: [inline(9)] }]);
  });

  test('that fails: every call gets its error', () => {
    const hand = new ByHand().say(actor(), call(1), { type: 'get', request: 1, id: 1 });
    const [worker] = hand.boot();
    const error = { kind: 'task', message: 'no such port', data: Uint8Array.of(1, 2) } as const;
    hand.from(worker!, { type: 'failed', task: createId, attempt: 1, error, name: 'Error' });
    hand.say(call(2), { type: 'get', request: 2, id: 2 });
    for (const { value } of hand.takeAll('reply')) {
      expect(value).toMatchObject({ error: { kind: 'actor-died', message: expect.stringContaining('no such port'), data: error.data } });
    }
    expect(hand.takeAll('kill')).toEqual([{ type: 'kill', worker }]);
  });
});

describe('calls', () => {
  test('of one caller keep their order, even when the first must wait for its argument', () => {
    const hand = new ByHand();
    const worker = living(hand, {}, 1);
    hand.say({ type: 'reserve', id: 9 }, call(1, { deps: [9] }), call(2), call(3, { caller: 77 }));
    expect(hand.dispatched()).toEqual([[worker, 3]]);
    hand.run(worker, 3).say({ type: 'put', id: 9, value: inline(9) });
    expect(hand.dispatched()).toEqual([[worker, 1]]);
    hand.run(worker, 1);
    expect(hand.dispatched()).toEqual([[worker, 2]]);
  });

  test('a first that fails lets the others pass', () => {
    const hand = new ByHand();
    const worker = living(hand);
    hand.say({ type: 'reserve', id: 9 }, call(1, { deps: [9] }), call(2), { type: 'cancel', id: 1, force: false });
    expect(hand.dispatched()).toEqual([[worker, 2]]);
  });

  test('beyond what may wait fail', () => {
    const hand = new ByHand();
    living(hand, { maxPending: 2 });
    hand.say(call(1), call(2), call(3), call(4), { type: 'get', request: 1, id: 4 });
    expect(hand.replies()).toEqual({ 1: 'pending-calls' });
  });

  test('wait while the actor awaits something: it is one thread with a state', () => {
    const hand = new ByHand();
    const worker = living(hand);
    hand.say({ type: 'reserve', id: 9 }, call(1), call(2));
    hand.from(worker, { type: 'get', request: 1, id: 9, task: 1 });
    expect(hand.takeAll('recall')).toEqual([]);
    hand.say(call(3));
    expect(hand.dispatched().map(([, id]) => id)).toEqual([1, 2]);
  });
});

describe('calls that stand on top of each other', () => {
  const several = (hand: ByHand) => living(hand, { concurrency: 2 }, 4, 'block');

  test('begin while one waits, as many as the actor takes at once', () => {
    const hand = new ByHand();
    const worker = several(hand);
    hand.say({ type: 'reserve', id: 8 }, { type: 'reserve', id: 9 }, call(1), call(2), call(3));
    hand.from(worker, { type: 'get', request: 1, id: 9, task: 1 });
    expect(hand.takeAll('recall').map((one) => one.task)).toEqual([2, 3]);
    hand.from(worker, { type: 'recalled', task: 2, attempt: 1 }, { type: 'recalled', task: 3, attempt: 1 }).takeAll('recall');
    expect(hand.takeAll('dispatch').at(-1)).toMatchObject({ task: { id: 2 }, inline: true });
    hand.from(worker, { type: 'get', request: 2, id: 8, task: 2 });
    hand.say({ type: 'put', id: 9, value: inline(9) });
    // the lower one has its answer, and must wait for the one on top
    expect(hand.dispatched()).toEqual([]);
    hand.say({ type: 'put', id: 8, value: inline(8) });
    hand.run(worker, 2, inline(0), 2).run(worker, 1);
    expect(hand.dispatched()).toEqual([[worker, 3]]);
  });

  test('begin in the order of their caller, what is waited for first', () => {
    const hand = new ByHand();
    const worker = several(hand);
    const inner = worker * 2 ** 32;
    hand.say(call(1), call(2));
    hand.from(worker, { type: 'started', task: 1, attempt: 1 });
    hand.from(worker, { type: 'submit', task: task(inner + 1, { pool: actorId, caller: 1 }) });
    hand.from(worker, { type: 'submit', task: task(inner + 2, { pool: actorId, caller: 1 }) });
    hand.from(worker, { type: 'get', request: 1, id: inner + 2, task: 1 });
    const back = hand.takeAll('recall').map(({ task, attempt }) => ({ type: 'recalled', task, attempt }) as const);
    hand.take();
    hand.from(worker, ...back);
    expect(hand.dispatched()).toEqual([[worker, inner + 1]]);
    hand.run(worker, inner + 1, inline(0), 2);
    expect(hand.dispatched()).toEqual([[worker, inner + 2]]);
  });

  test('are stuck when the one on top needs the one below', () => {
    const hand = new ByHand();
    const worker = several(hand);
    hand.say({ type: 'reserve', id: 9 }, call(1));
    hand.from(worker, { type: 'get', request: 1, id: 9, task: 1 });
    hand.say(call(2)).say({ type: 'put', id: 9, value: inline(9) });
    hand.from(worker, { type: 'started', task: 2, attempt: 1 }, { type: 'get', request: 2, id: 1, task: 2 });
    hand.wait(200).wait(200);
    expect(hand.replies()).toMatchObject({ 2: 'deadlock' });
  });
});

describe('a crash', () => {
  test('without restarts is the end: calls that ran and calls to come fail', () => {
    const hand = new ByHand();
    const worker = living(hand);
    hand.say(call(1), call(2), { type: 'get', request: 1, id: 1 }, { type: 'get', request: 2, id: 2 });
    hand.from(worker, dead(1)).say(call(3), { type: 'get', request: 3, id: 3 });
    expect(hand.replies()).toEqual({ 1: 'actor-died', 2: 'actor-died', 3: 'actor-died' });
  });

  test('with restarts fails the running call alone; the others wait for the new creation', () => {
    const hand = new ByHand();
    const worker = living(hand, { restarts: 1 });
    hand.say(call(1), call(2), { type: 'get', request: 1, id: 1 }, { type: 'get', request: 2, id: 2 }).take();
    hand.from(worker, dead(1));
    expect(hand.replies()).toEqual({ 1: 'actor-unavailable' });
    const [second] = hand.boot();
    expect(hand.takeAll('dispatch')).toMatchObject([{ task: { id: createId }, attempt: 2 }]);
    hand.run(second!, createId, inline(0), 2);
    expect(hand.dispatched()).toEqual([[second, 2]]);
    hand.from(second!, dead(2, 2));
    expect(hand.replies()).toEqual({ 2: 'actor-died' });
  });

  test('lets calls begin again as often as the actor says, in their order', () => {
    const hand = new ByHand();
    const worker = living(hand, { restarts: -1, taskRetries: 1 });
    hand.say(call(1), call(2), { type: 'get', request: 1, id: 1 });
    hand.from(worker, dead(1)).take();
    const second = worker + 1;
    hand.from(second, { type: 'ready' }).run(second, createId, inline(0), 2);
    expect(hand.dispatched().map(([, id]) => id)).toEqual([createId, 1, 2]);
    hand.from(second, dead(1, 2));
    expect(hand.replies()).toEqual({ 1: 'actor-unavailable' });
  });

  test('by kill, with a restart or for good', () => {
    const hand = new ByHand();
    const worker = living(hand, { restarts: 5 });
    hand.say(call(1), { type: 'get', request: 1, id: 1 });
    hand.from(worker, { type: 'started', task: 1, attempt: 1 }).take();
    hand.say({ type: 'kill', actor: actorId, restart: true });
    expect(hand.take()).toEqual([{ type: 'kill', worker }]);
    hand.from(worker, dead(1));
    expect(hand.replies()).toEqual({ 1: 'actor-unavailable' });
    hand.say(call(2), { type: 'get', request: 2, id: 2 }, { type: 'kill', actor: actorId, restart: false });
    expect(hand.replies()).toEqual({ 2: 'actor-died' });
    const [second] = hand.takeAll('kill');
    hand.from(second!.worker, { type: 'died', started: [] });
    expect(hand.takeAll('spawn').map(({ worker }) => worker)).toEqual([second!.worker]);
  });
});

describe('the end', () => {
  test('comes with the last handle, when the calls are done', () => {
    const hand = new ByHand();
    const worker = living(hand);
    hand.say(call(1), call(2), { type: 'get', request: 2, id: 2 }, { type: 'drop', id: actorId, count: 1 });
    hand.run(worker, 1);
    expect(hand.takeAll('kill')).toEqual([]);
    hand.run(worker, 2);
    expect(hand.replies()).toEqual({ 2: 2 });
    expect(hand.takeAll('kill')).toEqual([{ type: 'kill', worker }]);
    hand.from(worker, { type: 'died', started: [] });
    expect(hand.machine.state.pools.size).toBe(0);
    expect(hand.machine.state.entries.has(actorId)).toBe(false);
  });

  test('does not come while a value or a task mentions the actor, or when it is detached', () => {
    const hand = new ByHand();
    living(hand);
    hand.say({ type: 'put', id: 9, value: inline(9, [actorId]) }, { type: 'drop', id: actorId, count: 1 });
    expect(hand.takeAll('kill')).toEqual([]);
    hand.say({ type: 'drop', id: 9, count: 1 });
    expect(hand.takeAll('kill')).toHaveLength(1);
    const other = new ByHand();
    living(other, { detached: true, name: 'the one' });
    other.say({ type: 'drop', id: actorId, count: 1 }, { type: 'lookup', request: 3, name: 'the one' });
    expect(other.take()).toEqual([{ type: 'opened', client: 0, request: 3, pool: actorId, failure: undefined }]);
  });

  test('that the actor asks for comes when present calls are done; later ones fail', () => {
    const hand = new ByHand();
    const worker = living(hand);
    hand.say(call(1), call(2)).from(worker, { type: 'retire' });
    hand.say(call(3), { type: 'get', request: 3, id: 3 }, { type: 'get', request: 2, id: 2 });
    expect(hand.replies()).toEqual({ 3: 'actor-died' });
    hand.run(worker, 1).run(worker, 2);
    expect(hand.replies()).toEqual({ 2: 2 });
    expect(hand.takeAll('kill')).toEqual([{ type: 'kill', worker }]);
  });
});

describe('names', () => {
  test('are unique among the living', () => {
    const hand = new ByHand().say(actor({ name: 'the one' }));
    hand.takeAll('opened');
    hand.say(
      actor({ name: 'the one' }, 600),
      { ...actor({ name: 'the one' }, 700), orGet: true },
      { type: 'lookup', request: 1, name: 'another' },
    );
    expect(hand.takeAll('opened')).toMatchObject([
      { request: 600, failure: { message: expect.stringContaining('the one') } },
      { request: 700, pool: actorId, failure: undefined },
      { request: 1, failure: { message: expect.stringContaining('another') } },
    ]);
    hand.say({ type: 'kill', actor: actorId, restart: false }, actor({ name: 'the one' }, 600));
    expect(hand.takeAll('opened')).toMatchObject([{ request: 600, pool: 600, failure: undefined }]);
  });

  test('whoever finds an actor by its name has a handle on it', () => {
    const hand = new ByHand();
    living(hand, { name: 'the one' });
    hand.say({ type: 'lookup', request: 1, name: 'the one' }, { type: 'drop', id: actorId, count: 1 });
    expect(hand.takeAll('kill')).toEqual([]);
    hand.say({ type: 'drop', id: actorId, count: 1 });
    expect(hand.takeAll('kill')).toHaveLength(1);
  });
});

test('an actor holds the resources of its creation while it has a worker', () => {
  const hand = new ByHand({ resources: { gpu: 1 } });
  hand.say(actor({ create: task(createId, { pool: actorId, resources: { gpu: 1 } }) }));
  const [worker] = hand.boot();
  hand.run(worker!, createId);
  expect(hand.machine.state.free).toEqual({ gpu: 0 });
  hand.say({ type: 'kill', actor: actorId, restart: false }).from(worker!, { type: 'died', started: [] });
  expect(hand.machine.state.free).toEqual({ gpu: 1 });
});
