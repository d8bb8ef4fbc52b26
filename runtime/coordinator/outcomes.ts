import { leave, pace, stop } from './attempts.ts';
import { relieve } from './breaker.ts';
import type { Event, Failure } from './events.ts';
import { nameOf } from './name-of.ts';
import { create, publish, release, strip } from './objects.ts';
import type { Attempt, Entry, State, Task, Waiter } from './state.ts';
import type { Store } from './store.ts';
import { fail, move, requeue, succeed, unpin } from './tasks.ts';
import { fail as refuseReader, returned, tell } from './waiting.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

export function started(state: State, attempt: Attempt): void {
  attempt.started = true;
  const { worker } = attempt;
  // it began although it was called back: on top of what waits there
  if (worker.stack.length > 0 && worker.top === undefined && !worker.stack.includes(attempt)) worker.top = attempt;
  if (attempt.stop !== undefined) stop(state, attempt, attempt.stop);
}

export function done(state: State, store: Store, attempt: Attempt, { values }: Of<'done'>): void {
  const { task } = attempt;
  if (task.state === 'done') for (const value of values) store.discard(value);
  else succeed(state, store, task, values);
  pace(state, attempt);
  answered(state, attempt);
  end(state, store, attempt);
}

export function failed(state: State, store: Store, attempt: Attempt, { error, name }: Of<'failed'>): void {
  const { task } = attempt;
  const { retryOn } = task.spec;
  answered(state, attempt, name);
  end(state, store, attempt);
  if (task.state === 'done') return;
  const again = retryOn === true || (Array.isArray(retryOn) && retryOn.includes(name));
  if (again && charge(task)) requeue(state, task);
  else fail(state, store, task, error, name);
}

/** Of an executor: it is there, and took so long. One that is broken says so before its worker ends. */
function answered(state: State, { worker, sinceMs }: Attempt, error?: string): void {
  const { account } = worker.pool;
  if (account === undefined) return;
  account.time(state.now - Math.max(sinceMs, worker.freeMs));
  worker.freeMs = state.now;
  if (error !== 'ExecutorFaultError') relieve(state, worker.pool);
}

/** It did not begin: another worker takes it, free of charge. What was sent along is not read. */
export function recalled(state: State, store: Store, attempt: Attempt): void {
  for (const block of attempt.blocks) if (!block.slab) store.unlease(attempt.worker, block.id, 1);
  end(state, store, attempt);
  if (attempt.task.state !== 'done') requeue(state, attempt.task);
}

/** The next item of a stream, unless an earlier attempt made it already. */
export function item(state: State, store: Store, { task }: Attempt, { id, index, value }: Of<'item'>): void {
  const { entry } = task;
  const stream = entry?.stream;
  if (task.state === 'done' || stream === undefined || index !== stream.count) {
    store.discard(value);
    return;
  }
  const made = create(state, id);
  made.refs = 1;
  stream.items.set(index, made);
  stream.count++;
  publish(state, store, made, value);
  const waiters = entry!.waiters ?? [];
  for (const waiter of [...waiters]) {
    if (waiter.kind === 'next' && waiter.index === index) tell(state, store, waiter, made);
  }
}

/** Whether it may begin once more. */
export function charge(task: Task): boolean {
  if (task.retries === 0) return false;
  task.retries--;
  return true;
}

/** The worker is through with it: what it read may go. */
export function end(state: State, store: Store, attempt: Attempt): void {
  leave(state, attempt);
  for (const block of attempt.blocks) store.unpin(block);
  unpin(state, attempt.task);
}

/** A spilled block is in memory again, or will not be. */
export function arrived(state: State, store: Store, waiters: readonly Waiter[], failure: Failure | undefined): void {
  for (const waiter of waiters) {
    if (waiter.kind === 'answer') returned(state, store, waiter.reader, waiter.entry, failure);
    else if (waiter.state !== 'restoring') continue;
    else if (failure !== undefined) state.doomed.add({ task: waiter, failure });
    else if (--waiter.missing === 0) resumeQueue(state, waiter);
  }
}

/** Its turn comes again where it was. */
function resumeQueue(state: State, task: Task): void {
  if (task.entry === undefined) task.state = 'queued';
  else {
    move(task, 'queued');
    task.pool.lanes.refresh(task.lane);
  }
  state.mark(task.pool);
}

/** Nobody holds the object any more. */
export function collect(state: State, store: Store, entry: Entry): void {
  const { id, refs, actor, value, stream, task } = entry;
  if (refs > 0 || state.entries.get(id) !== entry) return;
  if (actor !== undefined) {
    state.mark(actor);
    return;
  }
  if (value === undefined) {
    // nobody will take what a stream still makes
    if (stream !== undefined && task !== undefined) cancel(state, store, task, false);
    return;
  }
  state.entries.delete(id);
  if (stream !== undefined) {
    for (const made of stream.items.values()) release(state, made);
    stream.items.clear();
  }
  strip(state, store, entry);
}

/** Nobody wants the result; `force` ends the worker that runs it. */
export function cancel(state: State, store: Store, task: Task, force: boolean): void {
  const { attempt, pool } = task;
  const failure: Failure = { kind: 'cancelled', message: `Task ${nameOf(task.spec)} was cancelled` };
  fail(state, store, task, failure);
  if (attempt === undefined) return;
  // it need not wait any longer
  for (const reader of [...(attempt.awaits ?? [])]) refuseReader(state, reader, failure);
  // an actor does not lose its state for one call
  stop(state, attempt, force && pool.actor === undefined ? 'kill' : 'interrupt');
}

export function expire(state: State, store: Store, task: Task): void {
  const { attempt, spec, pool } = task;
  const { timeoutMs = pool.spec.timeoutMs } = spec;
  fail(state, store, task, { kind: 'timeout', message: `Task ${nameOf(task.spec)} did not finish within ${timeoutMs} ms`, timeoutMs });
  if (attempt !== undefined) stop(state, attempt, 'kill');
}
