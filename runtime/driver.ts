import { actorHandles } from './actor/actor-handle.ts';
import { Queue } from './actor/queue.ts';
import { type Action, driver, type Failure, type Id, type PoolSpec } from './coordinator/events.ts';
import type { ExecutorTable } from './coordinator/executor-table.ts';
import type { Connect, Connection, SpillSettings } from './hub/connection.ts';
import { IdSpace } from './id/id-space.ts';
import { type Logger, silent } from './logger.ts';
import type { ObserveSettings } from './metrics/observer.ts';
import type { Platform } from './platform/platform.ts';
import type { PythonSetup } from './python/python-service.ts';
import { TaskInputs } from './python/task-inputs.ts';
import { circuitEvent } from './registry/executor-event.ts';
import type { RegistryTraits } from './registry/executor-pool.ts';
import { ExecutorWatch } from './registry/executor-watch.ts';
import type { Registry } from './registry/registry.ts';
import { CoreWorker } from './task/core-worker.ts';
import { registerErrors } from './task/register-errors.ts';
import type { Runtime, TaskPools } from './task/runtime.ts';
import type { MemoryMessage } from './worker/join.ts';

/** Small enough to travel in messages. */
const messageBytes = 8192;
/** Given to threads for small objects. */
const slabBytes = 2 ** 20;
/** Why nothing is answered after the end. */
const closed: Failure = { kind: 'closed', message: 'The runtime was shut down' };
const noExecutors: ExecutorTable = { serial: 0, entries: [] };

/** A line that a task printed. */
export interface Printed {
  /** The worker that it ran in, from 1. */
  readonly worker: number;
  readonly stream: 'stdout' | 'stderr';
  /** The task's name; undefined outside of tasks. */
  readonly task?: string | undefined;
  /** Without its end. */
  readonly line: string;
  /**
   * Whether it has one: false for what was printed so far when a task ended or asked for input, for what a program flushed, and
   * for pieces of 1 Mi characters.
   */
  readonly ended: boolean;
}

export interface DriverOptions {
  readonly platform: Platform;
  readonly logger: Logger;
  /** Reaches the coordinator, wherever that is to run. */
  readonly connect: Connect;
  readonly sharedMemory: boolean;
  readonly debug: boolean;
  readonly numWorkers: number;
  readonly maxWorkers: number;
  readonly spareWorkers: number;
  readonly maxQueuedTasks: number;
  readonly objectStoreBytes: number;
  readonly storeFullTimeoutMs: number;
  readonly spill: SpillSettings | undefined;
  readonly resources: Readonly<Record<string, number>>;
  readonly observe: ObserveSettings | undefined;
  /** Takes what tasks print in Python. */
  readonly print: (printed: Printed) => void;
  /** Undefined: no package brings Python. */
  readonly python: PythonSetup | undefined;
  /** Executors may be programs of this machine. */
  readonly allowNative: boolean;
  /** Makes that of the executors that there are from the start; undefined: there are none. */
  readonly registry: ((traits: RegistryTraits, newId: () => Id) => Registry) | undefined;
}

/** The driver's part in the programming model. */
export class Driver implements Runtime {
  readonly core: CoreWorker;
  readonly pools: TaskPools;
  /** Who listens to what happens to executors. */
  readonly watch: ExecutorWatch;
  readonly logger: Logger;
  readonly context = {
    taskId: undefined,
    taskName: undefined,
    resources: undefined,
    actorId: undefined,
    workerId: driver,
    attempt: undefined,
    signal: new AbortController().signal,
  };
  /** Who reads what on standard input. */
  readonly inputs = new TaskInputs((answer) => {
    this.core.channel.send(answer);
    this.core.channel.flush();
  });
  readonly #platform: Platform;
  readonly #print: (printed: Printed) => void;
  readonly #connection: Connection;
  readonly #traits: RegistryTraits;
  /** Undefined while there was never an executor: then its code is not loaded. */
  #registry: Registry | undefined;
  #opening: Promise<Registry> | undefined;

