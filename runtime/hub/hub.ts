import type { Coordinator } from '../coordinator/coordinator.ts';
import {
  type Action,
  type Definition,
  driver,
  type Event,
  type Failure,
  type Id,
  type PoolSpec,
  type Value,
} from '../coordinator/events.ts';
import type { ExecutorTable } from '../coordinator/executor-table.ts';
import type { Logger } from '../logger.ts';
import type { Observer } from '../metrics/observer.ts';
import type { Platform, SpillFiles, Thread } from '../platform/platform.ts';
import { InterruptCell, interruptMemory } from '../python/interrupt-cell.ts';
import type { PythonStart } from '../python/python-service.ts';
import type { Link } from '../transport/link.ts';
import { unref } from '../transport/unref.ts';
import type { JoinMessage, MemoryMessage, RuntimeSetup } from '../worker/join.ts';
import type { StartMessage } from '../worker/protocol.ts';
import type { DriverEnd } from './connection.ts';
import { loadFailure } from './load-failure.ts';
import { type MemberWire, portMember, ringMember } from './member-wire.ts';
import { Preparations } from './preparations.ts';
import { Routes } from './routes.ts';
import { SharedMemories } from './shared-memories.ts';

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

/** What a worker of a pool starts from. */
export interface Start {
  readonly executor?: StartMessage;
  readonly python?: PythonStart;
}

type Submit = Event & { readonly type: 'submit' };

interface Member {
  readonly id: Id;
  readonly pool: PoolSpec;
  readonly thread: Thread<JoinMessage | MemoryMessage, never>;
  readonly wire: MemberWire;
  /** Functions that it has been told of. */
  readonly known: Set<Id>;
  /** It was told what it belongs to, and so can be told more. */
  joined: boolean;
  /** It has seen buffers since it last looked for garbage. */
  littered: boolean;
  /** It was told to end. */
  ending: boolean;
  /** Of an interpreter, and of an executor that is metered. */
  readonly interrupts: InterruptCell | undefined;
  /** The same, also of executors whose code may look there. */
  readonly lastWord: InterruptCell | undefined;
}

/** How long code that was interrupted may go on. */
const interruptGraceMs = 3000;
/** How soon a worker is told again that has taken a task and not yet begun it. */
const interruptAgainMs = 10;
/** How long a thread may take to end. Then everybody goes on without it. */
const endMs = 1000;
/** The longest that a timer can be set for. */
const longestMs = 2 ** 31 - 1;

