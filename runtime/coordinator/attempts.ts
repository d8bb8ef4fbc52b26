import type { Attempt, Holding, Pool, Reader, State, Worker } from './state.ts';

/** Takes a task's resources, or gives them back; an actor's are not its creation's but its worker's. */
export function pay(state: State, attempt: Attempt, holds: Holding): void {
  const { resources } = attempt.task.spec;
  const before = attempt.holds;
  if (resources === undefined || before === holds || attempt.task.entry === undefined) return;
  attempt.holds = holds;
  let freed = false;
  for (const name in resources) {
    const held = includes(holds, name);
    if (held === includes(before, name)) continue;
    state.free[name]! += held ? -resources[name]! : resources[name]!;
    freed ||= !held;
  }
  if (freed) for (const pool of state.pools.values()) if (pool.queued > 0 || pool.actor !== undefined) state.mark(pool);
}

/** Whether one who holds so much of what it asked for holds that. */
export function includes(holds: Holding, resource: string): boolean {
  return holds === 'all' || (holds === 'all but CPU' && resource !== 'CPU');
}

/** Whether what a task asks for is free. */
export function affordable({ free }: State, resources: Readonly<Record<string, number>> | undefined): boolean {
  for (const name in resources) if (free[name]! < resources[name]!) return false;
  return true;
}

/** Asks for an attempt back that has not begun. */
export function recall(state: State, attempt: Attempt): void {
  if (attempt.started || attempt.recalled) return;
  attempt.recalled = true;
  state.actions.push({ type: 'recall', worker: attempt.worker.id, task: attempt.task.spec.id, attempt: attempt.number });
}

/** Stops work that nobody wants any more: now, or when it turns out to have begun. */
export function stop(state: State, attempt: Attempt, how: 'kill' | 'interrupt'): void {
  if (!attempt.started) {
    attempt.stop = how;
    recall(state, attempt);
  } else if (how === 'kill' && attempt.worker.pool.spec.interruptible !== true) kill(state, attempt.worker);
  else state.actions.push({ type: 'interrupt', worker: attempt.worker.id, task: attempt.task.spec.id, attempt: attempt.number });
}

/** Nothing where it may write is reused before the thread is known to be gone. */
export function kill(state: State, worker: Worker): void {
  if (worker.state === 'dying') return;
  worker.state = 'dying';
  state.actions.push({ type: 'kill', worker: worker.id });
}

/** How many tasks a worker may have begun, each on top of one that stands still. */
export function depthOf({ actor }: Pool): number {
  return actor === undefined ? Number.POSITIVE_INFINITY : actor.spec.concurrency;
}

/** Its processor goes to others meanwhile; what stands behind it in a blocked worker's window goes elsewhere. */
export function suspend(state: State, attempt: Attempt, reader: Reader): void {
  // what it awaits may be a blocked worker's own to run
  for (const pool of state.blocked.keys()) state.mark(pool);
  if (attempt.awaits !== undefined && attempt.awaits.length > 0) {
    attempt.awaits.push(reader);
    return;
  }
  attempt.awaits = [reader];
  attempt.started = true;
  pay(state, attempt, 'all but CPU');
  const { worker } = attempt;
  const { pool } = worker;
  worker.suspended++;
  state.suspended++;
  // it stands there already when it was answered under another one, and asks again
  if (pool.waits === 'block' && !worker.stack.includes(attempt)) {
    worker.stack.push(attempt);
    worker.top = undefined;
    state.blocked.set(pool, (state.blocked.get(pool) ?? 0) + 1);
    if (worker.stack.length < depthOf(pool)) for (const other of worker.attempts.values()) recall(state, other);
  }
  state.mark(pool);
}

/** One of the things that it awaits is there, or not wanted any more. */
export function resume(state: State, attempt: Attempt, reader: Reader): void {
  const { worker, awaits } = attempt;
  if (awaits === undefined) return;
  awaits.splice(awaits.indexOf(reader), 1);
  if (awaits.length > 0) return;
  worker.suspended--;
  state.suspended--;
  if (worker.pool.waits === 'block') unwind(state, worker);
  else pay(state, attempt, 'all'); // may overdraw: a task that has begun is never held up
}

/** The newest of the waiting attempts goes on if it can. */
export function unwind(state: State, worker: Worker): void {
  const { pool, stack } = worker;
  const below = stack.at(-1);
  if (worker.top === undefined && below !== undefined && below.awaits!.length === 0) {
    stack.pop();
    worker.top = below;
    unblock(state, worker);
    pay(state, below, 'all');
  }
  state.mark(pool);
}

function unblock(state: State, { pool }: Worker): void {
  const left = state.blocked.get(pool)! - 1;
  if (left > 0) state.blocked.set(pool, left);
  else state.blocked.delete(pool);
}

/** A worker is given about so much work ahead of time. */
const leastMs = 1;
const mostMs = 8;
const largestWindow = 512;

/** Long tasks go to a worker one by one, so that others may take them; short ones in bulk, so that it need not ask for each. */
export function pace({ now }: State, { worker, sinceMs, awaits }: Attempt): void {
  const { pool, window } = worker;
  if (pool.window === 1 || (pool.actor !== undefined && pool.waits === 'suspend') || awaits !== undefined) return;
  const ms = now - sinceMs;
  if (ms < leastMs && window < largestWindow) worker.window++;
  else if (ms > mostMs && window > 2 && worker.slowedMs < now) {
    worker.window = window >> 1;
    worker.slowedMs = now; // once for all that is heard of at the same time: this thread may have been away
  }
}

/** The worker is through with the attempt, whatever became of its task. */
export function leave(state: State, attempt: Attempt): void {
  const { worker, task, awaits } = attempt;
  worker.attempts.delete(task.spec.id);
  if (task.attempt === attempt) task.attempt = undefined;
  pay(state, attempt, 'nothing');
  if (awaits !== undefined && awaits.length > 0) {
    // it did not wait for its own questions
    for (const reader of awaits) reader.attempt = undefined;
    worker.suspended--;
    state.suspended--;
  }
  const at = worker.stack.indexOf(attempt);
  if (at >= 0) {
    worker.stack.splice(at, 1);
    unblock(state, worker);
  }
  if (worker.top === attempt) worker.top = undefined;
  if (worker.stack.length > 0) unwind(state, worker);
  else state.mark(worker.pool);
}
