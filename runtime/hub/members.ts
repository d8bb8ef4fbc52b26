import type { Event, Id, PoolSpec } from '../coordinator/events.ts';
import type { ExecutorTable } from '../coordinator/executor-table.ts';
import type { State, Worker } from '../coordinator/state.ts';
import type { Logger } from '../logger.ts';
import type { Observer } from '../metrics/observer.ts';
import type { Platform } from '../platform/platform.ts';
import { InterruptCell, interruptMemory } from '../python/interrupt-cell.ts';
import type { JoinMessage, RuntimeSetup } from '../worker/join.ts';
import type { Member, WorkerThread } from './member.ts';
import { portMember, ringMember } from './member-wire.ts';
import { SpareThreads } from './spare-threads.ts';
import type { Start, Starts } from './starts.ts';

export interface MembersOptions {
  readonly platform: Pick<Platform, 'spawn' | 'capabilities'>;
  readonly state: State;
  readonly setup: RuntimeSetup;
  /** Threads to keep ready for what is loaded, or for what crashes. */
  readonly spareWorkers: number;
  readonly starts: Starts;
  readonly logger: Logger;
  readonly observer: Observer | undefined;
  /** What the hub's thread sleeps on; undefined where there is no shared memory. */
  readonly bell: SharedArrayBuffer | undefined;
  /** What a worker that joins is told of. */
  readonly segments: () => JoinMessage['segments'];
  readonly executors: () => ExecutorTable;
  readonly receive: (event: Event) => void;
  /** Something was received outside of a turn, or can be. */
  readonly run: () => void;
  /** What goes wrong within is the end of the runtime. */
  readonly guard: (run: () => void) => void;
  /** Takes what the worker said before it ended; it belongs to nobody any more. */
  readonly left: (member: Member) => void;
}

/** How long a thread may take to end. Then everybody goes on without it. */
const endMs = 1000;

/** The workers that the hub has started: how they begin and how they end. */
export class Members {
  /** For what is done in every turn. */
  list: readonly Member[] = [];
  readonly #options: MembersOptions;
  readonly #byId = new Map<Id, Member>();
  readonly #ending = new Set<Promise<void>>();
  readonly #spares: SpareThreads;
  #closed = false;

  constructor(options: MembersOptions) {
    this.#options = options;
    const { platform, spareWorkers: size, logger } = options;
    this.#spares = new SpareThreads({ platform, size, logger, busy: () => this.#starting });
  }

  get(id: Id): Member | undefined {
    return this.#byId.get(id);
  }

  /** A thread starts or ends. */
  get changing(): boolean {
    return this.#ending.size > 0 || this.#starting;
  }

  get #starting(): boolean {
    return this.list.some((member) => this.#isStarting(member));
  }

  /** Executors come and go here, or crash: whoever needs a worker next is not to wait for its thread. */
  keepSpares(): void {
    this.#spares.want();
  }

