import type { FailureKind, PoolSpec } from '../coordinator/events.ts';
import type { Counter, Histogram, Labels, Metrics } from './metrics.ts';

/** What a pool's tasks are. */
export type TaskKind = 'task' | 'actor' | 'executor';

/** Names that have figures of their own; those that come later share one set per kind. */
const maxSeries = 200;

export function kindOf({ actor, provided }: PoolSpec): TaskKind {
  if (actor !== undefined) return 'actor';
  return provided === true ? 'executor' : 'task';
}

/** The figures of one function, or of one method of a class, in one pool. */
export class TaskSeries {
  readonly labels: Labels;
  /** Place of its name in the table of names. */
  readonly name: number;
  readonly submitted: Counter;
  readonly finished: Counter;
  readonly retried: Counter;
  readonly cancelled: Counter;
  readonly queue: Histogram;
  readonly run: Histogram;
  readonly #metrics: Metrics;

  constructor(metrics: Metrics, labels: Labels, name: number) {
    this.#metrics = metrics;
    this.labels = labels;
    this.name = name;
    this.submitted = metrics.counter('polyray_tasks_submitted_total', labels);
    this.finished = metrics.counter('polyray_tasks_finished_total', labels);
    this.retried = metrics.counter('polyray_tasks_retried_total', labels);
    this.cancelled = metrics.counter('polyray_tasks_cancelled_total', labels);
    this.queue = metrics.histogram('polyray_task_queue_ms', labels);
    this.run = metrics.histogram('polyray_task_run_ms', labels);
  }

  failed(reason: FailureKind): void {
    this.#metrics.counter('polyray_tasks_failed_total', { ...this.labels, reason }).add();
  }
}

/** Finds the figures of tasks by pool and name. */
export class SeriesTable {
  /** By the place that `TaskSeries.name` says. */
  readonly names: string[] = [];
  readonly #metrics: Metrics;
  readonly #pools = new Map<string, Map<string, TaskSeries>>();
  readonly #shared = new Map<TaskKind, TaskSeries>();
  #size = 0;
  /** The last one that was asked for: most tasks are like the one before. */
  #pool: PoolSpec | undefined;
  #name = '';
  #last: TaskSeries | undefined;

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  find(pool: PoolSpec, name: string): TaskSeries {
    if (this.#last === undefined || this.#pool !== pool || this.#name !== name) {
      this.#pool = pool;
      this.#name = name;
      this.#last = this.#look(pool, name);
    }
    return this.#last;
  }

  #look(pool: PoolSpec, name: string): TaskSeries {
    const kind = kindOf(pool);
    const key = `${kind} ${pool.name}`;
    const known = this.#pools.get(key)?.get(name);
    if (known !== undefined) return known;
    if (this.#size >= maxSeries) {
      const shared = this.#shared.get(kind) ?? this.#make(kind, 'other', 'other');
      this.#shared.set(kind, shared);
      return shared;
    }
    this.#size++;
    const series = this.#make(kind, pool.name, name);
    const names = this.#pools.get(key) ?? new Map<string, TaskSeries>();
    names.set(name, series);
    this.#pools.set(key, names);
    return series;
  }

  #make(kind: TaskKind, pool: string, name: string): TaskSeries {
    return new TaskSeries(this.#metrics, { kind, pool, name }, this.names.push(name) - 1);
  }
}