/**
 * Joins the coordinator to its threads: what they say becomes events, what it decides becomes messages, threads, memory
 * and files. Lives in the driver's thread or in one of its own.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #machine: Coordinator;
  readonly #members = new Map<Id, Member>();
  /** The same, for what is done in every turn. */
  #list: readonly Member[] = [];
  readonly #definitions = new Map<Id, Definition>();
  /** What the workers of executors start from: loaded at first use, and again when that failed. */
  readonly #starts = new Map<Id | 'python', Promise<Start>>();
  readonly #routes: Routes;
  readonly #preparations = new Preparations();
  readonly #memories: SharedMemories;
  readonly #ending = new Set<Promise<void>>();
  #events: Event[] = [];
  /** Who asks what was observed. */
  #curious: (Event & { readonly type: 'observe' })[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAt = Number.POSITIVE_INFINITY;
  #loading = 0;
  #running = false;
  #closed = false;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#machine = options.machine;
    this.#memories = new SharedMemories(options.spill);
    this.#routes = new Routes(options.executors);
  }

  /** Something waits to be taken in, or can move on. */
  get pending(): boolean {
    if (this.#options.driver.link?.pending) return true;
    for (let i = 0; i < this.#list.length; i++) if (this.#list[i]!.wire.link.pending) return true;
    return false;
  }

  /** Something is on its way here that needs the event loop: where messages do, so do threads that start and end. */
  get loading(): boolean {
    if (this.#loading > 0) return true;
    return !this.#options.platform.receivesAtOnce && (this.#ending.size > 0 || this.#list.some((member) => this.#isStarting(member)));
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
    else if (event.type === 'stop') this.#stop(event.task, event.end);
    else if (event.type === 'prepare') this.#preparations.add(this.#routes.pools(event.pool), { ...event, client: event.from });
    else if (event.type === 'release') this.#preparations.release(event.requests);
    else if (event.type === 'submit') this.#events.push(this.#routed(event));
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

  #setExecutors(table: ExecutorTable): void {
    for (const { pool, inherits } of this.#routes.set(table)) if (inherits !== undefined) this.#preparations.inherit(pool, inherits);
    for (const { id, joined } of this.#list) if (joined) this.#tell(id, { type: 'executors', client: id, table });
  }

  /** What knows of versions is loaded when the first range comes; whoever asks waits for the answer. */
  #openRoute({ from: client, request, route, name, range }: Event & { readonly type: 'route' }): void {
    this.#loading++;
    void import('./satisfying.ts').then(({ isRange, satisfying }) => {
      this.#loading--;
      const failure: Failure | undefined = isRange(range)
        ? this.#routes.open(route, { name, range, client, pick: satisfying })
        : { kind: 'no-executor', message: `Cannot use executor "${name}": ${JSON.stringify(range)} is no range of versions` };
      if (client !== driver && !this.#members.has(client)) this.#routes.forget(client);
      this.#tell(client, { type: 'opened', client, request, pool: route, failure });
      this.run();
    });
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
    for (const { id, wire } of this.#members.values()) {
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
    for (let i = 0; i < this.#list.length; i++) this.#drain(this.#list[i]!);
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
    for (let i = 0; i < this.#list.length; i++) this.#list[i]!.wire.link.flush();
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
    for (const member of this.#members.values()) this.#end(member);
    await Promise.all(this.#ending);
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

  /** Asks a task to stop; one in Python or of an executor that does not is ended with its worker, unless it may go on. */
  #interrupt(action: Action & { readonly type: 'interrupt' }, end = true): void {
    const member = this.#members.get(action.worker);
    if (member === undefined) return;
    const { interrupts } = member;
    const signalled = interrupts?.interrupt(action.task) === true;
    member.wire.link.send({ ...action, signalled });
    if (interrupts === undefined || !end) return;
    if (!signalled) {
      const { task, attempt } = action;
      const begun = member.pool.interruptible === true && member.wire.started().some(([id, number]) => id === task && number === attempt);
      if (begun) unref(setTimeout(() => this.#interrupt(action), interruptAgainMs));
      return;
    }
    unref(
      setTimeout(() => {
        if (interrupts.task === action.task && !member.ending) this.#end(member);
      }, interruptGraceMs),
    );
  }

  /** Interrupts a task wherever it runs; one that has not begun never does. */
  #stop(task: Id, end: boolean): void {
    for (const { id: worker, wire } of this.#list) {
      const begun = wire.started().find(([each]) => each === task);
      if (begun === undefined) continue;
      this.#interrupt({ type: 'interrupt', worker, task, attempt: begun[1] }, end);
      return;
    }
    this.receive({ type: 'cancel', from: driver, id: task, force: false });
  }

  #act(action: Action): void {
    this.#options.observer?.acts(action);
    switch (action.type) {
      case 'dispatch':
        this.#dispatch(action);
        break;
      case 'reply':
        if (action.value.kind === 'stored') this.#deliver(action.client, action.value);
        this.#tell(action.client, action);
        break;
      case 'grant':
        if (action.failure === undefined && action.block === action.memory) this.#lend(action.client, action.memory);
        this.#tell(action.client, action);
        break;
      case 'recall':
        this.#recall(action);
        break;
      case 'interrupt':
        this.#interrupt(action);
        break;
      case 'spawn':
        this.#options.driver.link?.flush(); // to start a thread may take long
        this.#spawn(action.worker, action.pool);
        break;
      case 'kill': {
        const member = this.#members.get(action.worker);
        if (member !== undefined) this.#end(member);
        break;
      }
      case 'map': {
        const buffer = this.#memories.map(action.memory, action.bytes, action.segment);
        if (action.segment) this.#tellAll({ kind: 'memory', memory: action.memory, buffer, segment: true });
        break;
      }
      case 'unmap':
        if (this.#memories.unmap(action.memory)) this.#tellAll({ kind: 'unmapped', memory: action.memory });
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
        this.#starts.delete(action.pool);
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
    if (action.args.length > 0) for (const value of action.args) if (value.kind === 'stored') this.#deliver(action.worker, value);
    action.claim = member.wire.offer(action.task.id, action.attempt);
    member.wire.link.send(action);
  }

  /** A buffer of the object's own is posted with every delivery. */
  #deliver(client: Id, value: Value & { readonly kind: 'stored' }): void {
    if (value.block === value.memory) this.#show(client, value.memory);
  }

  #show(client: Id, memory: Id): void {
    // a wrapper of its own: this thread keeps the other one for as long as the object lives
    const own = client === driver && this.#options.driver.link === undefined;
    this.#hand(client, memory, own ? structuredClone(this.#memories.get(memory)) : this.#memories.get(memory));
  }

  /** For whoever writes there, and keeps nothing of it. */
  #lend(client: Id, memory: Id): void {
    this.#hand(client, memory, this.#memories.get(memory));
  }

  #hand(client: Id, memory: Id, buffer: SharedArrayBuffer): void {
    const message: MemoryMessage = { kind: 'memory', memory, buffer, segment: false };
    if (client === driver) this.#options.driver.takeMemory(message);
    else {
      const member = this.#members.get(client);
      if (member === undefined) return;
      member.littered = true;
      member.thread.post(message);
    }
  }

  /** Shared memory that nobody needs is no reason for an engine to look for it: left to themselves, threads gather gigabytes. */
  #collectGarbage(): void {
    this.#memories.garbage = 0;
    if (this.#options.driver.link !== undefined) this.#options.platform.collectGarbage();
    this.#tell(driver, { type: 'collect', client: driver });
    for (const member of this.#members.values()) {
      if (member.littered) this.#tell(member.id, { type: 'collect', client: member.id });
      member.littered = false;
    }
  }

  #tell(client: Id, action: Action): void {
    if (client === driver) this.#options.driver.act(action);
    else this.#members.get(client)?.wire.link.send(action);
  }

  #tellAll(message: MemoryMessage): void {
    this.#options.driver.takeMemory(message);
    // the others are given what there is when they join
    for (const { thread, joined } of this.#members.values()) if (joined) thread.post(message);
  }

  #spawn(id: Id, poolId: Id): void {
    const { platform, setup, logger, observer } = this.#options;
    const pool = this.#machine.state.pools.get(poolId)!.spec;
    const python = pool.language === 'python';
    let thread: Member['thread'];
    try {
      const stackBytes = python ? setup.python?.stackBytes : undefined;
      thread = platform.spawn('worker', `polyray ${pool.name}`, { stackBytes });
    } catch (error) {
      const { message } = error as Error; // the system gives no more threads
      logger.warn({ event: 'worker-refused', pool: pool.name, worker: id, reason: message });
      this.receive({ type: 'died', from: id, started: [], reason: message });
      return;
    }
    const { bell } = this.#options;
    const wire = bell === undefined ? portMember(id, () => this.run()) : ringMember(id, bell);
    const asks = python || pool.interruptible === true;
    const interruptBuffer = (asks || pool.provided) && setup.sharedMemory ? interruptMemory() : undefined;
    const lastWord = interruptBuffer && new InterruptCell(interruptBuffer);
    const interrupts = asks ? lastWord : undefined;
    const member: Member = {
      id,
      pool,
      thread,
      wire,
      known: new Set(),
      joined: false,
      littered: false,
      ending: false,
      interrupts,
      lastWord,
    };
    this.#members.set(id, member);
    this.#list = [...this.#members.values()];
    thread.onExit = (reason) => this.#exited(member, reason);
    thread.hold(false);
    const times = observer?.spawned(id, pool, wire.end.kind === 'rings' ? wire.end.claims.byteLength / 4 : 0);
    const join = (start: Start | undefined) => {
      const message: JoinMessage = {
        kind: 'join',
        client: id,
        setup,
        wire: wire.end,
        times,
        segments: this.#memories.segments(),
        executors: this.#routes.table,
        blocking: python || (pool.waits === 'block' && pool.actor === undefined && !pool.provided),
        python: start?.python,
        interruptBuffer,
        executor: start?.executor,
        actor: pool.actor && {
          id: pool.id,
          create: pool.actor.create.id,
          concurrency: pool.waits === 'block' ? 1 : pool.actor.concurrency,
        },
      };
      member.joined = true;
      thread.post(message, wire.transfer);
    };
    logger.debug({ event: 'worker-started', pool: pool.name, worker: id });
    if (!pool.provided && !python) join(undefined);
    else {
      // the thread starts meanwhile; what cannot be loaded closes the pool, and so ends it
      this.#load(poolId).then(
        (start) => {
          if (this.#members.has(id) && !member.ending) join(start);
        },
        () => {},
      );
    }
  }

  #load(pool: Id): Promise<Start> {
    const { language } = this.#machine.state.pools.get(pool)!.spec;
    const key = language ?? pool; // whatever interpreters run, they start from the same
    const present = this.#starts.get(key);
    if (present !== undefined) return present;
    this.#loading++;
    const { load, loadPython } = this.#options;
    const start = (language === 'python' ? loadPython() : load(pool)).finally(() => this.#loading--);
    this.#starts.set(key, start);
    start.catch((error: Error) => {
      this.#starts.delete(key);
      this.receive({ type: 'close', from: driver, pool, reason: loadFailure(error) });
      this.run();
    });
    return start;
  }

  /** Whatever it is doing. `#exited` follows, unless it cannot be ended: then `#outlived` comes first. */
  #end(member: Member): void {
    const { thread, wire } = member;
    member.ending = true;
    const { hardKill } = this.#options.platform.capabilities;
    // not everywhere is a thread's end its code's
    const task = member.pool.interruptible ? member.interrupts?.task : undefined;
    if (task !== undefined) member.interrupts!.interrupt(task);
    if (!hardKill.has) {
      member.lastWord?.interruptAny();
      wire.wake();
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => {
      thread.hold(false);
      resolve();
      this.#outlived(member);
    }, endMs);
    void thread.terminate().then(() => {
      clearTimeout(timer);
      resolve();
    });
    const ended = promise.finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }

  #exited(member: Member, reason: Error | undefined): void {
    if (this.#closed) return;
    if (this.#members.has(member.id)) this.#guard(() => this.#bury(member, reason));
    else this.receive({ type: 'gone', from: member.id });
    this.run();
  }

  /** It goes on, though it was told to end. */
  #outlived(member: Member): void {
    this.#options.logger.warn({ event: 'worker-lingers', pool: member.pool.name, worker: member.id });
    if (this.#closed || !this.#members.has(member.id)) return;
    member.wire.retract();
    this.#guard(() => this.#bury(member, undefined, true));
    this.run();
  }

  #bury(member: Member, reason: Error | undefined, lingers = false): void {
    const { pool } = member;
    this.#drain(member); // what it said before it ended counts
    this.#members.delete(member.id);
    this.#preparations.forget(member.id);
    this.#routes.forget(member.id);
    if (pool.provided && this.#failsToStart(member)) this.#starts.delete(pool.id); // there may be better by now
    this.#list = [...this.#members.values()];
    const died = { type: 'died', from: member.id, started: member.wire.started(), reason: reason?.message, lingers } as const;
    const how = member.ending ? 'stopped' : 'crashed';
    this.#options.observer?.ended(pool, how, died, (task) => member.wire.settle(task));
    this.receive(died);
    const fields = { pool: pool.name, worker: member.id, reason: reason?.message };
    if (member.ending) this.#options.logger.debug({ event: 'worker-stopped', ...fields });
    else this.#options.logger.warn({ event: 'worker-crashed', ...fields });
    if (reason?.cause instanceof Error) this.#options.logger.debug({ event: 'worker-crash-cause', ...fields, stack: reason.cause.stack });
  }

  /** It did not start, and neither has any other of its pool. */
  #failsToStart(member: Member): boolean {
    return this.#isStarting(member) && this.#workersOf(member).every(({ state }) => state !== 'ready');
  }

  #isStarting(member: Member): boolean {
    return this.#workersOf(member).find(({ id }) => id === member.id)?.state === 'starting';
  }

  #workersOf({ pool }: Member) {
    return this.#machine.state.pools.get(pool.id)?.workers ?? [];
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
