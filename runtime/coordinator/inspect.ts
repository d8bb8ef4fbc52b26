import type { Account } from './account.ts';
import { bytesOf } from './bytes-of.ts';
import type { Event, Id } from './events.ts';
import type {
  ActorState,
  ExecutorErrorState,
  ExecutorFailureState,
  ExecutorState,
  Inspection,
  ObjectState,
  ResourceState,
  Row,
  StoreState,
  TaskState,
  WorkerState,
} from './inspection.ts';
import type { Client, Entry, Pool, State, Task, Worker } from './state.ts';
import type { Store } from './store.ts';

/** Numbers that one client gives. */
const serials = 2 ** 32;

/** Answers with what the coordinator knows. Looks at everything of its kind: for people, not for programs that hurry. */
export function inspect(state: State, store: Store, client: Client, { request, what }: Extract<Event, { type: 'inspect' }>): void {
  const { where = {}, limit = Number.POSITIVE_INFINITY, groupBy } = what;
  const conditions = Object.entries(where);
  const rows: Row[] = [];
  const groups = new Map<string, Record<string, Row[string]> & { count: number }>();
  for (const row of table(state, store, what)) {
    if (!conditions.every(([column, value]) => row[column] === value)) continue;
    if (groupBy !== undefined) count(groups, groupBy, row);
    else if (rows.push(row) === limit) break;
  }
  state.actions.push({ type: 'report', client: client.id, request, rows: groupBy === undefined ? rows : [...groups.values()] });
}

function count(groups: Map<string, Record<string, Row[string]> & { count: number }>, columns: readonly string[], row: Row): void {
  const cells = columns.map((column) => row[column] ?? null);
  const key = JSON.stringify(cells);
  let group = groups.get(key);
  if (group === undefined) {
    group = { ...Object.fromEntries(columns.map((column, i) => [column, cells[i]!])), count: 0 };
    if ('bytes' in row) group['bytes'] = 0;
    groups.set(key, group);
  }
  group.count++;
  if ('bytes' in row) group['bytes'] = (group['bytes'] as number) + (row['bytes'] as number);
}

function* table(state: State, store: Store, { table, ids }: Inspection): Generator<Row> {
  switch (table) {
    case 'tasks':
      for (const task of tasks(state, ids)) yield { ...taskRow(state, task) };
      return;
    case 'objects':
      for (const entry of pick(state.entries, ids)) if (entry.actor === undefined) yield { ...objectRow(state, entry) };
      return;
    case 'actors':
      for (const pool of pick(state.pools, ids)) if (pool.actor !== undefined) yield { ...actorRow(state, pool) };
      return;
    case 'workers':
      for (const client of state.clients.values()) if ('pool' in client) yield { ...workerRow(state, client as Worker) };
      return;
    case 'store':
      yield { ...storeRow(state, store) };
      return;
    case 'resources':
      for (const [name, total] of Object.entries(state.resources)) yield { name, total, free: state.free[name]! } satisfies ResourceState;
      return;
    case 'executors':
      for (const pool of pick(state.pools, ids))
        if (pool.account !== undefined && pool.actor === undefined) yield { ...executorRow(state, pool, pool.account) };
      return;
    case 'executor-errors':
      for (const pool of pick(state.pools, ids))
        for (const [kind, count] of (pool.actor === undefined && pool.account?.failed) || [])
          yield { ...versionOf(pool), kind, count } satisfies ExecutorErrorState;
      return;
    case 'executor-failures':
      for (const pool of pick(state.pools, ids))
        for (const { kind, task, atMs } of (pool.actor === undefined && pool.account?.failures) || [])
          yield { ...versionOf(pool), kind, taskId: task, ageMs: age(state, atMs) } satisfies ExecutorFailureState<Id>;
  }
}

function* pick<T>(all: { get(id: Id): T | undefined; values(): Iterable<T> }, ids: readonly Id[] | undefined): Generator<T> {
  if (ids === undefined) yield* all.values();
  else for (const one of ids.map((id) => all.get(id))) if (one !== undefined) yield one;
}

/** Those that have a result to come, creations of actors, and those that are to stop. */
function* tasks(state: State, ids: readonly Id[] | undefined): Generator<Task> {
  const wanted = ids && new Set(ids);
  for (const entry of pick(state.entries, ids)) if (entry.task?.entry === entry) yield entry.task;
  for (const { actor, workers } of state.pools.values()) {
    const create = actor?.create;
    if (create !== undefined && isOpen(create) && wanted?.has(create.spec.id) !== false) yield create;
    for (const { attempts } of workers)
      for (const { task } of attempts.values())
        if (task.state === 'done' && task.entry !== undefined && wanted?.has(task.spec.id) !== false) yield task;
  }
}

/** A creation that has ended is kept for restarts. */
function isOpen({ state, attempt }: Task): boolean {
  return state === 'dispatched' ? attempt !== undefined : state !== 'done';
}

