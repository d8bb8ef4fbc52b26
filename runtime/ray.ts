import { Api } from './api.ts';
import { asyncDispose } from './dispose-symbols.ts';
import { Driver, type DriverOptions } from './driver.ts';
import { ExecutorNotFoundError, ShutdownError } from './errors.ts';
import type { ExecutorHealth } from './executor/executor-health.ts';
import type { ExecutorPackages } from './executors.ts';
import { HostExecutors } from './host-executors.ts';
import type { TimelineOptions } from './metrics/make-timeline.ts';
import { RuntimeMetrics } from './metrics/runtime-metrics.ts';
import type { Timeline } from './metrics/timeline.ts';
import type { Platform } from './platform/platform.ts';
import type { Python } from './python/python.ts';
import type { Health, HealthOptions } from './registry/health.ts';
import { HealthWatch } from './registry/health-watch.ts';
import { hasRuntime, setRuntime } from './task/runtime.ts';

export type RayOptions = Omit<DriverOptions, 'connect' | 'registry'> & {
  readonly coordinator: 'inline' | 'thread';
  /** How often executors are asked how they are; undefined: never. */
  readonly healthEveryMs?: number | undefined;
};

/** A running host: tasks, objects and actors, and executors. Dispose of it, or call `shutdown`: nothing of it stays. */
export class Ray<Packages extends ExecutorPackages = ExecutorPackages> extends Api {
  /** Those that `init` was given, and others that come and go. */
  readonly executors = new HostExecutors<Packages>(() => this.#running());
  /** Counters, gauges and histograms of what runs here, and such as the program adds. */
  readonly metrics = new RuntimeMetrics(() => this.#running().core);
  /** @internal */
  readonly platform: Platform;
  readonly #driver: Driver;
  readonly #python: Python | undefined;
  readonly #watch: HealthWatch | undefined;
  #closed = false;

  /** @internal See `init`. Loads the code that this runtime needs, and no other: of executors, say, only where there are any. */
  static async start<Packages extends ExecutorPackages>(packages: Packages, options: RayOptions): Promise<Ray<Packages>> {
    const connect =
      options.coordinator === 'thread'
        ? import('./hub/thread-connection.ts').then(({ threadConnection }) => threadConnection)
        : import('./hub/inline-connection.ts').then(({ inlineConnection }) => inlineConnection);
    const registry =
      Object.keys(packages).length === 0
        ? undefined
        : import('./registry/registry.ts').then(
            ({ Registry }): DriverOptions['registry'] =>
              (...how) =>
                new Registry(packages, ...how),
          );
    const python =
      options.python === undefined
        ? undefined
        : import('./python/python.ts').then(
            ({ Python }) =>
              (driver: () => Driver) =>
                new Python(driver, options.sharedMemory && options.platform.capabilities.blockingWorkers.has),
          );
    const ray = new Ray<Packages>({ ...options, connect: await connect, registry: await registry }, await python);
    try {
      await ray.#driver.ready;
    } catch (error) {
      await ray.shutdown();
      throw error;
    }
    return ray;
  }

  private constructor(options: DriverOptions & Pick<RayOptions, 'healthEveryMs'>, makePython?: (driver: () => Driver) => Python) {
    super(() => this.#running());
    this.#driver = new Driver(options);
    this.#python = makePython?.(() => this.#running());
    setRuntime(this.#driver);
    const tell = ({ executor, healthy, message }: ExecutorHealth) =>
      this.#driver.watch.emit({ event: 'executor-health', executor, healthy, message });
    const ask = async () => (await this.health()).executors;
    this.#watch = options.healthEveryMs === undefined ? undefined : new HealthWatch(options.healthEveryMs, ask, tell);
    this.platform = options.platform;
  }

  /**
   * Functions and classes in Python.
   *
   * @throws {ExecutorNotFoundError} where no package given to `init` brings interpreters
   */
  get python(): Python {
    if (this.#python !== undefined) return this.#python;
    throw new ExecutorNotFoundError('Cannot run Python: no executor given to init brings interpreters; add "python" of "polyray-python"');
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
    const { core } = this.#running();
    const { timelineOf } = await import('./metrics/runtime-timeline.ts');
    return timelineOf(core, options);
  }

  /** How the coordinator and the executors are that have been used. */
  async health(options: HealthOptions = {}): Promise<Health> {
    const began = performance.now();
    await this.state.listExecutors({ limit: 1 });
    const coordinatorMs = performance.now() - began;
    const executors = await Promise.all(this.executors.list().map((executor) => executor.health(options)));
    return { healthy: executors.every(({ healthy }) => healthy), coordinatorMs, executors };
  }

  #running(): Driver {
    if (this.#closed) throw new ShutdownError('Cannot use the runtime: it was shut down');
    return this.#driver;
  }

  /** Stops every worker at once; what still runs is rejected with a ShutdownError. */
  async shutdown(): Promise<void> {
    if (hasRuntime(this.#driver)) setRuntime(undefined);
    this.#closed = true;
    this.#watch?.end();
    await this.#driver.close();
  }

  /** `shutdown`. */
  [asyncDispose](): Promise<void> {
    return this.shutdown();
  }
}