  constructor(options: DriverOptions) {
    const { platform, logger, numWorkers, sharedMemory, debug } = options;
    registerErrors();
    Queue.register();
    this.#platform = platform;
    this.#print = options.print;
    this.logger = logger;
    this.watch = new ExecutorWatch(logger);
    const inlineBytes = sharedMemory && platform.receivesAtOnce ? messageBytes : Number.POSITIVE_INFINITY;
    const { spill } = options;
    if (spill !== undefined) platform.tidySpillFiles(spill.directory);
    const space = IdSpace.random();
    // the first numbers that this client gives
    this.pools = { shared: 1, exclusive: 2, blocking: 3, python: 4, pythonExclusive: 5 };
    let named = Object.keys(this.pools).length;
    this.#traits = { numWorkers, sharedMemory, hardKill: platform.capabilities.hardKill.has, allowNative: options.allowNative };
    this.#registry = options.registry?.(this.#traits, () => ++named);
    this.#connection = options.connect({
      settings: {
        setup: {
          space: space.bytes,
          sharedMemory,
          debug,
          logRequests: logger !== silent,
          pools: this.pools,
          python: options.python,
          inlineBytes,
          slabBytes,
        },
        spareWorkers: options.spareWorkers,
        pools: this.#poolSpecs(options),
        executors: this.executors,
        sources: this.#registry?.sources ?? [],
        capacity: options.objectStoreBytes,
        fullTimeoutMs: options.storeFullTimeoutMs,
        resources: { CPU: numWorkers, ...options.resources },
        spill,
        observe: options.observe,
      },
      platform,
      logger,
      driver: {
        act: (action) => this.#act(action),
        takeMemory: (message) => this.#takeMemory(message),
        failed: ({ message }) => this.core.close({ kind: 'closed', message: `The runtime cannot go on: ${message}` }),
      },
    });
    this.core = new CoreWorker({
      client: driver,
      space,
      channel: this.#connection,
      inlineBytes,
      slabBytes,
      handles: actorHandles,
      debug,
      currentTask: () => undefined,
      onAwait: () => {},
      pullMemory: () => this.#connection.pullMemory(),
      onLitter: () => platform.collectGarbage('young'),
      onWaiting: (waits) => {
        platform.keepAlive(waits);
        this.#connection.awaits(waits);
      },
    });
    this.core.newId(named);
    if (this.#registry !== undefined) this.#attach(this.#registry);
  }

  get executors(): ExecutorTable {
    return this.#registry?.table ?? noExecutors;
  }

  /** Which executors there are, and what can be done to them. Undefined: there was none yet. */
  get registry(): Registry | undefined {
    return this.#registry;
  }

  /** The same, where there may be none: its code is loaded then. */
  openRegistry(): Promise<Registry> {
    this.#opening ??=
      this.#registry === undefined
        ? import('./registry/registry.ts').then(({ Registry }) => {
            this.#registry = new Registry({}, this.#traits, () => this.core.newId());
            this.#attach(this.#registry);
            return this.#registry;
          })
        : Promise.resolve(this.#registry);
    return this.#opening;
  }

  #attach(registry: Registry): void {
    const { core, logger, watch } = this;
    registry.attach({ core, logger, watch, provide: (source) => this.#connection.provide(source) });
  }

  /** Resolves when the coordinator is there. */
  get ready(): Promise<void> {
    return this.#connection.ready;
  }

  async close(): Promise<void> {
    await this.#connection.close();
    this.core.close(closed);
  }

  #poolSpecs({ numWorkers, maxWorkers, maxQueuedTasks: maxQueued }: DriverOptions): PoolSpec[] {
    const { shared, exclusive, blocking, python, pythonExclusive } = this.pools;
    const interpreters = { size: numWorkers, cap: maxWorkers, waits: 'block', language: 'python', maxQueued } as const;
    return [
      { id: shared, name: 'tasks', size: numWorkers, cap: numWorkers, window: 16, waits: 'suspend', maxQueued },
      { id: exclusive, name: 'timed tasks', size: numWorkers, cap: maxWorkers, window: 1, waits: 'suspend', exclusive: true, maxQueued },
      { id: blocking, name: 'blocking tasks', size: numWorkers, cap: maxWorkers, window: 4, waits: 'block', maxQueued },
      { id: python, name: 'Python tasks', window: 16, ...interpreters },
      { id: pythonExclusive, name: 'timed Python tasks', window: 1, exclusive: true, ...interpreters },
      ...(this.#registry?.pools ?? []),
    ];
  }

  #act(action: Action): void {
    if (action.type === 'line-wanted') void this.inputs.answer(action);
    else if ('request' in action) this.core.handle(action);
    else if (action.type === 'collect') this.#platform.collectGarbage();
    else if (action.type === 'printed') this.#print(action);
    else if (action.type === 'circuit') this.watch.emit(circuitEvent(action));
  }

  #takeMemory(message: MemoryMessage): void {
    if (message.kind === 'unmapped') this.core.reader.memories.removeSegment(message.memory);
    else if (message.segment) this.core.reader.memories.addSegment(message.memory, message.buffer);
    else this.core.reader.memories.addBuffer(message.memory, message.buffer);
  }
}