function taskRow(state: State, task: Task): TaskState<Id> {
  const { spec, pool, entry } = task;
  const attempt = task.attempt ?? attemptOf(task);
  return {
    taskId: spec.id,
    name: spec.name ?? null,
    kind: entry === undefined ? 'actor-creation' : pool.actor === undefined ? 'task' : 'actor-call',
    state: taskState(task),
    pool: pool.spec.name,
    actorId: pool.actor === undefined ? null : pool.spec.id,
    owner: ownerOf(spec.id),
    parentTaskId: spec.caller ?? null,
    workerId: attempt?.worker.id ?? null,
    attempt: task.attempts,
    awaits: attempt?.awaits?.length || task.missing,
    ageMs: age(state, task.submittedMs),
    runningMs: attempt === undefined ? null : age(state, attempt.sinceMs),
  };
}

function taskState({ state, attempt }: Task): TaskState['state'] {
  if (state === 'done') return 'stopping';
  if (state !== 'dispatched') return state;
  if (attempt?.awaits?.length) return 'suspended';
  return attempt?.started ? 'running' : 'dispatched';
}

/** Of one that is to stop. */
function attemptOf({ pool, spec }: Task) {
  for (const { attempts } of pool.workers) if (attempts.has(spec.id)) return attempts.get(spec.id);
  return undefined;
}

function objectRow(state: State, { id, value, block, task, refs, sinceMs }: Entry): ObjectState<Id> {
  const failed = value?.kind === 'error' || block?.where === 'lost';
  return {
    objectId: id,
    state: value === undefined ? 'pending' : failed ? 'failed' : 'ready',
    where:
      value === undefined || failed
        ? null
        : value.kind === 'inline' || value.kind === 'scalar'
          ? 'message'
          : (block!.where as ObjectState['where']),
    bytes: value === undefined ? 0 : bytesOf(value),
    references: refs,
    readers: block?.leases ?? 0,
    owner: ownerOf(id),
    taskId: task?.spec.id ?? null,
    ageMs: age(state, sinceMs),
  };
}

function actorRow(state: State, pool: Pool): ActorState<Id> {
  const { spec, workers, waiting, unfinished, broken } = pool;
  const actor = pool.actor!;
  const [worker] = workers;
  const again = actor.restarts !== actor.spec.restarts;
  return {
    actorId: spec.id,
    className: spec.name,
    name: actor.spec.name ?? null,
    state: broken !== undefined ? 'dead' : worker?.created ? 'alive' : again ? 'restarting' : 'pending',
    workerId: worker?.id ?? null,
    owner: ownerOf(spec.id),
    references: actor.entry.refs,
    running: unfinished - waiting,
    waiting,
    restartsLeft: actor.spec.restarts < 0 ? -1 : actor.restarts,
    detached: actor.spec.detached === true,
    ageMs: age(state, actor.entry.sinceMs),
  };
}

function workerRow(state: State, worker: Worker): WorkerState<Id> {
  const { id, pool, attempts, suspended, handles, leases, blocks, sinceMs } = worker;
  let bytes = 0;
  for (const block of new Set([...leases.keys(), ...blocks])) bytes += block.bytes;
  const busy = attempts.size === 0 ? 'idle' : suspended === attempts.size ? 'suspended' : 'busy';
  return {
    workerId: id,
    pool: pool.spec.name,
    state: worker.state === 'dying' ? 'stopping' : worker.state === 'starting' ? 'starting' : busy,
    actorId: pool.actor === undefined ? null : pool.spec.id,
    tasks: attempts.size,
    suspended,
    references: handles.size,
    bytes,
    ageMs: age(state, sinceMs),
  };
}

function versionOf({ spec }: Pool) {
  return { name: spec.name, version: spec.version ?? '', pool: spec.id };
}

function executorRow(state: State, pool: Pool, account: Account): ExecutorState {
  const { workers, unfinished, waiting, breaker, drain } = pool;
  const retryInMs = breaker?.openUntil === undefined ? null : Math.max(0, Math.ceil(breaker.openUntil - state.now));
  let longestMs = 0;
  for (const { attempts } of workers) for (const { sinceMs } of attempts.values()) longestMs = Math.max(longestMs, age(state, sinceMs));
  const alive = workers.length === 0 ? 'idle' : workers.some((worker) => worker.state === 'ready') ? 'ready' : 'starting';
  return {
    ...versionOf(pool),
    state: drain !== undefined ? 'stopping' : retryInMs !== null ? 'open' : alive,
    workers: workers.length,
    running: unfinished - waiting,
    waiting,
    completed: account.completed,
    failed: account.failedInAll,
    crashes: account.crashes,
    p50Ms: account.quantile(0.5) ?? null,
    p95Ms: account.quantile(0.95) ?? null,
    longestMs,
    retryInMs,
  };
}

function storeRow(state: State, { used, onDisk, options }: Store): StoreState {
  let objects = state.entries.size;
  for (const { actor } of state.pools.values()) if (actor !== undefined) objects--;
  return { objects, bytesUsed: used, capacity: options.capacity, bytesOnDisk: onDisk, diskCapacity: options.spillBytes };
}

/** A client numbers what it names: see `Id`. */
function ownerOf(id: Id): number {
  return Math.floor(id / serials);
}

function age({ now }: State, sinceMs: number): number {
  return Math.round(now - sinceMs);
}
