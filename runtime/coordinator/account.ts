import type { Id } from './events.ts';

/** A request that failed; never what was in it. */
export interface FailureNote {
  readonly kind: string;
  readonly task: Id;
  readonly atMs: number;
}

/** Failures and times that are kept of each pool. */
const mostFailures = 32;
const mostTimes = 256;

/** What an executor's pool has done, and how. */
export class Account {
  completed = 0;
  /** Workers that ended by themselves. */
  crashes = 0;
  readonly failed = new Map<string, number>();
  /** The newest last. */
  readonly failures: FailureNote[] = [];
  readonly #times = new Float64Array(mostTimes);
  #timed = 0;

  get failedInAll(): number {
    let all = 0;
    for (const count of this.failed.values()) all += count;
    return all;
  }

  /** @param what the failure's kind; of a task's own error, the class of it */
  fail(what: string, task: Id, atMs: number): void {
    const kind = kindOf(what);
    this.failed.set(kind, (this.failed.get(kind) ?? 0) + 1);
    if (this.failures.push({ kind, task, atMs }) > mostFailures) this.failures.shift();
  }

  /** How long a worker took over a job. */
  time(ms: number): void {
    this.#times[this.#timed++ % mostTimes] = ms;
  }

  /** Of the last jobs; undefined where there was none. */
  quantile(share: number): number | undefined {
    const count = Math.min(this.#timed, mostTimes);
    if (count === 0) return undefined;
    const sorted = this.#times.slice(0, count).sort();
    return sorted[Math.min(count - 1, Math.floor(share * count))];
  }
}

/** `OutOfMemoryError` is "out-of-memory". */
function kindOf(what: string): string {
  return what
    .replace(/Error$/, '')
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-')
    .toLowerCase();
}
