import { Account } from './account.ts';
import { kill } from './attempts.ts';
import { makeBreaker } from './breaker.ts';
import { driver, type Failure, type Id, type PoolSpec } from './events.ts';
import { IdMap } from './id-map.ts';
import { Lanes } from './lanes.ts';
import type { Actor, Client, Pool, State, Task, Worker } from './state.ts';
import type { Store } from './store.ts';
import { fail, lastingCalls, noBlocks, unpin } from './tasks.ts';

/** How long a worker beyond a pool's size stays without work. */
const idleMs = 1000;

export function makePool(state: State, spec: PoolSpec, actor: Actor | undefined): Pool {
  const pool: Pool = {
    spec,
    waits: spec.waits,
    window: spec.exclusive === true ? 1 : spec.window,
    workers: [],
    lanes: new Lanes<Task>(actor === undefined ? driver : lastingCalls),
    queued: 0,
    waiting: 0,
    unfinished: 0,
    failedBoots: 0,
    broken: undefined,
    account: spec.provided === true ? new Account() : accountOf(state, spec),
    breaker: makeBreaker(spec.breaker),
    drain: undefined,
    held: [],
    dirty: false,
    actor,
  };
  state.pools.set(spec.id, pool);
  return pool;
}

/** An actor that is an instance shares its version's. */
function accountOf(state: State, { provided, executor }: PoolSpec): Account | undefined {
  if (provided === true) return new Account();
  return executor === undefined ? undefined : state.pools.get(executor)?.account;
}

export function makeClient(id: Id): Client {
  return {
    id,
    handles: new Map(),
    leases: new Map(),
    blocks: new Set(),
    requests: new IdMap(),
    reserved: new Set(),
    lanes: undefined,
    dead: false,
  };
}

export function spawn(state: State, pool: Pool): void {
  const worker: Worker = {
    ...makeClient(++state.workers),
    kind: 'worker',
    pool,
    sinceMs: state.now,
    state: 'starting',
    attempts: new IdMap(),
    window: pool.window,
    freeMs: state.now,
    slowedMs: Number.NEGATIVE_INFINITY,
    suspended: 0,
    stack: [],
    top: undefined,
    created: false,
    alarm: undefined,
  };
  worker.alarm = { at: Infinity, place: -1, of: worker };
  pool.workers.push(worker);
  state.clients.set(worker.id, worker);
  state.actions.push({ type: 'spawn', worker: worker.id, pool: pool.spec.id });
}

/** What waits or runs in the pool fails, and it takes no task any more; but an executor's tries anew with the next one. */
export function breakPool(state: State, store: Store, pool: Pool, failure: Failure): void {
  if (pool.broken !== undefined) return;
  if (pool.spec.provided !== true || pool.drain !== undefined) pool.broken = failure;
  pool.failedBoots = 0;
  for (const worker of pool.workers) {
    kill(state, worker);
    for (const { task } of worker.attempts.values()) if (task.entry !== undefined) fail(state, store, task, failure);
  }
  for (const task of [...pool.lanes]) fail(state, store, task, failure);
  // those that wait for arguments stand in no lane
  if (pool.waiting > 0) for (const { task } of state.entries.values()) if (task?.pool === pool) fail(state, store, task, failure);
  const create = pool.actor?.create;
  if (create !== undefined) {
    create.state = 'done';
    for (const block of create.blocks) store.unpin(block);
    create.blocks = noBlocks;
    unpin(state, create);
    forgetName(state, pool);
  }
  state.mark(pool);
}

export function forgetName(state: State, pool: Pool): void {
  const name = pool.actor?.spec.name;
  if (name !== undefined && state.names.get(name) === pool) state.names.delete(name);
}

/** Actors that are instances of an executor's version. */
export function instances(state: State, executor: Id): Pool[] {
  return [...state.pools.values()].filter(({ spec }) => spec.executor === executor);
}

/** Nothing is left of a pool that takes no task any more, and nobody can name it. */
export function removePool(state: State, pool: Pool): void {
  const { drain, actor, spec } = pool;
  if (!isOver(pool)) return;
  const executor = spec.executor === undefined ? undefined : state.pools.get(spec.executor);
  if (executor?.drain !== undefined) state.mark(executor);
  if (actor !== undefined && actor.entry.refs > 0) return;
  if (drain !== undefined && instances(state, spec.id).some((instance) => !isOver(instance))) return;
  if (!state.pools.delete(spec.id)) return;
  if (drain !== undefined) state.actions.push({ type: 'drained', client: drain.client, request: drain.request, pool: spec.id });
  if (actor !== undefined) state.entries.delete(spec.id);
}

function isOver({ broken, workers, unfinished }: Pool): boolean {
  return broken !== undefined && workers.length === 0 && unfinished === 0;
}

/** Tasks that a worker has been given and that do not await anything. */
export function loadOf({ attempts, suspended }: Worker): number {
  return attempts.size - suspended;
}

/** How many more tasks a worker may be given now. */
export function roomOf(worker: Worker): number {
  const { pool, state, stack, attempts, created, window } = worker;
  if (state !== 'ready' || stack.length > 0) return 0;
  if (pool.actor !== undefined && (!created || !ordered(worker))) return 0;
  return window - (pool.spec.exclusive === true ? attempts.size : loadOf(worker));
}

/** Whether the next call may go to an actor's worker: it would overtake those that are on their way back. */
export function ordered({ pool, attempts }: Worker): boolean {
  if (pool.waits === 'suspend' || pool.actor === undefined || pool.actor.spec.concurrency === 1) return true;
  return [...attempts.values()].every(({ started, recalled }) => started || !recalled);
}

/** It goes on, and its task does not keep it from taking others: no worker has to stand in for it. */
export function isFree({ pool, state, suspended }: Worker): boolean {
  return state !== 'dying' && (suspended === 0 || (pool.waits === 'suspend' && pool.spec.exclusive !== true));
}

/** Starts and stops the clock of a worker that stands in for blocked ones and has nothing to do. */
export function watchIdle(state: State, worker: Worker, free: number): void {
  const alarm = worker.alarm!;
  const idle = worker.state === 'ready' && worker.attempts.size === 0 && free > worker.pool.spec.size;
  if (idle === alarm.place >= 0) return;
  if (!idle) {
    state.alarms.remove(alarm);
    return;
  }
  alarm.at = state.now + idleMs;
  state.alarms.add(alarm);
}

/** Its clock ran out. */
export function retireIdle(state: State, worker: Worker): void {
  const { pool, attempts } = worker;
  const free = pool.workers.filter(isFree).length;
  if (worker.state === 'ready' && attempts.size === 0 && free > pool.spec.size) kill(state, worker);
}

/** Gives a pool more workers or fewer, and the runtime as many CPUs; those that are too many end when they are idle. */
export function resize(state: State, id: Id, size: number): void {
  const pool = state.pools.get(id);
  if (pool === undefined || pool.actor !== undefined || !Number.isInteger(size) || size < 1) return;
  const { spec } = pool;
  pool.spec = { ...spec, size, cap: Math.max(size, spec.cap - spec.size + size) };
  const more = size - (state.resources['CPU'] ?? 0);
  state.resources['CPU'] = size;
  state.free['CPU'] = (state.free['CPU'] ?? 0) + more;
  state.mark(pool);
}
