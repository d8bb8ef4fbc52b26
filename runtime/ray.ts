import { Api } from './api.ts';
import { Driver, type DriverOptions } from './driver.ts';
import { ExecutorLoadError, ExecutorNotFoundError, ShutdownError } from './errors.ts';
import { Executor } from './executor/executor.ts';
import type { ExecutorPackage } from './executor/executor-package.ts';
import type { AnyOperation, OperationTypes } from './executor/operation-types.ts';
import { supportedBuild } from './executor/supported-build.ts';
import type { TimelineOptions } from './metrics/make-timeline.ts';
import { RuntimeMetrics } from './metrics/runtime-metrics.ts';
import { timelineOf } from './metrics/runtime-timeline.ts';
import type { Timeline } from './metrics/timeline.ts';
import type { Platform } from './platform/platform.ts';
import { Python } from './python/python.ts';
import { hasRuntime, setRuntime } from './task/runtime.ts';
import { PoolDispatcher } from './worker/pool-dispatcher.ts';
import type { StartMessage } from './worker/protocol.ts';

/** Executors by the name under which the host knows them. */
export type ExecutorPackages = Record<string, ExecutorPackage>;

type TypesOf<P> = P extends ExecutorPackage<infer Types> ? (OperationTypes extends Types ? Record<string, AnyOperation> : Types) : never;

export type RayOptions = DriverOptions;

/** The executors of a host. */
export class Executors<Packages extends ExecutorPackages = ExecutorPackages> {
  readonly #byName: ReadonlyMap<string, Executor>;
  readonly #isClosed: () => boolean;

  /** @internal */
  constructor(byName: ReadonlyMap<string, Executor>, isClosed: () => boolean) {
    this.#byName = byName;
    this.#isClosed = isClosed;
  }

  /** @throws {ExecutorNotFoundError} */
  get<Name extends keyof Packages & string>(name: Name): Executor<TypesOf<Packages[Name]>> {
    if (this.#isClosed()) throw new ShutdownError(`Cannot get executor "${name}": the host was shut down`);
    const executor = this.#byName.get(name);
    if (executor === undefined) {
      throw new ExecutorNotFoundError(`Cannot get executor "${name}": this host has ${[...this.#byName.keys()].join(', ') || 'none'}`);
    }
    return executor as unknown as Executor<TypesOf<Packages[Name]>>;
  }

  /** In the order in which `init` was given them. */
  list(): Executor[] {
    return [...this.#byName.values()];
  }
}

/** A running host: tasks, objects and actors, and executors. Dispose of it, or call `shutdown`: nothing of it stays. */
export class Ray<Packages extends ExecutorPackages = ExecutorPackages> extends Api {
  /** Those that `init` was given. */
  readonly executors: Executors<Packages>;
  /** Functions and classes in Python, when one of the packages given to `init` brings interpreters. */
  readonly python: Python;
  /** Counters, gauges and histograms of what runs here, and such as the program adds. */
  readonly metrics = new RuntimeMetrics(() => this.#running().core);
  /** @internal */
  readonly platform: Platform;
  readonly #dispatchers: readonly PoolDispatcher[];
  readonly #driver: Driver;
  #closed = false;

  /** @internal See `init`. */
  constructor(packages: Packages, options: RayOptions) {
    super(() => this.#running());
    this.#driver = new Driver(options);
    this.python = new Python(() => this.#running(), options.python !== undefined);
    setRuntime(this.#driver);
    const dispatchers = new Map(
      Object.entries(packages).map(([name, source]) => [name, dispatcherOf(name, source, options, this.#driver)]),
    );
    this.platform = options.platform;
    this.#dispatchers = [...dispatchers.values()];
    this.executors = new Executors(
      new Map([...dispatchers].map(([name, dispatcher]) => [name, new Executor(name, packages[name]!.trust, dispatcher)])),
      () => this.#closed,
    );
  }

  /**
   * What ran where and when, for Perfetto: the last runs of tasks, as many as `init` was told to keep, with what workers
   * ended and what was spilled meanwhile.
   *
   * @example
   * await writeFile('timeline.json', JSON.stringify(await ray.timeline()));
   * @throws {PolyrayError} when `init` was told not to observe
   */
  async timeline(options?: TimelineOptions): Promise<Timeline> {
    return timelineOf(this.#running().core, options);
  }

  #running(): Driver {
    if (this.#closed) throw new ShutdownError('Cannot use the runtime: it was shut down');
    return this.#driver;
  }

  /** @internal Resolves when the coordinator is there. */
  get ready(): Promise<void> {
    return this.#driver.ready;
  }

  /** Stops every worker at once; what still runs is rejected with a ShutdownError. */
  async shutdown(): Promise<void> {
    if (hasRuntime(this.#driver)) setRuntime(undefined);
    this.#closed = true;
    for (const dispatcher of this.#dispatchers) dispatcher.close();
    await this.#driver.close();
  }

  /** `shutdown`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}

function dispatcherOf(name: string, source: ExecutorPackage, { numWorkers, logger, platform }: RayOptions, driver: Driver): PoolDispatcher {
  const start = () => startMessage(name, source, platform);
  return new PoolDispatcher({
    executor: name,
    core: driver.core,
    numWorkers,
    logger,
    start,
    provide: (...given) => driver.provide(...given),
  });
}

/** Compiles the core modules once; every worker gets the same compiled module. */
async function startMessage(name: string, source: ExecutorPackage, platform: Platform): Promise<StartMessage> {
  const build = supportedBuild(source);
  const modules = await Promise.all(
    Object.entries(build.core).map(async ([file, url]) => {
      try {
        return [file, await WebAssembly.compile(await platform.readBytes(url))] as const;
      } catch (cause) {
        throw new ExecutorLoadError(`Cannot load executor "${name}" from "${url}": ${(cause as Error).message}`, { cause });
      }
    }),
  );
  return {
    name,
    glue: build.glue.href,
    core: Object.fromEntries(modules),
    imports: source.imports?.href,
    options: source.options,
  };
}
