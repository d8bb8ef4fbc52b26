import { die, hold } from './actors.ts';
import { awaitedBy } from './awaited.ts';
import { strike } from './breaker.ts';
import type { Event, Failure, Id } from './events.ts';
import { nameOf } from './name-of.ts';
import { publish, release } from './objects.ts';
import { cancel, charge, end } from './outcomes.ts';
import { breakPool } from './pools.ts';
import type { Entry, Pool, State, Task, Worker } from './state.ts';
import type { Store } from './store.ts';
import { fail, requeue } from './tasks.ts';
import { close } from './waiting.ts';

/** A pool whose workers die so often in a row before they are ready is broken. */
const bootLimit = 3;

/** The thread is gone, or as good as gone: what it had not begun goes to others, what it held is released. */
export function died(state: State, store: Store, worker: Worker, { started, reason, lingers }: Extract<Event, { type: 'died' }>): void {
  const { pool } = worker;
  const why = reason ?? 'its worker ended';
  worker.dead = true;
  state.clients.delete(worker.id);
  pool.workers.splice(pool.workers.indexOf(worker), 1);
  state.alarms.remove(worker.alarm!);
  hold(state, pool, false);
  const gone = pool.broken === undefined && isGone(pool, worker);
  const callers = new Set<Id | undefined>();
  for (const attempt of [...worker.attempts.values()]) {
    const { task } = attempt;
    const begun = attempt.started || started.some(([id, number]) => id === task.spec.id && number === attempt.number);
    if (begun) callers.add(task.spec.id);
    end(state, store, attempt);
    if (task.state === 'done' || task.entry === undefined) continue;
    if (!begun || (!gone && charge(task))) requeue(state, task);
    else fail(state, store, task, crash(task, gone, why));
  }
  const create = pool.actor?.create;
  if (create?.state === 'dispatched') create.state = 'queued';
  if (gone && pool.actor !== undefined) die(state, store, pool, why);
  else if (gone) breakPool(state, store, pool, unstartable(pool, why));
  if (worker.state !== 'dying') crashed(state, store, worker, why);
  const seen = [...worker.handles.keys()].map((id) => state.entries.get(id)!);
  for (const request of worker.requests.values()) {
    if (request.kind === 'memory') store.cancel(request);
    else if (request.kind === 'held') pool.held.splice(pool.held.indexOf(request), 1);
    else {
      seen.push(...awaitedBy(request));
      close(state, request);
    }
  }
  for (const entry of worker.reserved) {
    publish(state, store, entry, { kind: 'error', error: { kind: 'lost', message: `Cannot read object ${entry.id}: its maker ended` } });
  }
  for (const [id, count] of worker.handles) release(state, state.entries.get(id)!, count);
  forsake(state, store, seen, callers);
  store.abandon(worker);
  if (lingers === true) state.lingering.set(worker.id, worker);
  else store.takeBack(worker);
  state.mark(pool);
}

/** A thread that lingered is gone: nobody writes any more where it did. */
export function gone(state: State, store: Store, id: Id): void {
  const client = state.lingering.get(id);
  if (client === undefined) return;
  state.lingering.delete(id);
  store.takeBack(client);
}

/** It ended by itself. */
function crashed(state: State, store: Store, { pool, state: was }: Worker, why: string): void {
  if (pool.account !== undefined) pool.account.crashes++;
  const refusal = strike(state, pool, why);
  if (refusal === undefined) return;
  const failure = was === 'starting' ? unstartable(pool, why) : refusal;
  for (const task of [...pool.lanes]) fail(state, store, task, failure);
}

/**
 * Cancels what tasks that ended with the worker had submitted and still held or awaited, where nobody else does: if
 * they begin again, they submit it again, and every further death would leave more of it behind.
 */
function forsake(state: State, store: Store, seen: readonly Entry[], callers: ReadonlySet<Id | undefined>): void {
  for (const { task } of seen) {
    if (task !== undefined && callers.has(task.spec.caller) && !isWanted(state, task)) cancel(state, store, task, false);
  }
}

/** Somebody has a reference to a result of it, or awaits one. */
function isWanted(state: State, { spec: { id, returns } }: Task): boolean {
  for (let i = 0; i < returns; i++) {
    const { refs = 0, waiters = [] } = state.entries.get(id + i) ?? {};
    if (refs > 0 || waiters.length > 0) return true;
  }
  return false;
}

/** Whether this death is the pool's last; takes it from the budget. */
function isGone(pool: Pool, worker: Worker): boolean {
  if (worker.state === 'starting') return ++pool.failedBoots >= bootLimit;
  const { actor } = pool;
  if (actor === undefined) return false;
  if (actor.retiring !== undefined || actor.restarts === 0) return true;
  actor.restarts--;
  return false;
}

function unstartable({ spec }: Pool, why: string): Failure {
  return spec.provided === true
    ? { kind: 'load', message: `Cannot load executor "${spec.name}": its workers do not start: ${why}` }
    : { kind: 'closed', message: `Pool "${spec.name}" was closed: its workers do not start: ${why}` };
}

function crash(task: Task, gone: boolean, why: string): Failure {
  const { actor, spec } = task.pool;
  if (actor === undefined) return { kind: 'crashed', message: `Task ${nameOf(task.spec)} did not finish: ${why}` };
  if (gone) return { kind: 'actor-died', message: `Actor "${spec.name}" is gone: ${why}` };
  return { kind: 'actor-unavailable', message: `Call ${nameOf(task.spec)} of actor "${spec.name}" did not finish: ${why}` };
}
