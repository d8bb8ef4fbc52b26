import { created, doom, killActor, lookup, notCreated, open, prepare, retire } from './actors.ts';
import { died, gone } from './deaths.ts';
import { drain } from './drain.ts';
import { type Action, driver, type Event, type Id } from './events.ts';
import { inspect } from './inspect.ts';
import { lookForDeadlock, noteActivity } from './liveness.ts';
import { drop, grant, put, remove, reserve } from './objects.ts';
import { arrived, cancel, collect, done, expire, failed, item, recalled, started } from './outcomes.ts';
import { breakPool, instances, makeClient, resize, retireIdle } from './pools.ts';
import { schedule } from './schedule.ts';
import { type Client, type Entry, State, type Worker } from './state.ts';
import { Store, type StoreOptions } from './store.ts';
import { enqueue, submit } from './tasks.ts';
import { forget, get, next, tell, wait } from './waiting.ts';

export interface CoordinatorOptions extends Partial<StoreOptions> {
  /** Bytes of shared memory for objects. */
  readonly capacity: number;
  /** What tasks may ask for, by name. */
  readonly resources?: Readonly<Record<string, number>> | undefined;
}

type Of<T extends Event['type']> = Extract<Event, { type: T }>;
type WorkerEvent = Of<'ready' | 'retire' | 'died' | 'started' | 'done' | 'failed' | 'item' | 'recalled'>;

/**
 * The coordinator: scheduler, allocator, reference counts and failure handling as one state machine. Events go in,
 * actions come out; it knows no I/O, clock, thread or random number.
 *
 * Rules that carry the whole:
 *  1. A task's id is the id of its first result, and only the coordinator publishes a value, once.
 *  2. Whoever can see an object holds it. Handles are counted per client, so that a client's death returns them all. An
 *     answer grants its receiver the references inside the value, which it could not ask for in time; what a task finds
 *     in its arguments is kept for it while it runs, and it holds what it keeps longer.
 *  3. Work is pinned per attempt, not per task: a cancelled attempt may still be reading its arguments.
 *  4. Nothing where a worker may write is reused before the thread is known to be gone: by `died`, or by `gone` where it
 *     lingered.
 *
 * Time passes by `tick` alone: a host begins every batch of events with one, and sends one at `nextDeadline`.
 */
export class Coordinator {
  /** @internal Its own matter, open to checks. */
  readonly state: State;
  /** @internal */
  readonly store: Store;

  constructor(options: CoordinatorOptions) {
    const { capacity, slabBytes = 2 ** 20, slabsPerSegment = 32, spillBytes = 0, fullTimeoutMs = 10_000, resources = {} } = options;
    this.state = new State(resources);
    this.store = new Store(this.state, { capacity, slabBytes, slabsPerSegment, spillBytes, fullTimeoutMs });
    this.state.clients.set(driver, makeClient(driver));
  }

  /** When the next tick is due; Infinity when nothing waits for time to pass. */
  get nextDeadline(): number {
    return this.state.alarms.next;
  }

  /**
   * Acts on what was said, in the order in which it was said.
   *
   * @returns What is to be done, in this order.
   */
  step(events: Iterable<Event>): Action[] {
    const state = this.state;
    const actions: Action[] = [];
    state.actions = actions;
    let idle = true;
    for (const event of events) {
      idle &&= event.type === 'tick';
      this.#apply(event);
      this.#settle();
    }
    for (let pool = state.dirty.take(); pool !== undefined; pool = state.dirty.take()) {
      pool.dirty = false;
      schedule(state, this.store, pool);
      this.#settle();
    }
    if (!idle) noteActivity(state);
    return actions;
  }

