import { affordable, includes } from './attempts.ts';
import { awaitedBy } from './awaited.ts';
import type { Failure } from './events.ts';
import { shortNameOf } from './name-of.ts';
import type { Attempt, State, Task, Worker } from './state.ts';
import { fail } from './waiting.ts';

/** It is looked for tasks that wait for each other when nothing has happened for so long, */
const quietMs = 100;
/** or so long after the first event in any case. */
const latestMs = 1000;

/** Something happened: if tasks wait, it may be that they wait for each other now. */
export function noteActivity(state: State): void {
  state.activity++;
  const { liveness } = state;
  if (state.suspended === 0 || liveness.place >= 0) return;
  liveness.seen = state.activity;
  liveness.since = state.now;
  liveness.at = state.now + quietMs;
  state.alarms.add(liveness);
}

/** The time to look has come, unless much goes on. */
export function lookForDeadlock(state: State): void {
  const { liveness } = state;
  if (state.suspended === 0) return;
  const postponed = liveness.seen !== state.activity && state.now - liveness.since < latestMs;
  if (!postponed) {
    if (!unlock(state)) return;
    liveness.since = state.now;
  }
  // where one was found, there may be another
  liveness.seen = state.activity;
  liveness.at = state.now + quietMs;
  state.alarms.add(liveness);
}

/**
 * Ends one wait that nothing can end, the newest, with an error that names the chain. Tasks that may move make others
 * move, up to a fixed point; what is left is stuck. In doubt a task may move: an error too late does less harm than a
 * false one.
 *
 * @returns Whether there was one.
 */
function unlock(state: State): boolean {
  const live = new Set<Task>();
  const pending = [...pendingTasks(state)];
  for (let before = -1; before !== live.size; ) {
    before = live.size;
    for (const task of pending) if (!live.has(task) && mayMove(state, live, task)) live.add(task);
  }
  let last: Attempt | undefined;
  for (const task of pending) {
    const { attempt } = task;
    if (!live.has(task) && attempt !== undefined && (attempt.awaits?.length ?? 0) > 0 && (last === undefined || task.seq > last.task.seq))
      last = attempt;
  }
  if (last === undefined) return false;
  const chain = chainFrom(live, last.task);
  const message = `Cannot go on: tasks wait for each other: ${chain.map(shortNameOf).join(' -> ')}`;
  const failure: Failure = { kind: 'deadlock', message, chain: chain.map(({ spec }) => spec.id) };
  const awaits = last.awaits!;
  fail(state, awaits.find(({ kind }) => kind !== 'wait') ?? awaits[0]!, failure);
  return true;
}

/** What must still move: unfinished tasks, creations of actors among them, and cancelled ones that still run. */
function* pendingTasks(state: State): Generator<Task> {
  for (const { id, task } of state.entries.values()) if (task !== undefined && task.spec.id === id) yield task;
  for (const { actor, workers } of state.pools.values()) {
    if (actor?.create !== undefined && actor.create.state !== 'done') yield actor.create;
    for (const { attempts } of workers) for (const { task } of attempts.values()) if (task.state === 'done') yield task;
  }
}

function isOver({ state, attempt }: Task): boolean {
  return state === 'done' && attempt === undefined;
}

function mayMove(state: State, live: ReadonlySet<Task>, task: Task): boolean {
  const { attempt, pool } = task;
  const moves = (other: Task | undefined): boolean => other === undefined || live.has(other) || isOver(other);
  if (pool.broken !== undefined || task.state === 'restoring') return true;
  if (attempt !== undefined) return attemptMoves(attempt, moves);
  if (task.missing > 0) return task.args.every((arg) => moves(arg.task));
  if (task.entry === undefined)
    return pool.workers.length > 0 || affordable(state, task.spec.resources) || resourcesMove(state, task, moves);
  const ahead = pool.lanes.first(task.lane);
  if (pool.actor !== undefined && ahead !== task && !moves(ahead)) return false;
  if (!affordable(state, task.spec.resources)) return resourcesMove(state, task, moves);
  if (pool.actor !== undefined) {
    const [worker] = pool.workers;
    return worker === undefined || !worker.created ? moves(pool.actor.create) : mayBegin(worker, moves);
  }
  if (pool.waits === 'suspend' && pool.spec.exclusive !== true) return true;
  return pool.workers.length < pool.spec.cap || pool.workers.some((worker) => mayBegin(worker, moves));
}