  spawn(id: Id, poolId: Id): void {
    const { state, starts, setup, logger, observer, bell } = this.#options;
    const pool = state.pools.get(poolId)!.spec;
    const python = pool.language === 'python';
    const thread = this.#thread(id, pool);
    if (thread === undefined) return;
    const wire = bell === undefined ? portMember(id, () => this.#options.run()) : ringMember(id, bell);
    const asks = python || pool.interruptible === true;
    const isExecutor = pool.provided === true || pool.executor !== undefined;
    const interruptBuffer = (asks || isExecutor) && setup.sharedMemory ? interruptMemory() : undefined;
    const lastWord = interruptBuffer && new InterruptCell(interruptBuffer);
    const member: Member = {
      id,
      pool,
      thread,
      wire,
      known: new Set(),
      joined: false,
      littered: false,
      ending: false,
      interrupts: asks ? lastWord : undefined,
      lastWord,
    };
    this.#byId.set(id, member);
    this.list = [...this.#byId.values()];
    thread.onExit = (reason) => this.#exited(member, reason);
    const times = observer?.spawned(id, pool, wire.end.kind === 'rings' ? wire.end.claims.byteLength / 4 : 0);
    logger.debug({ event: 'worker-started', pool: pool.name, worker: id });
    if (!isExecutor && !python) this.#join(member, times, interruptBuffer, undefined);
    else {
      // the thread starts meanwhile; what cannot be loaded closes the pool, and so ends it
      starts.get(pool).then(
        (start) => {
          if (this.#byId.has(id) && !member.ending) this.#join(member, times, interruptBuffer, start);
        },
        () => {},
      );
    }
  }

  #thread(id: Id, { name, language }: PoolSpec): WorkerThread | undefined {
    const { platform, setup, logger, receive } = this.#options;
    try {
      const stackBytes = language === 'python' ? setup.python?.stackBytes : undefined;
      const spare = language === undefined ? this.#spares.take() : undefined;
      const thread: WorkerThread = spare ?? platform.spawn('worker', `polyray ${name}`, { stackBytes });
      thread.hold(false);
      return thread;
    } catch (error) {
      const { message } = error as Error; // the system gives no more threads
      logger.warn({ event: 'worker-refused', pool: name, worker: id, reason: message });
      receive({ type: 'died', from: id, started: [], reason: message });
      return undefined;
    }
  }

  #join(member: Member, times: JoinMessage['times'], interruptBuffer: SharedArrayBuffer | undefined, start: Start | undefined): void {
    const { id, pool, thread, wire } = member;
    const { setup, segments, executors } = this.#options;
    const { actor } = pool;
    const message: JoinMessage = {
      kind: 'join',
      client: id,
      setup,
      wire: wire.end,
      times,
      segments: segments(),
      executors: executors(),
      blocking: pool.language === 'python' || (pool.waits === 'block' && actor === undefined && !pool.provided),
      python: start?.python,
      interruptBuffer,
      executor: start?.executor,
      actor: actor && { id: pool.id, create: actor.create.id, concurrency: pool.waits === 'block' ? 1 : actor.concurrency },
    };
    member.joined = true;
    thread.post(message, wire.transfer);
  }

  /** Whatever it is doing. `#exited` follows, unless it cannot be ended: then `#outlived` comes first. */
  end(member: Member): void {
    const { thread, wire } = member;
    member.ending = true;
    const { hardKill } = this.#options.platform.capabilities;
    // not everywhere is a thread's end its code's
    const task = member.pool.interruptible ? member.interrupts?.task : undefined;
    if (task !== undefined) member.interrupts!.interrupt(task);
    if (!hardKill.has) wire.wake();
    if (!hardKill.has || member.pool.executor !== undefined) member.lastWord?.interruptAny();
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

  /** Ends every thread; nobody is told any more. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const member of this.list) this.end(member);
    await Promise.all([...this.#ending, this.#spares.close()]);
  }

  #exited(member: Member, reason: Error | undefined): void {
    if (this.#closed) return;
    const { guard, receive, run } = this.#options;
    if (this.#byId.has(member.id)) guard(() => this.#bury(member, reason));
    else receive({ type: 'gone', from: member.id });
    run();
  }

  /** It goes on, though it was told to end. */
  #outlived(member: Member): void {
    const { logger, guard, run } = this.#options;
    logger.warn({ event: 'worker-lingers', pool: member.pool.name, worker: member.id });
    if (this.#closed || !this.#byId.has(member.id)) return;
    member.wire.retract();
    guard(() => this.#bury(member, undefined, true));
    run();
  }

  #bury(member: Member, reason: Error | undefined, lingers = false): void {
    const { logger, observer, starts, left, receive } = this.#options;
    const { pool } = member;
    left(member);
    this.#byId.delete(member.id);
    if (pool.provided && this.#failsToStart(member)) starts.forget(pool.id);
    this.list = [...this.#byId.values()];
    if (pool.provided && this.#options.state.pools.get(pool.id)?.drain === undefined) this.keepSpares();
    const died = { type: 'died', from: member.id, started: member.wire.started(), reason: reason?.message, lingers } as const;
    observer?.ended(pool, member.ending ? 'stopped' : 'crashed', died, (task) => member.wire.settle(task));
    receive(died);
    const fields = { pool: pool.name, worker: member.id, reason: reason?.message };
    if (member.ending) logger.debug({ event: 'worker-stopped', ...fields });
    else logger.warn({ event: 'worker-crashed', ...fields });
    if (reason?.cause instanceof Error) logger.debug({ event: 'worker-crash-cause', ...fields, stack: reason.cause.stack });
  }

  /** It did not start, and neither has any other of its pool. */
  #failsToStart(member: Member): boolean {
    return this.#isStarting(member) && this.#workersOf(member).every(({ state }) => state !== 'ready');
  }

  #isStarting(member: Member): boolean {
    return this.#workersOf(member).find(({ id }) => id === member.id)?.state === 'starting';
  }

  #workersOf({ pool }: Member): readonly Worker[] {
    return this.#options.state.pools.get(pool.id)?.workers ?? [];
  }
}
