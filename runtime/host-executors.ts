import type { LoadOptions } from './component/component-loader.ts';
import type { ComponentSource } from './component/component-source.ts';
import type { Executor } from './executor/executor.ts';
import type { ExecutorPackage } from './executor/executor-package.ts';
import { type ExecutorPackages, Executors, type NameOf, type TypesOf } from './executors.ts';
import { loadComponent } from './load-component.ts';
import type { ExecutorEvent } from './registry/executor-event.ts';
import type { ExecutorWatch } from './registry/executor-watch.ts';
import type { RegisterOptions, Registry, UnloadOptions } from './registry/registry.ts';
import type { Replaced, ReplaceOptions } from './registry/replace-options.ts';
import type { Runtime } from './task/runtime.ts';

/** How what is loaded is registered; and how it is loaded, where it is no package. */
export type SourceOptions = RegisterOptions & Omit<LoadOptions, 'name' | 'version'>;

/** The driver, as far as executors concern it. */
interface ExecutorHost extends Runtime {
  readonly watch: ExecutorWatch;
  readonly registry: Registry | undefined;
  /** Loads its code where there was no executor yet. */
  openRegistry(): Promise<Registry>;
}

/** What `load` gives: calls of a package are typed by it. */
export type Loaded<S> = S extends ExecutorPackage ? Executor<TypesOf<S>> : Executor;

/** A runtime's executors, where they can be changed: in the driver. */
export class HostExecutors<Packages extends ExecutorPackages = ExecutorPackages> extends Executors<Packages> {
  readonly #runtime: () => ExecutorHost;

  /** @internal */
  constructor(runtime: () => ExecutorHost) {
    // an entry of the table is the registry's: where there is one, it is loaded
    super(runtime, (of, entry, range) => runtime().registry!.executorOf(of, entry, range));
    this.#runtime = runtime;
  }

  /**
   * Adds an executor, or another version of one, for every thread of the runtime. Resolves when it has said what it does;
   * the first version of a name is what the name stands for.
   *
   * @param source a package, or where a component's bytes are: see `loadComponent`
   * @throws {ExecutorLoadError} when it cannot be loaded; then nothing has changed. And what `loadComponent` throws
   * @throws {ExecutorRegisteredError} when the name has this version already
   * @throws {ExecutorNotAllowedError} when it is native, and `init` was not told to take such
   * @throws {TypeError | RangeError} for a bad name, version or package
   */
  async load<S extends ExecutorPackage | ComponentSource>(source: S, options: SourceOptions = {}): Promise<Loaded<S>> {
    const registry = await this.#runtime().openRegistry();
    const found = await packageOf(source, options);
    const { version = found.version } = options;
    const { name, described } = await registry.load(found, options);
    const executor = this.get(name as NameOf<Packages>, version) as unknown as Loaded<S>;
    await executor.learn(described);
    return executor;
  }

  /**
   * Takes an executor away, or one version of it. What was asked before is still done; requests that come later reject with
   * an ExecutorNotFoundError. Resolves when its workers have ended and its modules are released.
   *
   * @throws {ExecutorNotFoundError}
   */
  async unload(name: string, options: UnloadOptions = {}): Promise<void> {
    return (await this.#runtime().openRegistry()).unload(name, options);
  }

  /**
   * Puts a new version in the place of the one that the name stands for. It is started beside it, finds prepared what is
   * prepared, says what it does and answers the probes; then all requests, or a share, go to it, while it is watched. When
   * it breaks, fails more often or is slower than the old one, the old one gets all requests again. No request is lost:
   * each ends on the version that it began on.
   *
   * @param source a package, or where a component's bytes are: see `loadComponent`
   * @throws {ExecutorReplacementError} with its reason, when the old version stays
   * @throws {ExecutorNotFoundError | ExecutorRegisteredError | TypeError | RangeError}
   */
  async replace(
    name: string,
    source: ExecutorPackage | ComponentSource,
    options: ReplaceOptions & Omit<LoadOptions, 'name' | 'version'> = {},
  ): Promise<Replaced> {
    const registry = await this.#runtime().openRegistry();
    registry.find(name);
    return registry.replace(name, await packageOf(source, options), options);
  }

  /**
   * Ends a replacement that is under way; or puts what the name stood for before its last replacement in its place again.
   *
   * @throws {ExecutorNotFoundError} when there was none
   */
  async rollback(name: string): Promise<void> {
    return (await this.#runtime().openRegistry()).rollback(name);
  }

  /** Calls back for whatever happens to the executors, which the logger is told too. @returns what ends that */
  watch(listener: (event: ExecutorEvent) => void): () => void {
    return this.#runtime().watch.add(listener);
  }

  /** Makes a version the one that the name stands for, at once. @throws {ExecutorNotFoundError} */
  async setDefault(name: string, version: string): Promise<void> {
    return (await this.#runtime().openRegistry()).setDefault(name, version);
  }
}

/** What is no package is a component. */
async function packageOf(
  source: ExecutorPackage | ComponentSource,
  options: Omit<LoadOptions, 'name' | 'version'>,
): Promise<ExecutorPackage> {
  if (typeof source === 'object' && source !== null && 'builds' in source) {
    const { limits = source.limits, grants = source.grants } = options;
    return { ...source, ...(limits && { limits }), ...(grants && { grants }) };
  }
  const { name: _, version: __, ...how } = options as LoadOptions;
  return loadComponent(source as ComponentSource, how);
}
