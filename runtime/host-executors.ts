import type { Executor } from './executor/executor.ts';
import type { ExecutorPackage } from './executor/executor-package.ts';
import { type ExecutorPackages, Executors, type TypesOf } from './executors.ts';
import type { LoadOptions, Registry, UnloadOptions } from './registry/registry.ts';
import type { Runtime } from './task/runtime.ts';

/** A runtime's executors, where they can be changed: in the driver. */
export class HostExecutors<Packages extends ExecutorPackages = ExecutorPackages> extends Executors<Packages> {
  readonly #registry: () => Registry;

  /** @internal */
  constructor(runtime: () => Runtime & { readonly registry: Registry }) {
    super(runtime);
    this.#registry = () => runtime().registry;
  }

  /**
   * Adds an executor, or another version of one, for every thread of the runtime. Resolves when it has said what it does;
   * the first version of a name is what the name stands for.
   *
   * @throws {ExecutorLoadError} when it cannot be loaded; then nothing has changed
   * @throws {ExecutorRegisteredError} when the name has this version already
   * @throws {TypeError | RangeError} for a bad name, version or package
   */
  async load<P extends ExecutorPackage>(source: P, options: LoadOptions = {}): Promise<Executor<TypesOf<P>>> {
    const { version = source?.version } = options;
    const name = await this.#registry().load(source, options);
    return this.get(name as keyof Packages & string, version) as unknown as Executor<TypesOf<P>>;
  }

  /**
   * Takes an executor away, or one version of it. What was asked before is still done; requests that come later reject with
   * an ExecutorNotFoundError. Resolves when its workers have ended and its modules are released.
   *
   * @throws {ExecutorNotFoundError}
   */
  unload(name: keyof Packages & string, options: UnloadOptions = {}): Promise<void> {
    return this.#registry().unload(name, options);
  }

  /** Makes a version the one that the name stands for, at once. @throws {ExecutorNotFoundError} */
  setDefault(name: keyof Packages & string, version: string): Promise<void> {
    return this.#registry().setDefault(name, version);
  }
}
