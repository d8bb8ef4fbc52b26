import { excuse, refusedByBreaker } from './breaker.ts';
import { driver, type Event, type Failure, type TaskSpec, type Value } from './events.ts';
import { nameOf } from './name-of.ts';
import { create, grant, mentioned, publish, release } from './objects.ts';
import type { Block, Client, Entry, Pool, State, Task } from './state.ts';
import type { Store } from './store.ts';

type Submit = Extract<Event, { type: 'submit' }>;

const noEntries: readonly Entry[] = [];
const noValues: readonly Value[] = [];
export const noBlocks: readonly Block[] = [];
/** The lane of calls that the driver makes outside of tasks; other clients' lie below. */
export const lastingCalls = -1;

/** Takes a task: its results exist from now on, and its submitter has a handle on each. */
export function submit(state: State, store: Store, client: Client, { task: spec, request, refusal }: Submit): void {
  const pool = state.pools.get(spec.pool);
  const entry = create(state, spec.id);
  grant(client, entry);
  for (let i = 1; i < spec.returns; i++) grant(client, create(state, spec.id + i));
  if (spec.streaming === true) entry.stream = { items: new Map(), count: 0 };
  if (pool === undefined || refusal !== undefined) {
    const error: Failure = refusal ?? { kind: 'closed', message: `Cannot run task ${nameOf(spec)}: there is no pool ${spec.pool}` };
    publishAll(state, store, spec, noValues, { kind: 'error', error });
  } else {
    const task = makeTask(state, spec, pool, entry, client);
    entry.task = task;
    for (let i = 1; i < spec.returns; i++) state.entries.get(spec.id + i)!.task = task;
    admit(state, store, task);
  }
  if (request === undefined) return;
  // a task that waited here for its own pool would wait for itself
  if (pool === undefined || hasRoom(pool) || spec.caller !== undefined || client.id !== driver) {
    state.actions.push({ type: 'accepted', client: client.id, request });
  } else {
    const held = { kind: 'held', client, request, pool } as const;
    pool.held.push(held);
    client.requests.set(request, held);
  }
}

/** Whether submitters need not be held back. */
export function hasRoom({ waiting, spec }: Pool): boolean {
  return spec.maxQueued === undefined || waiting <= spec.maxQueued;
}

/** Pins what the task mentions and needs. */
export function makeTask(state: State, spec: TaskSpec, pool: Pool, entry: Entry | undefined, client: Client): Task {
  const { deps, bulk, refs } = spec;
  let args = noEntries;
  if (deps.length > 0 || bulk !== undefined) {
    args = (bulk === undefined ? deps : [...deps, bulk]).map((id) => mentioned(state, id));
    for (const arg of args) arg.refs++;
  }
  for (const id of refs) mentioned(state, id).refs++;
  const { actor } = pool;
  const lane = actor === undefined ? laneOf(state, client, spec.resources) : (spec.caller ?? lastingCalls - client.id);
  return {
    kind: 'task',
    spec,
    pool,
    seq: ++state.tasks,
    entry,
    lane,
    args,
    submittedMs: state.now,
    state: 'waiting',
    missing: 0,
    retries: spec.retries ?? (actor === undefined ? 0 : actor.spec.taskRetries),
    attempts: 0,
    pins: 1,
    attempt: undefined,
    blocks: noBlocks,
    alarm: undefined,
  };
}

/** Tasks that ask for the same wait for each other, and for no others of their client. */
function laneOf(state: State, client: Client, resources: TaskSpec['resources']): number {
  if (resources === undefined) return client.id;
  const asked = Object.entries(resources).sort().flat().join(' ');
  client.lanes ??= new Map();
  const lane = client.lanes.get(asked) ?? lastingCalls - ++state.lanes;
  client.lanes.set(asked, lane);
  return lane;
}

/** Why a task can never run. */
export function infeasible(state: State, spec: TaskSpec): Failure | undefined {
  const { resources } = spec;
  for (const name in resources) {
    const wanted = resources[name]!;
    const all = state.resources[name] ?? 0;
    if (wanted > all) return { kind: 'infeasible', message: `Cannot run task ${nameOf(spec)}: it asks for ${wanted} "${name}" of ${all}` };
  }
  return undefined;
}

function admit(state: State, store: Store, task: Task): void {
  const { pool, spec } = task;
  pool.waiting++;
  pool.unfinished++;
  const refusal = pool.broken ?? pool.drain?.reason ?? infeasible(state, spec) ?? refusedBy(task) ?? refusedByBreaker(state, task);
  if (refusal !== undefined) {
    fail(state, store, task, refusal);
    return;
  }
  const { timeoutMs = pool.spec.timeoutMs } = spec;
  if (timeoutMs !== undefined) {
    task.alarm = { at: state.now + timeoutMs, place: -1, of: task };
    state.alarms.add(task.alarm);
  }
  for (const arg of task.args) attend(task, arg);
  if (pool.actor !== undefined) pool.lanes.push(task.lane, task);
  if (task.missing === 0) enqueue(state, task);
}

