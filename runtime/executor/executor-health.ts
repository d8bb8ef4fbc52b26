import type { PoolReport } from '../worker/dispatcher.ts';

/** How an executor is. */
export interface ExecutorHealth {
  readonly executor: string;
  /** It said what it does, in time; or it has not been needed yet, and is not tried for that. */
  readonly healthy: boolean;
  /** Why it is not. */
  readonly message?: string;
  /** How long the answer took, in ms; undefined: it was not asked. */
  readonly answeredInMs?: number;
  readonly versions: PoolReport['executors'];
}

/** What an executor has failed on. Counts are of all present versions, in their whole life. */
export interface ErrorStats {
  readonly completed: number;
  readonly failed: number;
  /** Workers that ended by themselves. */
  readonly crashes: number;
  /** By what the executor said, as the error's class (`operation-failed`), or what became of it (`crashed`, `timeout`). */
  readonly byKind: Readonly<Record<string, number>>;
  /** The last 32 of each version, the newest last; never what was in them. */
  readonly last: PoolReport['failures'];
}

/** @param answeredInMs or why there was no answer; undefined: it was not asked */
export function healthOf(
  executor: string,
  { executors }: Pick<PoolReport, 'executors'>,
  answeredInMs: number | Error | undefined,
): ExecutorHealth {
  const common = { executor, versions: executors };
  if (answeredInMs instanceof Error) return { ...common, healthy: false, message: answeredInMs.message };
  const open = executors.find(({ state }) => state === 'open');
  if (open !== undefined) return { ...common, healthy: false, message: `the workers of version ${open.version} crash one after the other` };
  return answeredInMs === undefined ? { ...common, healthy: true } : { ...common, healthy: true, answeredInMs };
}

export function errorStatsOf({ executors, errors, failures }: PoolReport): ErrorStats {
  const sum = (column: 'completed' | 'failed' | 'crashes') => executors.reduce((all, row) => all + row[column], 0);
  const byKind: Record<string, number> = {};
  for (const { kind, count } of errors) byKind[kind] = (byKind[kind] ?? 0) + count;
  const last = [...failures].sort((a, b) => b.ageMs - a.ageMs);
  return { completed: sum('completed'), failed: sum('failed'), crashes: sum('crashes'), byKind, last };
}