/** Whether what a task lacks may become free: none of it is held by tasks alone that are stuck. */
function resourcesMove(state: State, { spec: { resources } }: Task, moves: (task: Task) => boolean): boolean {
  for (const name in resources) {
    if (state.free[name]! >= resources[name]!) continue;
    const held = holders(state, name);
    if (held.length > 0 && !held.some(moves)) return false;
  }
  return true;
}

/** Who holds some of a resource; of an actor, which may end at any time, its creation. */
function holders(state: State, name: string): Task[] {
  const asks = ({ spec }: Task) => (spec.resources?.[name] ?? 0) > 0;
  return [...state.pools.values()].flatMap(({ actor, workers }) => {
    const attempts = workers.flatMap((worker) => [...worker.attempts.values()]);
    const tasks = attempts.filter(({ holds, task }) => includes(holds, name) && asks(task)).map(({ task }) => task);
    return actor?.paid === true && asks(actor.create!) ? [actor.create!] : tasks;
  });
}

/** Whether it comes to begin one more task by itself. */
function mayBegin({ state, pool, attempts, stack, top }: Worker, moves: (task: Task) => boolean): boolean {
  if (state !== 'ready') return true;
  // when the one on top ends, what the one below waits for may be put there
  if (stack.length > 0 && moves((top ?? stack.at(-1)!).task)) return true;
  const concurrency = pool.waits === 'block' ? 1 : (pool.actor?.spec.concurrency ?? 1);
  let stuck = 0;
  for (const { task, awaits } of attempts.values()) {
    if (moves(task)) continue;
    if (concurrency === 1) return false;
    if (awaits !== undefined && awaits.length > 0) stuck++;
  }
  return concurrency === 0 || stuck < concurrency;
}

function attemptMoves(attempt: Attempt, moves: (task: Task | undefined) => boolean): boolean {
  const { worker, task, recalled, started } = attempt;
  if (worker.state !== 'ready' || (recalled && !started)) return true;
  if (!awaitsMove(attempt, moves)) return false;
  const { waits, actor } = worker.pool;
  if (waits === 'suspend' && actor !== undefined && !started) return mayBegin(worker, moves);
  if (waits === 'suspend' || worker.top === attempt) return true;
  const at = worker.stack.indexOf(attempt);
  if (at < 0 && started) return true;
  // those above it, or all that the worker has begun, must end first
  const above = at < 0 ? worker.stack : worker.stack.slice(at + 1);
  return above.every((other) => moves(other.task)) && (worker.top === undefined || worker.top.task === task || moves(worker.top.task));
}

function awaitsMove({ awaits }: Attempt, moves: (task: Task | undefined) => boolean): boolean {
  if (awaits === undefined || awaits.length === 0) return true;
  return awaits.some((reader) => {
    const coming = awaitedBy(reader).filter(({ value, task }) => value === undefined && moves(task));
    return reader.fetching || coming.length >= Math.max(1, reader.missing);
  });
}

/** From one stuck task to the next, until one comes again. */
function chainFrom(live: ReadonlySet<Task>, first: Task): readonly Task[] {
  const chain = new Set<Task>();
  for (let task: Task | undefined = first; task !== undefined && !chain.has(task); task = blockerOf(live, task)) chain.add(task);
  return [...chain];
}

function blockerOf(live: ReadonlySet<Task>, task: Task): Task | undefined {
  const stuck = (other: Task | undefined): other is Task => other !== undefined && other !== task && !isOver(other) && !live.has(other);
  for (const reader of task.attempt?.awaits ?? []) {
    const other = awaitedBy(reader)
      .map((entry) => entry.task)
      .find(stuck);
    if (other !== undefined) return other;
  }
  const needed = task.args.map((arg) => arg.task).find(stuck);
  if (needed !== undefined) return needed;
  const ahead = task.pool.actor !== undefined && task.attempt === undefined ? task.pool.lanes.first(task.lane) : undefined;
  if (stuck(ahead)) return ahead;
  return task.pool.workers.flatMap((worker) => [...worker.attempts.values()].map((attempt) => attempt.task)).find(stuck);
}