/** Why a pool or an actor does not take a task. */
function refusedBy({ pool, spec }: Task): Failure | undefined {
  if (pool.actor === undefined) {
    const { size, queueLength, name } = pool.spec;
    if (queueLength === undefined || pool.unfinished <= size + queueLength) return undefined;
    return { kind: 'busy', message: `Cannot use executor "${name}": ${size} calls run and ${queueLength} wait already` };
  }
  if (pool.actor.retiring !== undefined)
    return { kind: 'actor-died', message: `Cannot call ${nameOf(spec)} of actor "${pool.spec.name}": ${pool.actor.retiring}` };
  const { maxPending, concurrency } = pool.actor.spec;
  if (maxPending < 0 || pool.unfinished - Math.max(1, concurrency) <= maxPending) return undefined;
  return {
    kind: 'pending-calls',
    message: `Cannot call ${nameOf(spec)} of actor "${pool.spec.name}": ${maxPending} calls wait already`,
  };
}

/** Counts an argument that has no value yet. */
export function attend(task: Task, arg: Entry): void {
  if (arg.value !== undefined) return;
  task.missing++;
  if (arg.waiters === undefined) arg.waiters = [task];
  else arg.waiters.push(task);
}

/** The one place where a task that can be asked for changes its state. */
export function move(task: Task, to: Task['state']): void {
  const { pool, state: from } = task;
  if (from === 'queued') pool.queued--;
  if (to === 'queued') pool.queued++;
  if (from !== 'dispatched') pool.waiting--;
  if (to !== 'dispatched' && to !== 'done') pool.waiting++;
  task.state = to;
}

/** Every argument has a value. */
export function enqueue(state: State, task: Task): void {
  const { pool, args } = task;
  if (task.state !== 'waiting') return;
  for (const arg of args) {
    if (arg.value!.kind !== 'error') continue;
    state.doomed.add({ task, failure: arg.value!.error });
    return;
  }
  if (pool.broken !== undefined) {
    state.doomed.add({ task, failure: pool.broken });
    return;
  }
  move(task, 'queued');
  if (pool.actor === undefined) pool.lanes.push(task.lane, task);
  else pool.lanes.refresh(task.lane);
  state.mark(pool);
}

/** Back to the front of its lane: it did not begin, or may begin again. */
export function requeue(state: State, task: Task): void {
  const { pool } = task;
  if (pool.broken !== undefined) {
    state.doomed.add({ task, failure: pool.broken });
    return;
  }
  move(task, 'queued');
  pool.lanes.restore(task.lane, task);
  state.mark(pool);
}

/**
 * The task has no value and never will. Does nothing to one that is done.
 *
 * @param what the class of its own error, for accounts
 */
export function fail(state: State, store: Store, task: Task, error: Failure, what: string = error.kind): void {
  if (task.state === 'done') return;
  task.pool.account?.fail(what, task.spec.id, state.now);
  conclude(state, store, task);
  publishAll(state, store, task.spec, noValues, { kind: 'error', error });
  unpin(state, task);
}

export function succeed(state: State, store: Store, task: Task, values: readonly Value[]): void {
  const { account } = task.pool;
  if (account !== undefined) account.completed++;
  conclude(state, store, task);
  if (task.spec.returns === 1 && values.length === 1) publish(state, store, task.entry!, values[0]!);
  else {
    const message = `Task ${nameOf(task.spec)} returned ${values.length} values instead of ${task.spec.returns}`;
    publishAll(state, store, task.spec, values, { kind: 'error', error: { kind: 'task', message } });
  }
  unpin(state, task);
}

function publishAll(state: State, store: Store, { id, returns }: TaskSpec, values: readonly Value[], rest: Value): void {
  for (let i = 0; i < returns; i++) {
    const entry = state.entries.get(id + i);
    if (entry !== undefined) publish(state, store, entry, values[i] ?? rest);
    else if (values[i] !== undefined) store.discard(values[i]!);
  }
}

function conclude(state: State, store: Store, task: Task): void {
  const { pool } = task;
  const standing = task.state === 'queued' || task.state === 'restoring' || pool.actor !== undefined;
  move(task, 'done');
  pool.unfinished--;
  if (task.alarm !== undefined) state.alarms.remove(task.alarm);
  if (pool.breaker !== undefined) excuse(task);
  if (standing) pool.lanes.refresh(task.lane);
  for (const block of task.blocks) store.unpin(block);
  task.blocks = noBlocks;
  // those behind it may go now, or submitters that were held back, or the pool itself
  if (pool.queued > 0 || pool.held.length > 0 || pool.unfinished === 0) state.mark(pool);
}

/** Its arguments and mentions are not needed any more once the last attempt is over too. */
export function unpin(state: State, task: Task): void {
  if (--task.pins > 0) return;
  for (const arg of task.args) release(state, arg);
  for (const id of task.spec.refs) release(state, state.entries.get(id)!);
}
