import type { Coordinator } from '../coordinator/coordinator.ts';
import { type Action, type Definition, driver, type Event, type Failure, type Id, type PoolSpec } from '../coordinator/events.ts';
import type { ExecutorTable } from '../coordinator/executor-table.ts';
import type { Logger } from '../logger.ts';
import type { Observer } from '../metrics/observer.ts';
import type { Platform, SpillFiles } from '../platform/platform.ts';
import type { Link } from '../transport/link.ts';
import { unref } from '../transport/unref.ts';
import type { RuntimeSetup } from '../worker/join.ts';
import type { DriverEnd } from './connection.ts';
import { Interruptions } from './interruptions.ts';
import type { Member } from './member.ts';
import { Members } from './members.ts';
import { MemoryDelivery } from './memory-delivery.ts';
import { Preparations } from './preparations.ts';
import { Routes } from './routes.ts';
import { SharedMemories } from './shared-memories.ts';
import { type Start, Starts } from './starts.ts';

/** The driver: in this thread, or at the other end of a link. */
export interface HubDriver extends DriverEnd {
  readonly link?: Link<Action, Event> | undefined;
}

export interface HubOptions {
  readonly machine: Coordinator;
  readonly platform: Pick<Platform, 'spawn' | 'collectGarbage' | 'receivesAtOnce' | 'capabilities'>;
  /** So many bytes of shared memory may be garbage before it is looked for. */
  readonly garbageBytes: number;
  readonly setup: RuntimeSetup;
  readonly spareWorkers: number;
  /** Those that are there from the beginning. */
  readonly pools: readonly PoolSpec[];
  /** Executors that are there from the beginning. */
  readonly executors: ExecutorTable;
  /** Gets what the workers of an executor's pool start from. */
  readonly load: (pool: Id) => Promise<Start>;
  /** An executor's pool is gone for good. */
  readonly unload: (pool: Id) => void;
  readonly loadPython: () => Promise<Start>;
  readonly driver: HubDriver;
  readonly logger: Logger;
  readonly spill: SpillFiles | undefined;
  readonly observer: Observer | undefined;
  /** What the hub's thread sleeps on; undefined where there is no shared memory. */
  readonly bell: SharedArrayBuffer | undefined;
}

type Submit = Event & { readonly type: 'submit' };

/** The longest that a timer can be set for. */
const longestMs = 2 ** 31 - 1;

