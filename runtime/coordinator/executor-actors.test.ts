import { describe, expect, test } from 'vitest';
import { driver, type Id, type PoolSpec } from './events.ts';
import { ByHand, pool, poolId, submit, task } from './simulator/by-hand.ts';

const actorId = 500;
const createId = 501;
const reason = { kind: 'no-executor', message: 'Executor "fft" 1.0.0 was unloaded' } as const;
const drain = { type: 'drain', pool: poolId, request: 50, reason } as const;
const call = (id: Id, spec = {}) => submit(id, { pool: actorId, ...spec });
const get = (id: Id) => ({ type: 'get', request: id, id }) as const;

/** An executor, and an actor that is an instance of it and has begun. */
function living(spec: Partial<PoolSpec> = {}): { readonly hand: ByHand; readonly worker: Id } {
  const hand = new ByHand().open({ name: 'fft', version: '1.0.0', provided: true });
  const create = task(createId, { pool: actorId });
  const actor = { create, restarts: -1, taskRetries: 0, concurrency: 1, maxPending: -1 };
  hand.say({ type: 'open', pool: pool({ id: actorId, name: 'fft', executor: poolId, actor, ...spec }) });
  const [worker] = hand.boot();
  hand.run(worker!, createId).take();
  return { hand, worker: worker! };
}

describe('an actor that is an instance of an executor', () => {
  test('has its calls in the account of the executor, whose table it is not in', () => {
    const { hand, worker } = living();
    hand.say(call(1), call(2), get(1), get(2));
    hand.run(worker, 1).from(worker, { type: 'started', task: 2, attempt: 1 });
    const error = { kind: 'task', message: 'no answer' } as const;
    hand.from(worker, { type: 'failed', task: 2, attempt: 1, error, name: 'OperationFailedError' });
    hand.say(
      { type: 'inspect', request: 9, what: { table: 'executors' } },
      { type: 'inspect', request: 10, what: { table: 'executor-errors' } },
    );
    const [executors, errors] = hand.takeAll('report').map(({ rows }) => rows);
    expect(executors).toMatchObject([{ name: 'fft', version: '1.0.0', workers: 0, completed: 1, failed: 1 }]);
    expect(errors).toEqual([{ name: 'fft', version: '1.0.0', pool: poolId, kind: 'operation-failed', count: 1 }]);
  });

  test('gives its calls the time that its pool says, where they say nothing', () => {
    const { hand, worker } = living({ timeoutMs: 300 });
    hand.say(call(1), call(2, { timeoutMs: 1000 }), get(1), get(2)).from(worker, { type: 'started', task: 1, attempt: 1 });
    hand.wait(299);
    expect(hand.replies()).toEqual({});
    hand.wait(1);
    expect(hand.takeAll('reply')).toMatchObject([{ request: 1, value: { error: { kind: 'timeout', timeoutMs: 300 } } }]);
    expect(hand.takeAll('kill')).toEqual([{ type: 'kill', worker }]);
  });

  test('ends when its executor is drained, after its calls, and the executor no sooner', () => {
    const { hand, worker } = living();
    hand.say(call(1), get(1), drain, call(2), get(2));
    expect(hand.takeAll('reply')).toMatchObject([
      { request: 2, value: { error: { kind: 'actor-died', message: expect.stringContaining('"fft" 1.0.0 was unloaded') } } },
    ]);
    expect([hand.takeAll('kill'), hand.takeAll('drained')]).toEqual([[], []]);
    hand.run(worker, 1);
    expect([hand.replies(), hand.takeAll('kill'), hand.takeAll('drained')]).toEqual([{ 1: 1 }, [{ type: 'kill', worker }], []]);
    hand.from(worker, { type: 'died', started: [] });
    expect(hand.takeAll('drained')).toMatchObject([{ request: 50, pool: poolId }]);
    // who still has a handle is told
    hand.say(call(3), get(3));
    expect(hand.replies()).toEqual({ 3: 'actor-died' });
    hand.say({ type: 'drop', id: actorId, count: 1 });
    expect(hand.machine.state.pools.size).toBe(0);
  });

  test('ends at once when the time of a drained executor is over; one that is only closed leaves it alone', () => {
    const { hand, worker } = living();
    hand.say(call(1), get(1), { type: 'close', pool: poolId, reason });
    expect(hand.takeAll('kill')).toEqual([]);
    hand.say(drain, { type: 'close', pool: poolId, reason });
    expect([hand.replies(), hand.takeAll('kill')]).toEqual([{ 1: 'no-executor' }, [{ type: 'kill', worker }]]);
    hand.from(worker, { type: 'died', started: [[1, 1]] });
    expect(hand.takeAll('drained')).toMatchObject([{ client: driver, request: 50 }]);
  });
});
