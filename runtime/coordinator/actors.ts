import { affordable, kill } from './attempts.ts';
import { argumentsOf, dispatch } from './dispatch.ts';
import type { Event, Failure, Id } from './events.ts';
import { create, grant } from './objects.ts';
import { end } from './outcomes.ts';
import { breakPool, forgetName, makePool, spawn } from './pools.ts';
import type { Actor, Attempt, Client, Pool, State, Task } from './state.ts';
import type { Store } from './store.ts';
import { attend, fail, infeasible, makeTask } from './tasks.ts';

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

/** Makes a pool; an actor's exists from now on, though its creation may have to wait. */
export function open(state: State, store: Store, client: Client, { pool: spec, request, orGet }: Of<'open'>): void {
  if (spec.actor === undefined) {
    makePool(state, spec, undefined);
    opened(state, client, request, spec.id);
    return;
  }
  const { name, create: task, restarts } = spec.actor;
  const present = name === undefined ? undefined : state.names.get(name);
  if (present !== undefined && orGet === true) {
    find(state, client, request, present);
    return;
  }
  if (present !== undefined) {
    const message = `Cannot open actor "${name}": there is one of this name`;
    opened(state, client, request, spec.id, { kind: 'infeasible', message });
    return;
  }
  const entry = create(state, spec.id);
  const actor: Actor = { spec: spec.actor, entry, create: undefined, restarts, retiring: undefined, paid: false };
  const pool = makePool(state, spec, actor);
  entry.actor = pool;
  grant(client, entry);
  if (name !== undefined) state.names.set(name, pool);
  actor.create = makeTask(state, task, pool, undefined, client);
  opened(state, client, request, spec.id);
  const refusal = infeasible(state, task);
  if (refusal !== undefined) {
    breakPool(state, store, pool, refusal);
    return;
  }
  for (const arg of actor.create.args) attend(actor.create, arg);
  if (actor.create.missing === 0) prepare(state, actor.create);
}

export function lookup(state: State, client: Client, { request, name }: Of<'lookup'>): void {
  const pool = state.names.get(name);
  if (pool !== undefined) {
    find(state, client, request, pool);
    return;
  }
  opened(state, client, request, 0, { kind: 'actor-died', message: `Cannot find actor "${name}": none of this name is alive` });
}

function find(state: State, client: Client, request: Id | undefined, pool: Pool): void {
  const { entry, spec } = pool.actor!;
  grant(client, entry);
  opened(state, client, request, pool.spec.id, undefined, spec.about);
}

function opened(state: State, client: Client, request: Id | undefined, pool: Id, failure?: Failure, about?: string): void {
  if (request !== undefined) state.actions.push({ type: 'opened', client: client.id, request, pool, failure, about });
}

/** The arguments of its constructor have values. */
export function prepare(state: State, task: Task): void {
  if (task.state !== 'waiting') return;
  const broken = task.args.find(({ value }) => value!.kind === 'error')?.value;
  if (broken?.kind === 'error') state.doomed.add({ task, failure: broken.error });
  else task.state = 'queued';
  state.mark(task.pool);
}

/** Fails a task, or the whole actor with its creation. */
export function doom(state: State, store: Store, task: Task, failure: Failure): void {
  if (task.entry !== undefined) fail(state, store, task, failure);
  else die(state, store, task.pool, `an argument of its constructor is not there: ${failure.message}`, failure);
}

/** Starts the actor's worker and its creation, and ends it when nobody can call it any more. */
export function staffActor(state: State, store: Store, pool: Pool): void {
  const { broken, workers, unfinished } = pool;
  const { create: task, entry, retiring, spec } = pool.actor!;
  if (broken !== undefined || task === undefined) return;
  const [worker] = workers;
  const unwanted = retiring !== undefined || (entry.refs === 0 && spec.detached !== true);
  if (unwanted && unfinished === 0 && (worker === undefined || worker.attempts.size === 0)) {
    die(state, store, pool, retiring ?? 'it has ended');
    return;
  }
  if (task.state !== 'queued') return;
  if (worker === undefined) {
    if (!affordable(state, task.spec.resources)) return;
    hold(state, pool, true);
    spawn(state, pool);
  } else if (worker.state === 'ready') {
    const args = argumentsOf(state, store, task);
    if (args === undefined) return;
    task.state = 'dispatched';
    dispatch(state, store, worker, task, args, false);
  }
}

/** An actor's resources are its own while it has a worker. */
export function hold(state: State, { actor }: Pool, held: boolean): void {
  const resources = actor?.create?.spec.resources;
  if (actor === undefined || resources === undefined || actor.paid === held) return;
  actor.paid = held;
  for (const name in resources) state.free[name]! += held ? -resources[name]! : resources[name]!;
  if (!held) for (const pool of state.pools.values()) state.mark(pool);
}

export function created(state: State, store: Store, attempt: Attempt): void {
  attempt.worker.created = true;
  end(state, store, attempt);
}

export function notCreated(state: State, store: Store, attempt: Attempt, error: Failure): void {
  const { pool } = attempt.task;
  end(state, store, attempt);
  die(state, store, pool, `its constructor failed: ${error.message}`, error);
}

/** For good: calls that wait or run fail, and so will those to come. */
export function die(state: State, store: Store, pool: Pool, why: string, { data }: Partial<Failure> = {}): void {
  breakPool(state, store, pool, { kind: 'actor-died', message: `Actor "${pool.spec.name}" is gone: ${why}`, data });
}

/** Ends an actor from outside: for good, or as a crash would. */
export function killActor(state: State, store: Store, { actor: id, restart }: Of<'kill'>): void {
  const pool = state.pools.get(id);
  if (pool?.actor === undefined) return;
  if (!restart) {
    die(state, store, pool, 'it was killed');
    return;
  }
  for (const worker of pool.workers) kill(state, worker);
}

/** It is to end, as it asks itself: what it was given before is still done. */
export function retire(state: State, pool: Pool, why = 'it has ended'): void {
  const { actor } = pool;
  if (actor === undefined) return;
  actor.retiring ??= why;
  forgetName(state, pool);
  state.mark(pool);
}