/**
 * Joins the coordinator to its threads: what they say becomes events, what it decides becomes messages, threads, memory
 * and files. Lives in the driver's thread or in one of its own.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #machine: Coordinator;
  readonly #members: Members;
  readonly #starts: Starts;
  readonly #interruptions: Interruptions;
  readonly #definitions = new Map<Id, Definition>();
  readonly #routes: Routes;
  readonly #preparations = new Preparations();
  readonly #memories: SharedMemories;
  readonly #delivery: MemoryDelivery;
  #events: Event[] = [];
  /** Who asks what was observed. */
  #curious: (Event & { readonly type: 'observe' })[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  /** Ranges that wait for what knows of versions. */
  #opening = 0;
  #running = false;
  #closed = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#machine = options.machine;
    this.#memories = new SharedMemories(options.spill);
    this.#routes = new Routes(options.executors);
    const { machine, platform, setup, spareWorkers, load, loadPython, logger, observer, bell, driver: end } = options;
    const failed = (pool: Id, reason: Failure) => {
      this.receive({ type: 'close', from: driver, pool, reason });
      this.run();
    };
    this.#starts = new Starts({ load, loadPython, failed });
    this.#members = new Members({
      platform,
      state: machine.state,
      setup,
      spareWorkers,
      starts: this.#starts,
      logger,
      observer,
      bell,
      segments: () => this.#memories.segments(),
      executors: () => this.#routes.table,
      receive: (event) => this.receive(event),
      run: () => this.run(),
      guard: (run) => this.#guard(run),
      left: (member) => this.#leave(member),
    });
    this.#interruptions = new Interruptions(this.#members, (event) => this.receive(event));
    this.#delivery = new MemoryDelivery({
      memories: this.#memories,
      member: (id) => this.#members.get(id),
      members: () => this.#members.list,
      takeMemory: end.takeMemory,
      inline: end.link === undefined,
    });
    for (const pool of options.pools) this.#events.push({ type: 'open', from: driver, pool });
  }

  /** Something waits to be taken in, or can move on. */
  get pending(): boolean {
    if (this.#options.driver.link?.pending) return true;
    const { list } = this.#members;
    for (let i = 0; i < list.length; i++) if (list[i]!.wire.link.pending) return true;
    return false;
  }

  /** Something is on its way here that needs the event loop: where messages do, so do threads that start and end. */
  get loading(): boolean {
    if (this.#opening > 0 || this.#starts.loading) return true;
    return !this.#options.platform.receivesAtOnce && this.#members.changing;
  }

  /** Takes in what a client says; `run` acts on it. */
  receive(event: Event): void {
    if (this.#closed) return;
    if (event.type === 'define') this.#definitions.set(event.fn, event.definition);
    else if (event.type === 'observe') this.#curious.push(event);
    else if (event.type === 'print') this.#print(event);
    else if (event.type === 'log') this.#options.logger[event.level](event.fields);
    else if (event.type === 'read-line') this.#askDriver(event);
    else if (event.type === 'line') this.#answer(event);
    else if (event.type === 'stop') this.#interruptions.stop(event.task, event.end);
    else if (event.type === 'prepare') this.#preparations.add(this.#routes.pools(event.pool), { ...event, client: event.from });
    else if (event.type === 'release') this.#preparations.release(event.requests);
    else if (event.type === 'submit') this.#events.push(this.#routed(event));
    else if (event.type === 'open') this.#open(event);
    else if (event.type === 'executors') this.#setExecutors(event.table);
    else if (event.type === 'route') this.#openRoute(event);
    else {
      if (event.type === 'inspect') this.#noteStarted();
      this.#events.push(event);
    }
  }

  /** A job goes to the version that it is for at this moment, with what it is to find prepared there. */
  #routed(submit: Submit): Submit {
    const pool = this.#routes.next(submit.task.pool);
    if (pool === undefined) return this.#preparations.joined(submit);
    if (typeof pool === 'object') return { ...submit, refusal: pool };
    return this.#preparations.joined({ ...submit, task: { ...submit.task, pool } });
  }

  /** An instance of an executor belongs to the version that its name stands for at this moment. */
  #open(event: Event & { readonly type: 'open' }): void {
    const { pool } = event;
    if (pool.provided) this.#members.keepSpares();
    const executor = pool.executor === undefined ? undefined : this.#routes.standing(pool.executor);
    if (typeof executor !== 'object') this.#events.push({ ...event, pool: { ...pool, executor } });
    else this.#events.push(event, { type: 'close', from: driver, pool: pool.id, reason: executor });
  }

  #setExecutors(table: ExecutorTable): void {
    for (const { pool, inherits } of this.#routes.set(table)) if (inherits !== undefined) this.#preparations.inherit(pool, inherits);
    for (const { id, joined } of this.#members.list) if (joined) this.#tell(id, { type: 'executors', client: id, table });
  }

  /** What knows of versions is loaded when the first range comes; whoever asks waits for the answer. */
  #openRoute({ from: client, request, route, name, range }: Event & { readonly type: 'route' }): void {
    this.#opening++;
    const answer = (failure: Failure | undefined) => {
      this.#opening--;
      if (client !== driver && this.#members.get(client) === undefined) this.#routes.forget(client);
      this.#tell(client, { type: 'opened', client, request, pool: route, failure });
      this.run();
    };
    const refusal = (why: string): Failure => ({ kind: 'no-executor', message: `Cannot use executor "${name}": ${why}` });
    import('./satisfying.ts').then(
      ({ isRange, satisfying }) =>
        answer(
          isRange(range)
            ? this.#routes.open(route, { name, range, client, pick: satisfying })
            : refusal(`${JSON.stringify(range)} is no range of versions`),
        ),
      (error) => answer(refusal(`what knows of versions could not be loaded: ${error instanceof Error ? error.message : String(error)}`)),
    );
  }

  #print({ from: worker, stream, task, line, ended }: Event & { readonly type: 'print' }): void {
    this.#tell(driver, { type: 'printed', client: driver, worker, stream, task, line, ended });
  }

  #answer({ worker: client, request, line }: Event & { readonly type: 'line' }): void {
    this.#tell(client, { type: 'line', client, request, line });
  }

  #askDriver({ from: worker, request, task }: Event & { readonly type: 'read-line' }): void {
    this.#tell(driver, { type: 'line-wanted', client: driver, worker, request, task });
  }

  /** What workers have begun, which they say only by the way: for whoever looks. */
  #noteStarted(): void {
    for (const { id, wire } of this.#members.list) {
      for (const [task, attempt] of wire.started()) this.#events.push({ type: 'started', from: id, task, attempt });
    }
  }

  /** Takes in everything that there is and acts on it. */
  run(): void {
    if (this.#running || this.#closed) return; // whoever runs looks again
    this.#running = true;
    this.#guard(() => this.#turn());
    this.#running = false;
  }

  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #turn(): void {
    const {
      observer,
      driver: { link },
    } = this.#options;
    for (let event = link?.receive(); event !== undefined; event = link?.receive()) this.receive(event);
    for (let i = 0; i < this.#members.list.length; i++) this.#drain(this.#members.list[i]!);
    while (this.#events.length > 0) {
      const events = this.#events;
      this.#events = [];
      const now = performance.now();
      events.unshift({ type: 'tick', from: driver, now });
      observer?.hears(events, now);
      const actions = this.#machine.step(events);
      observer?.stepped();
      for (const action of actions) this.#act(action);
    }
    for (const { from: client, request, what } of this.#curious)
      this.#tell(client, { type: 'observed', client, request, data: observer?.[what]() });
    this.#curious = [];
    if (this.#memories.garbage > this.#options.garbageBytes) this.#collectGarbage();
    for (let i = 0; i < this.#members.list.length; i++) this.#members.list[i]!.wire.link.flush();
    link?.flush();
    this.#arm();
  }

  /** A mistake of the runtime's own: what the coordinator knows may be wrong from now on. So all ends, and all are told why. */
  #fail(error: Error): void {
    this.#options.logger.error({ event: 'coordinator-failed', message: error.message, stack: error.stack });
    void this.close();
    this.#options.driver.failed(error);
  }

  /** Ends every thread; nothing is answered any more. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#members.close();
    this.#options.spill?.close();
  }

  #drain(member: Member): void {
    const { link } = member.wire;
    for (let event = link.receive(); event !== undefined; event = link.receive()) {
      const { type } = event;
      const claim = type === 'done' || type === 'failed' || type === 'recalled' ? member.wire.settle(event.task) : undefined;
      this.#options.observer?.says(event, claim);
      this.receive(event);
    }
  }

  /** Takes back what the worker has not begun, or learns that it has begun. */
  #recall(action: Action & { readonly type: 'recall' }): void {
    const { worker, task, attempt } = action;
    const member = this.#members.get(worker);
    const withdrawn = member?.wire.withdraw(task, attempt);
    if (withdrawn === undefined) member?.wire.link.send(action);
    else this.receive({ type: withdrawn ? 'recalled' : 'started', from: worker, task, attempt });
  }

  #act(action: Action): void {
    this.#options.observer?.acts(action);
    switch (action.type) {
      case 'dispatch':
        this.#dispatch(action);
        break;
      case 'reply':
        if (action.value.kind === 'stored') this.#delivery.deliver(action.client, action.value);
        this.#tell(action.client, action);
        break;
      case 'grant':
        if (action.failure === undefined && action.block === action.memory) this.#delivery.lend(action.client, action.memory);
        this.#tell(action.client, action);
        break;
      case 'recall':
        this.#recall(action);
        break;
      case 'interrupt':
        this.#interruptions.interrupt(action);
        break;
      case 'spawn':
        this.#options.driver.link?.flush(); // to start a thread may take long
        this.#members.spawn(action.worker, action.pool);
        break;
      case 'kill': {
        const member = this.#members.get(action.worker);
        if (member !== undefined) this.#members.end(member);
        break;
      }
      case 'map':
        this.#delivery.map(action.memory, action.bytes, action.segment);
        break;
      case 'unmap':
        this.#delivery.unmap(action.memory);
        break;
      case 'spill':
        this.receive({ type: 'spilled', from: driver, block: action.block, ok: this.#memories.spill(action) });
        break;
      case 'restore':
        this.receive({ type: 'restored', from: driver, block: action.block, ok: this.#memories.restore(action) });
        break;
      case 'forget':
        this.#memories.forget(action.block);
        break;
      case 'drained':
        this.#starts.forget(action.pool);
        this.#preparations.drop(action.pool);
        this.#options.unload(action.pool);
        this.#tell(action.client, action);
        break;
      case 'define':
        break;
      default:
        this.#tell(action.client, action);
    }
  }

  #dispatch(action: Action & { readonly type: 'dispatch' }): void {
    const member = this.#members.get(action.worker);
    if (member === undefined) return;
    const { fn } = action.task;
    if (fn !== 0 && !member.known.has(fn)) {
      member.known.add(fn);
      const definition = this.#definitions.get(fn);
      if (definition !== undefined) member.wire.link.send({ type: 'define', worker: action.worker, fn, definition });
    }
    if (action.args.length > 0) for (const value of action.args) if (value.kind === 'stored') this.#delivery.deliver(action.worker, value);
    action.claim = member.wire.offer(action.task.id, action.attempt);
    member.wire.link.send(action);
  }

  /** Shared memory that nobody needs is no reason for an engine to look for it: left to themselves, threads gather gigabytes. */
  #collectGarbage(): void {
    this.#memories.garbage = 0;
    if (this.#options.driver.link !== undefined) this.#options.platform.collectGarbage();
    this.#tell(driver, { type: 'collect', client: driver });
    for (const member of this.#members.list) {
      if (member.littered) this.#tell(member.id, { type: 'collect', client: member.id });
      member.littered = false;
    }
  }

  #tell(client: Id, action: Action): void {
    if (client === driver) this.#options.driver.act(action);
    else this.#members.get(client)?.wire.link.send(action);
  }

  /** What it said before it ended counts. */
  #leave(member: Member): void {
    this.#drain(member);
    this.#preparations.forget(member.id);
    this.#routes.forget(member.id);
  }

  /** One timer, for whatever is due first. */
  #arm(): void {
    const next = this.#machine.nextDeadline;
    if (next === this.#timerAt) return;
    clearTimeout(this.#timer);
    this.#timerAt = next;
    if (next === Number.POSITIVE_INFINITY) return;
    const due = () => {
      this.#timerAt = Number.POSITIVE_INFINITY;
      this.#events.push({ type: 'tick', from: driver, now: performance.now() });
      this.run();
    };
    this.#timer = setTimeout(due, Math.min(longestMs, Math.max(1, Math.ceil(next - performance.now()))));
    unref(this.#timer);
  }
}