  #apply(event: Event): void {
    const state = this.state;
    const store = this.store;
    switch (event.type) {
      case 'tick':
        this.#tick(event.now);
        return;
      case 'spilled':
        store.spilled(event.block, event.ok);
        return;
      case 'restored':
        store.restored(event.block, event.ok);
        return;
      case 'gone':
        gone(state, store, event.from);
        return;
    }
    const client = state.clients.get(event.from);
    if (client === undefined) return; // late word from a dead worker
    switch (event.type) {
      // what comes most often first: these are compared one by one
      case 'done':
        if (isWorker(client)) this.#applyWorker(client, event);
        return;
      case 'submit':
        submit(state, store, client, event);
        return;
      case 'get':
        get(state, store, client, event.request, event.id, event.task);
        return;
      case 'get-all':
        for (let i = 0; i < event.ids.length; i++) get(state, store, client, event.request + i, event.ids[i]!, event.task);
        return;
      case 'drop':
        drop(state, client, event.id, event.count);
        return;
      case 'drop-all':
        for (let i = 0; i < event.ids.length; i++) drop(state, client, event.ids[i]!, 1);
        return;
      case 'hold': {
        const entry = state.entries.get(event.id);
        if (entry !== undefined) grant(client, entry);
        return;
      }
      case 'put':
        put(state, store, client, event.id, event.value);
        return;
      case 'next':
        next(state, store, client, event);
        return;
      case 'wait':
        wait(state, client, event);
        return;
      case 'forget':
        this.#forget(client, event.request);
        return;
      case 'alloc':
        store.alloc(client, event.request, event.bytes);
        return;
      case 'seal':
        store.seal(client, event.block, event.objects);
        return;
      case 'unlease':
        store.unlease(client, event.block, event.count);
        return;
      case 'delete':
        remove(state, store, event.id);
        return;
      case 'cancel': {
        const task = state.entries.get(event.id)?.task;
        if (task !== undefined) cancel(state, store, task, event.force);
        return;
      }
      case 'open':
        open(state, store, client, event);
        return;
      case 'lookup':
        lookup(state, client, event);
        return;
      case 'close': {
        const pool = state.pools.get(event.pool);
        if (pool === undefined) return;
        breakPool(state, store, pool, event.reason);
        // a version that is to end ends with all of its instances
        if (pool.drain !== undefined) for (const actor of instances(state, event.pool)) breakPool(state, store, actor, event.reason);
        return;
      }
      case 'drain':
        drain(state, client, event);
        return;
      case 'kill':
        killActor(state, store, event);
        return;
      case 'inspect':
        inspect(state, store, client, event);
        return;
      case 'reserve':
        reserve(state, client, event.id);
        return;
      case 'define':
      case 'executors':
      case 'route':
      case 'prepare':
      case 'release':
      case 'observe':
      case 'print':
      case 'log':
      case 'read-line':
      case 'line':
      case 'stop':
        return;
      case 'resize':
        resize(state, event.pool, event.size);
        return;
      default:
        if (isWorker(client)) this.#applyWorker(client, event);
    }
  }

  #applyWorker(worker: Worker, event: WorkerEvent): void {
    const state = this.state;
    const store = this.store;
    switch (event.type) {
      case 'ready':
        worker.state = worker.state === 'dying' ? 'dying' : 'ready';
        worker.pool.failedBoots = 0;
        state.mark(worker.pool);
        return;
      case 'retire':
        retire(state, worker.pool);
        return;
      case 'died':
        died(state, store, worker, event);
        return;
    }
    const attempt = worker.attempts.get(event.task);
    if (attempt === undefined || attempt.number !== event.attempt) return; // a duplicate
    const creates = attempt.task.entry === undefined;
    switch (event.type) {
      case 'started':
        started(state, attempt);
        return;
      case 'done':
        creates ? created(state, store, attempt) : done(state, store, attempt, event);
        return;
      case 'failed':
        creates ? notCreated(state, store, attempt, event.error) : failed(state, store, attempt, event);
        return;
      case 'item':
        item(state, store, attempt, event);
        return;
      case 'recalled':
        recalled(state, store, attempt);
        return;
    }
  }

  /** What the event led to, until nothing more follows: lists, not recursion, since failures and frees run through long chains. */
  #settle(): void {
    const state = this.state;
    const store = this.store;
    const { published, garbage, doomed, returned: back } = state;
    while (!(published.empty && garbage.empty && doomed.empty && back.empty)) {
      for (let entry = published.take(); entry !== undefined; entry = published.take()) this.#tell(entry);
      for (let one = back.take(); one !== undefined; one = back.take()) arrived(state, store, one.waiters, one.failure);
      for (let one = doomed.take(); one !== undefined; one = doomed.take()) doom(state, store, one.task, one.failure);
      // last, since who waits for an object does not hold it
      while (published.empty && !garbage.empty) collect(state, store, garbage.take()!);
    }
  }

  /** The object has a value: tasks that need it come closer to their start, and questions are answered. */
  #tell(entry: Entry): void {
    const state = this.state;
    const waiters = entry.waiters!;
    entry.waiters = undefined;
    for (const waiter of waiters) {
      if (waiter.kind !== 'task') tell(state, this.store, waiter, entry);
      else if (--waiter.missing > 0) continue;
      else if (waiter.entry === undefined) prepare(state, waiter);
      else enqueue(state, waiter);
    }
  }

  #forget(client: Client, request: Id): void {
    const question = client.requests.get(request);
    if (question === undefined) return;
    client.requests.delete(request);
    if (question.kind === 'memory') this.store.cancel(question);
    else if (question.kind === 'held') question.pool.held.splice(question.pool.held.indexOf(question), 1);
    else forget(this.state, question);
  }

  #tick(now: number): void {
    const state = this.state;
    state.now = now;
    for (let alarm = state.alarms.take(now); alarm !== undefined; alarm = state.alarms.take(now)) {
      const { of } = alarm;
      if (of !== 'liveness' && of !== 'shortage') noteActivity(state);
      if (of === 'liveness') lookForDeadlock(state);
      else if (of === 'shortage') this.store.pump();
      else if (of.kind === 'task') expire(state, this.store, of);
      else if (of.kind === 'memory') this.store.expire(of);
      else retireIdle(state, of);
      this.#settle();
    }
  }
}

function isWorker(client: Client): client is Worker {
  return 'pool' in client;
}
