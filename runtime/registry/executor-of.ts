import type { ExecutorEntry, ExecutorTable, ExecutorVersion } from '../coordinator/executor-table.ts';
import { Executor, type ExecutorTraits } from '../executor/executor.ts';
import type { Runtime } from '../task/runtime.ts';
import { PoolDispatcher } from '../worker/pool-dispatcher.ts';

/** Makes what stands for an executor in a thread. `range`: of versions; undefined: the name's default. */
export type ExecutorOf = (runtime: Runtime, entry: ExecutorEntry, range: string | undefined) => Executor;

interface Handle {
  readonly executor: Executor;
  readonly name: string;
  /** The one version that it stands for, where it does. */
  readonly version: string | undefined;
}

/** One of each name and range in a thread of a runtime, without those of versions that are gone. */
class Handles {
  readonly #handles = new Map<string, Handle>();
  #table: ExecutorTable | undefined;

  get(runtime: Runtime, entry: ExecutorEntry, range: string | undefined): Executor {
    this.#forget(runtime.executors);
    const { name } = entry;
    const key = range === undefined ? name : `${name}@${range}`;
    const known = this.#handles.get(key);
    if (known !== undefined) return known.executor;
    const executor = makeExecutor(runtime, entry, range);
    this.#handles.set(key, { executor, name, version: entry.versions.find(({ version }) => version === range)?.version });
    return executor;
  }

  #forget(table: ExecutorTable): void {
    if (table === this.#table) return;
    this.#table = table;
    for (const [key, { name, version }] of this.#handles) {
      const versions = table.entries.find((entry) => entry.name === name)?.versions ?? [];
      if (version !== undefined && !versions.some((one) => one.version === version)) this.#handles.delete(key);
    }
  }
}

const made = new WeakMap<Runtime, Handles>();

export const executorOf: ExecutorOf = (runtime, entry, range) => {
  const handles = made.get(runtime) ?? new Handles();
  made.set(runtime, handles);
  return handles.get(runtime, entry, range);
};

function makeExecutor(runtime: Runtime, { name, route, ...first }: ExecutorEntry, range: string | undefined): Executor {
  const entry = () => runtime.executors.entries.find((one) => one.name === name);
  let latest = traitsOf(first.versions.find(({ pool }) => pool === first.default)!);
  let seen: readonly [ExecutorTable | undefined, number | undefined] = [undefined, undefined];
  /** Of a range: those of the version that answered last, since only the hub knows which comes next. */
  const present = (pool: number | undefined) => {
    const { executors } = runtime;
    if (seen[0] === executors && seen[1] === pool) return latest;
    seen = [executors, pool];
    const { versions = [], default: standing } = entry() ?? {};
    const found =
      versions.find((one) => one.version === range) ??
      versions.find((one) => one.pool === pool) ??
      versions.find((one) => one.pool === standing);
    if (found !== undefined) latest = traitsOf(found);
    return latest;
  };
  const { core, logger } = runtime;
  const common = { executor: name, core, logger, timeoutMs: () => executor.limits.timeoutMs };
  const target = () => entry()?.default;
  const dispatcher = new PoolDispatcher(
    range === undefined ? { ...common, pool: route, target } : { ...common, pool: core.newId(), range },
  );
  const executor = new Executor(name, present, dispatcher);
  return executor;
}

function traitsOf({ trust, grants, limits }: ExecutorVersion): ExecutorTraits {
  return { trust, grants, limits: limits as ExecutorTraits['limits'] };
}
