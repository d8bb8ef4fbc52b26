import type { Coordinator } from '../coordinator/coordinator.ts';
import type { Failure, FailureKind, Id, PoolSpec, TaskSpec } from '../coordinator/events.ts';
import type { IdMap } from '../coordinator/id-map.ts';
import type { Attempt, Task, Worker } from '../coordinator/state.ts';
import { Worklist } from '../coordinator/worklist.ts';
import type { Logger } from '../logger.ts';
import { type Outcome, outcomes, type SliceRing } from './slice-ring.ts';
import type { SeriesTable, TaskSeries } from './task-series.ts';
import { UncountedTasks } from './uncounted-tasks.ts';

/** How a worker came to be through with a task that it had begun. */
type Leaving = 'done' | 'failed' | 'died';

export interface TaskLedgerOptions {
  readonly machine: Coordinator;
  readonly series: SeriesTable;
  readonly slices: SliceRing;
  /** Undefined: task events are not logged. */
  readonly logger: Logger | undefined;
  readonly hexOf: (id: Id) => string;
}

const unknownPool: PoolSpec = { id: 0, name: 'none', size: 0, cap: 0, window: 0, waits: 'suspend' };

/**
 * Follows every task from its submission to its end, and counts it once. What becomes of a task is the machine's to
 * decide, so it is read there after each step. Nothing is made per task: that would cost more than all the rest.
 */
export class TaskLedger {
  readonly #options: TaskLedgerOptions;
  readonly #uncounted = new UncountedTasks();
  readonly #submitted = new Worklist<TaskSpec>();
  // what left since the last step, item by item; the lists keep their memory
  #left = 0;
  readonly #attempts: (Attempt | undefined)[] = [];
  readonly #ways: Leaving[] = [];
  readonly #begins: number[] = [];
  readonly #ends: number[] = [];
  readonly #retries: number[] = [];

  constructor(options: TaskLedgerOptions) {
    this.#options = options;
  }

  // ---- before a step

  submitted(task: TaskSpec): void {
    this.#submitted.add(task);
  }

  /** The worker is through with it. @param beganMs 0: not known @param endedMs 0: now */
  leaves(worker: Id, task: Id, number: number, how: Leaving, beganMs: number, endedMs: number): void {
    const attempt = this.attemptsOf(worker)?.get(task);
    if (attempt?.number !== number) return;
    if (how === 'died' && this.#attempts.includes(attempt)) return; // the last that it said
    const at = this.#left++;
    this.#attempts[at] = attempt;
    this.#ways[at] = how;
    this.#begins[at] = beganMs;
    this.#ends[at] = endedMs;
    this.#retries[at] = attempt.task.retries;
  }

  /** What the worker has in its hands. */
  attemptsOf(worker: Id): IdMap<Attempt> | undefined {
    return (this.#options.machine.state.clients.get(worker) as Worker | undefined)?.attempts;
  }

  // ---- after it

  /** @param suspicious Tasks may have ended that no worker had. */
  stepped(now: number, suspicious: boolean): void {
    for (let spec = this.#submitted.take(); spec !== undefined; spec = this.#submitted.take()) this.#take(spec);
    for (let i = 0; i < this.#left; i++) {
      this.#leave(i, now);
      this.#attempts[i] = undefined;
    }
    this.#left = 0;
    // counting can wait, but logging not so long
    if (this.#uncounted.due || (suspicious && this.#options.logger !== undefined && this.#uncounted.short)) this.sweep();
  }

  /** Counts what ended without having been in a worker's hands. */
  sweep(): void {
    for (const task of this.#uncounted.takeDone()) this.#count(task, 'failed', this.#seriesOf(task));
  }

  #take(spec: TaskSpec): void {
    const { machine, series: table } = this.#options;
    const { entries, pools } = machine.state;
    const entry = entries.get(spec.id);
    const task = entry?.task;
    const series = table.find((task?.pool ?? pools.get(spec.pool))?.spec ?? unknownPool, spec.name ?? 'anonymous');
    series.submitted.add();
    if (task !== undefined) this.#uncounted.add(task);
    else series.failed(entry?.value?.kind === 'error' ? entry.value.error.kind : 'closed');
  }

  #leave(i: number, now: number): void {
    const attempt = this.#attempts[i]!;
    const how = this.#ways[i]!;
    const { task } = attempt;
    const series = this.#seriesOf(task);
    const before = this.#retries[i]!;
    if (this.#begins[i] !== 0) {
      const beganMs = Math.max(this.#begins[i]!, task.submittedMs);
      this.#record(attempt, how, series, beganMs, Math.max(beganMs, this.#ends[i]! || now));
      // who begins again has taken it from its retries
      if (task.entry !== undefined && before === retriesOf(task)) series.queue.record(beganMs - task.submittedMs);
    }
    const retries = before - task.retries;
    if (retries > 0) {
      series.retried.add(retries);
      this.#log('task-retried', task, series, { attempt: attempt.number, reason: how === 'died' ? 'crashed' : 'task' });
    }
    if (task.state === 'done' && this.#uncounted.take(task)) this.#count(task, how, series);
  }

  #record({ task, worker, number }: Attempt, how: Leaving, series: TaskSeries, beganMs: number, endedMs: number): void {
    const { spec, submittedMs } = task;
    series.run.record(endedMs - beganMs);
    const outcome = outcomes.indexOf(outcomeOf(failureOf(task)?.kind, how));
    this.#options.slices.push(spec.id, worker.id, spec.caller ?? 0, submittedMs, beganMs, endedMs, number, series.name, outcome);
  }

  #count(task: Task, how: Leaving, series: TaskSeries): void {
    const failure = failureOf(task);
    // a value that nobody held is "lost" at once
    if (how === 'done' && (failure === undefined || failure.kind === 'lost')) {
      series.finished.add();
      return;
    }
    const reason = failure?.kind ?? 'task';
    if (reason === 'cancelled') series.cancelled.add();
    else series.failed(reason);
    // what an executor says may be of what it was given
    const message = task.pool.account !== undefined && reason === 'task' ? undefined : failure?.message;
    this.#log('task-failed', task, series, { attempt: task.attempts, reason, message });
  }

  #seriesOf({ pool, spec, entry }: Task): TaskSeries {
    return this.#options.series.find(pool.spec, entry === undefined ? 'constructor' : (spec.name ?? 'anonymous'));
  }

  #log(event: string, { spec }: Task, { labels }: TaskSeries, more: object): void {
    const { logger, hexOf } = this.#options;
    logger?.debug({ event, ...labels, task: hexOf(spec.id), ...more });
  }
}

/** What it could have begun again at first. */
function retriesOf({ spec, pool }: Task): number {
  return spec.retries ?? pool.actor?.spec.taskRetries ?? 0;
}

function failureOf({ entry }: Task): Failure | undefined {
  return entry?.value?.kind === 'error' ? entry.value.error : undefined;
}

function outcomeOf(failure: FailureKind | undefined, how: Leaving): Outcome {
  if (failure === 'cancelled' || failure === 'timeout') return failure;
  if (how === 'died') return 'crashed';
  return how === 'done' ? 'finished' : 'failed';
}
