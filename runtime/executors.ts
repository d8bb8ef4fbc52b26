import type { ExecutorEntry } from './coordinator/executor-table.ts';
import { ExecutorNotFoundError } from './errors.ts';
import type { Executor } from './executor/executor.ts';
import type { SettledLimits } from './executor/executor-limits.ts';
import type { ExecutorPackage } from './executor/executor-package.ts';
import type { AnyOperation, OperationTypes } from './executor/operation-types.ts';
import type { ExecutorOf } from './registry/executor-of.ts';
import type { Runtime } from './task/runtime.ts';

/** Executors by the name under which the host knows them. */
export type ExecutorPackages = Record<string, ExecutorPackage>;

/** The operations of a package, as far as the compiler knows them. */
export type TypesOf<P> =
  P extends ExecutorPackage<infer Types> ? (OperationTypes extends Types ? Record<string, AnyOperation> : Types) : never;

/** Names that `init` was given; any name, where it was given none. */
export type NameOf<Packages> = [keyof Packages & string] extends [never] ? string : keyof Packages & string;
/** The types of an executor's calls, as its package tells them; any where the compiler does not know the name. */
export type Named<Packages, Name> = Name extends keyof Packages ? TypesOf<Packages[Name]> : Record<string, AnyOperation>;

function entryOf({ executors }: Runtime, name: string): ExecutorEntry | undefined {
  return executors.entries.find((entry) => entry.name === name);
}

/** The executors of a host, in one of its threads. */
export class Executors<Packages extends ExecutorPackages = ExecutorPackages> {
  readonly #runtime: () => Runtime;
  readonly #executorOf: ExecutorOf;

  /** @internal */
  constructor(runtime: () => Runtime, executorOf: ExecutorOf) {
    this.#runtime = runtime;
    this.#executorOf = executorOf;
  }

  /**
   * Follows the name's default, or a range of versions as npm writes them: the best that satisfies it at each request. A
   * range that none satisfies is told by the first request.
   *
   * @throws {ExecutorNotFoundError | ShutdownError}
   */
  get<Name extends NameOf<Packages>>(name: Name, range?: string): Executor<Named<Packages, Name>> {
    const runtime = this.#runtime();
    const entry = entryOf(runtime, name);
    if (entry === undefined) {
      const known = runtime.executors.entries.map((one) => one.name).join(', ') || 'none';
      throw new ExecutorNotFoundError(`Cannot get executor "${name}": this host has ${known}`);
    }
    return this.#executorOf(runtime, entry, range) as unknown as Executor<Named<Packages, Name>>;
  }

  /** One for each name, as far as this thread has been told: in the order in which they came. */
  list(): Executor[] {
    const runtime = this.#runtime();
    return runtime.executors.entries.map((entry) => this.#executorOf(runtime, entry, undefined));
  }

  /** The versions of a name, in the order in which they came. @throws {ExecutorNotFoundError | ShutdownError} */
  versions(name: string): VersionInfo[] {
    this.get(name as NameOf<Packages>);
    const { versions, default: pool, canary } = entryOf(this.#runtime(), name)!;
    return versions.map((one) => ({
      version: one.version,
      trust: one.trust,
      grants: one.grants,
      limits: one.limits as SettledLimits,
      default: one.pool === pool,
      share: one.pool === canary?.pool ? canary.share : one.pool === pool ? 1 - (canary?.share ?? 0) : 0,
    }));
  }
}

/** A version of an executor. */
export interface VersionInfo {
  readonly version: string;
  readonly trust: ExecutorPackage['trust'];
  /** What its component may reach, in words; empty: nothing. */
  readonly grants: readonly string[];
  /** What it may use. */
  readonly limits: SettledLimits;
  readonly default: boolean;
  /** Of what is asked of the name without a range, from 0 to 1. */
  readonly share: number;
}

/** `Executors`, where the code does not see the call of `init`: what is known of the package is told by its type. */
export interface CurrentExecutors extends Omit<Executors, 'get'> {
  /**
   * @example
   * import type { cpp } from 'polyray-cpp';
   * const fft = executors.get<typeof cpp>('cpp');
   * @throws {ExecutorNotFoundError}
   */
  get<P extends ExecutorPackage = ExecutorPackage>(name: string, range?: string): Executor<TypesOf<P>>;
}
