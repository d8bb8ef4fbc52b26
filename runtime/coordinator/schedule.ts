import { staffActor } from './actors.ts';
import { affordable, depthOf, recall } from './attempts.ts';
import { awaited } from './awaited.ts';
import { argumentsOf, dispatch } from './dispatch.ts';
import { breakPool, isFree, loadOf, ordered, removePool, roomOf, spawn, watchIdle } from './pools.ts';
import type { Pool, State, Task, Worker } from './state.ts';
import type { Store } from './store.ts';
import { hasRoom, move } from './tasks.ts';

/** Gives the pool's queued tasks to its workers, and starts workers as the work asks for them. */
export function schedule(state: State, store: Store, pool: Pool): void {
  if (pool.actor !== undefined) staffActor(state, store, pool);
  const fits = (task: Task) => affordable(state, task.spec.resources);
  while (pool.queued > 0) {
    const task = pool.lanes.find(fits);
    const worker = task && chooseWorker(pool, task);
    if (task === undefined || worker === undefined) break;
    const args = argumentsOf(state, store, task);
    if (args === undefined) continue;
    pool.lanes.shift(task.lane);
    move(task, 'dispatched');
    dispatch(state, store, worker, task, args, false);
  }
  while (pool.held.length > 0 && hasRoom(pool)) {
    const { client, request } = pool.held.shift()!;
    client.requests.delete(request);
    state.actions.push({ type: 'accepted', client: client.id, request });
  }
  if (pool.drain !== undefined && pool.unfinished === 0) breakPool(state, store, pool, pool.drain.reason);
  if (pool.broken !== undefined) removePool(state, pool);
  else if (pool.actor === undefined) staff(state, store, pool);
  else if (pool.waits === 'block' && pool.queued > 0) runInline(state, store, pool);
}

/** The one with the least to do; what holds resources must start at once. */
function chooseWorker(pool: Pool, { spec }: Task): Worker | undefined {
  let best: Worker | undefined;
  let least = spec.resources === undefined ? Number.POSITIVE_INFINITY : 1;
  for (const worker of pool.workers) {
    const load = loadOf(worker);
    if (load >= least || roomOf(worker) <= 0) continue;
    best = worker;
    least = load;
    if (load === 0) break;
  }
  return best;
}

/** Workers come as the work asks for them, share it, and go when they stood in for others that wait no more. */
function staff(state: State, store: Store, pool: Pool): void {
  const { workers, spec, waits } = pool;
  if (pool.queued === 0) balance(state, pool);
  else if (waits === 'block' && spec.exclusive !== true) runInline(state, store, pool);
  if (pool.queued === 0 && workers.length === spec.size) return;
  let load = pool.queued;
  let free = 0;
  for (const worker of workers) {
    if (!isFree(worker)) continue;
    free++;
    load += loadOf(worker);
  }
  if (workers.length > spec.size) for (const worker of workers) watchIdle(state, worker, free);
  for (; free < Math.min(spec.size, load) && workers.length < spec.cap; free++) spawn(state, pool);
}

/**
 * A blocked worker runs what its task waits for on top of it. An actor that takes several calls at once also begins what
 * comes next: what its call waits for may depend on it in ways that nobody sees here.
 */
function runInline(state: State, store: Store, pool: Pool): void {
  for (const worker of pool.workers) {
    const waiting = worker.stack.at(-1);
    if (waiting === undefined || worker.top !== undefined || worker.state !== 'ready') continue;
    if (worker.stack.length >= depthOf(pool) || !ordered(worker)) continue;
    const task = awaited(waiting.awaits!, pool) ?? (pool.actor === undefined ? undefined : pool.lanes.find(() => true));
    if (task === undefined || !affordable(state, task.spec.resources)) continue;
    const args = argumentsOf(state, store, task);
    if (args === undefined) continue;
    pool.lanes.remove(task.lane, task);
    move(task, 'dispatched');
    dispatch(state, store, worker, task, args, true);
  }
}

/** An idle worker takes over what another has not begun. */
function balance(state: State, { window, workers }: Pool): void {
  if (window < 2 || workers.length < 2) return;
  let room = 0;
  let busiest: Worker | undefined;
  let most = 1;
  for (const worker of workers) {
    const load = loadOf(worker);
    if (load === 0) room = Math.max(room, roomOf(worker));
    if (load <= most) continue;
    busiest = worker;
    most = load;
  }
  if (room === 0 || busiest === undefined) return;
  const spare = [...busiest.attempts.values()].filter(({ started, recalled }) => !started && !recalled);
  for (const attempt of spare.slice(-Math.min(room, Math.ceil(spare.length / 2)))) recall(state, attempt);
}
