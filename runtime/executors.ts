import { ExecutorNotFoundError } from './errors.ts';
import { Executor } from './executor/executor.ts';
import type { ExecutorPackage } from './executor/executor-package.ts';
import type { AnyOperation, OperationTypes } from './executor/operation-types.ts';
import type { Runtime } from './task/runtime.ts';
import { PoolDispatcher } from './worker/pool-dispatcher.ts';

/** Executors by the name under which the host knows them. */
export type ExecutorPackages = Record<string, ExecutorPackage>;

type TypesOf<P> = P extends ExecutorPackage<infer Types> ? (OperationTypes extends Types ? Record<string, AnyOperation> : Types) : never;

/** One of each in every thread of a runtime. */
const made = new WeakMap<Runtime, Map<string, Executor>>();

function executorOf(runtime: Runtime, name: string): Executor | undefined {
  if (!Object.hasOwn(runtime.executors, name)) return undefined;
  const known = made.get(runtime) ?? new Map<string, Executor>();
  made.set(runtime, known);
  const present = known.get(name);
  if (present !== undefined) return present;
  const { pool, trust } = runtime.executors[name]!;
  const executor = new Executor(name, trust, new PoolDispatcher({ executor: name, pool, core: runtime.core, logger: runtime.logger }));
  known.set(name, executor);
  return executor;
}

/** The executors of a host, in one of its threads. */
export class Executors<Packages extends ExecutorPackages = ExecutorPackages> {
  readonly #runtime: () => Runtime;

  /** @internal */
  constructor(runtime: () => Runtime) {
    this.#runtime = runtime;
  }

  /** @throws {ExecutorNotFoundError | ShutdownError} */
  get<Name extends keyof Packages & string>(name: Name): Executor<TypesOf<Packages[Name]>> {
    const runtime = this.#runtime();
    const executor = executorOf(runtime, name);
    if (executor === undefined) {
      const known = Object.keys(runtime.executors).join(', ') || 'none';
      throw new ExecutorNotFoundError(`Cannot get executor "${name}": this host has ${known}`);
    }
    return executor as unknown as Executor<TypesOf<Packages[Name]>>;
  }

  /** In the order in which `init` was given them. */
  list(): Executor[] {
    const runtime = this.#runtime();
    return Object.keys(runtime.executors).map((name) => executorOf(runtime, name)!);
  }
}

/** `Executors`, where the code does not see the call of `init`: what is known of the package is told by its type. */
export interface CurrentExecutors extends Omit<Executors, 'get'> {
  /**
   * @example
   * import type { cpp } from 'polyray-cpp';
   * const fft = executors.get<typeof cpp>('cpp');
   * @throws {ExecutorNotFoundError}
   */
  get<P extends ExecutorPackage = ExecutorPackage>(name: string): Executor<TypesOf<P>>;
}
