import type { ExecutorEntry } from '../coordinator/executor-table.ts';
import { Executor } from '../executor/executor.ts';
import type { SettledLimits } from '../executor/executor-limits.ts';
import type { Runtime } from '../task/runtime.ts';
import { PoolDispatcher } from '../worker/pool-dispatcher.ts';

/** Makes what stands for an executor in a thread. `range`: of versions; undefined: the name's default. */
export type ExecutorOf = (runtime: Runtime, entry: ExecutorEntry, range: string | undefined) => Executor;

/** One of each name and range in every thread of a runtime. */
const made = new WeakMap<Runtime, Map<string, Executor>>();

export const executorOf: ExecutorOf = (runtime, { name, route, versions, default: pool }, range) => {
  const known = made.get(runtime) ?? new Map<string, Executor>();
  made.set(runtime, known);
  const key = range === undefined ? name : `${name}@${range}`;
  const present = known.get(key);
  if (present !== undefined) return present;
  const { trust, grants, limits } = versions.find((version) => version.pool === pool)!;
  const settled = limits as SettledLimits;
  const { core, logger } = runtime;
  const common = { executor: name, core, logger, timeoutMs: settled.timeoutMs };
  const target = () => runtime.executors.entries.find((entry) => entry.name === name)?.default;
  const dispatcher = new PoolDispatcher(
    range === undefined ? { ...common, pool: route, target } : { ...common, pool: core.newId(), range },
  );
  const executor = new Executor(name, { trust, grants, limits: settled }, dispatcher);
  known.set(key, executor);
  return executor;
};
