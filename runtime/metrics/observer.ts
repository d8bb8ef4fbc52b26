import { bytesOf } from '../coordinator/bytes-of.ts';
import type { Coordinator } from '../coordinator/coordinator.ts';
import type { Action, Event, Id, PoolSpec, Value } from '../coordinator/events.ts';
import type { Logger } from '../logger.ts';
import type { Claim } from '../transport/claims.ts';
import { AskTimes } from './ask-times.ts';
import type { Counter, MetricsSnapshot } from './metrics.ts';
import type { Instant, RecordedWorker, Recording } from './recording.ts';
import { Registry } from './registry.ts';
import { SliceRing } from './slice-ring.ts';
import { TaskLedger } from './task-ledger.ts';
import { kindOf, SeriesTable, type TaskKind } from './task-series.ts';
import { TaskTimes, type TaskTimesEnd, taskTimesEnd } from './task-times.ts';

/** What is observed; can be posted. */
export interface ObserveSettings {
  /** Runs of tasks that the timeline keeps. */
  readonly timelineTasks: number;
  /** Whether failures and retries of tasks are logged. */
  readonly logTasks: boolean;
}

export interface ObserverOptions {
  readonly machine: Coordinator;
  readonly settings: ObserveSettings;
  readonly logger: Logger;
  readonly hexOf: (id: Id) => string;
}

type Died = Event & { readonly type: 'died' };

/** Kept for the timeline beside the tasks. */
const maxInstants = 10_000;
const maxEndedWorkers = 1000;

/**
 * Counts and times what passes through a hub. The figures, all under `polyray_`:
 *
 *  - counters `tasks_submitted_total`, `…_finished_…`, `…_cancelled_…`, `…_retried_…` by kind (task, actor, executor),
 *    pool and name, and `tasks_failed_total` by reason too: each task counts as submitted once, and as finished, failed
 *    or cancelled once; one whose argument has none counts as that argument does; an actor's creation is not counted;
 *  - histograms `task_queue_ms` (from submission to first begin) and `task_run_ms` (each run in its worker, awaiting
 *    included), labelled alike, and `get_ms`: from question to answer in the coordinator, for the last 4096 of a client;
 *  - counters `workers_started_total` by pool, `workers_ended_total` by pool and how (stopped, crashed),
 *    `objects_created_total` and `object_bytes_total` of values that were put, returned or yielded, by place (inline: in
 *    messages; stored: in shared memory), `gets_total`, `grants_refused_total`, `spills_total`, `spilled_bytes_total`,
 *    `restores_total`;
 *  - gauges by executor and version: `executor_workers`, `executor_waiting`, `executor_open` (1: its workers crash, and it
 *    is left alone for a while), `executor_crashes`, `executor_completed`, and `executor_failed` by kind too;
 *  - gauges `tasks_unfinished` and `workers` by kind, `objects`, `store_used_bytes`, `store_disk_bytes`.
 */
export class Observer {
  readonly #machine: Coordinator;
  readonly #registry = new Registry();
  readonly #series = new SeriesTable(this.#registry);
  readonly #ledger: TaskLedger;
  readonly #asks = new AskTimes();
  readonly #slices: SliceRing;
  readonly #workers = new Map<Id, { readonly times: TaskTimes | undefined; readonly recorded: RecordedWorker }>();
  readonly #ended: RecordedWorker[] = [];
  readonly #instants: Instant[] = [];
  readonly #gets = this.#registry.counter('polyray_gets_total');
  readonly #getMs = this.#registry.histogram('polyray_get_ms');
  readonly #refused = this.#registry.counter('polyray_grants_refused_total');
  readonly #spills = this.#registry.counter('polyray_spills_total');
  readonly #spilledBytes = this.#registry.counter('polyray_spilled_bytes_total');
  readonly #restores = this.#registry.counter('polyray_restores_total');
  readonly #inline = this.#placed('inline');
  readonly #stored = this.#placed('stored');
  /** When the hub heard that tasks had begun: those that have no place for their times say so. */
  readonly #started = new Map<Id, number>();
  /** Blocks that are being written or read. */
  readonly #onTheWay = new Map<Id, number>();
  #now = performance.now();
  /** The present events may end tasks that no worker has. */
  #suspicious = false;

  constructor({ machine, settings, logger, hexOf }: ObserverOptions) {
    this.#machine = machine;
    this.#slices = new SliceRing(settings.timelineTasks);
    const series = this.#series;
    this.#ledger = new TaskLedger({ machine, series, slices: this.#slices, logger: settings.logTasks ? logger : undefined, hexOf });
  }

  /** What the machine is about to be told. */
  hears(events: readonly Event[], now: number): void {
    this.#now = now;
    this.#suspicious = events.every(({ type }) => type === 'tick'); // something is due
    for (const event of events) {
      switch (event.type) {
        case 'submit':
          this.#ledger.submitted(event.task);
          break;
        case 'get':
          this.#gets.add();
          this.#asks.asked(event.from, event.request, now);
          break;
        case 'get-all':
          this.#gets.add(event.ids.length);
          for (let i = 0; i < event.ids.length; i++) this.#asks.asked(event.from, event.request + i, now);
          break;
        case 'put':
        case 'item':
          this.#object(event.value);
          break;
        case 'done':
          for (const value of event.values) this.#object(value);
          break;
        case 'died':
          this.#asks.forget(event.from);
          this.#suspicious = true;
          break;
        case 'failed':
        case 'cancel':
        case 'close':
        case 'kill':
          this.#suspicious = true;
          break;
        case 'spilled':
          this.#disk(event, this.#spills);
          break;
        case 'restored':
          this.#disk(event, this.#restores);
          break;
      }
    }
  }

  /** It was told. */
  stepped(): void {
    this.#ledger.stepped(this.#now, this.#suspicious);
  }

  /** What the hub is about to do. */
  acts(action: Action): void {
    if (action.type === 'reply') {
      const asked = this.#asks.answered(action.client, action.request);
      if (asked !== undefined) this.#getMs.record(this.#now - asked);
    } else if (action.type === 'grant') {
      if (action.failure !== undefined) this.#refused.add();
    } else if (action.type === 'spill' || action.type === 'restore') this.#onTheWay.set(action.block, action.bytes);
  }

  /** What a worker says; before its claim is used again. */
  says(event: Event, claim: Claim | undefined): void {
    if (event.type === 'started') this.#started.set(event.task, performance.now());
    if (event.type !== 'done' && event.type !== 'failed') return;
    const { from, task, attempt, type } = event;
    const times = claim && this.#workers.get(from)?.times;
    this.#ledger.leaves(from, task, attempt, type, times?.beganMs(claim!.slot) ?? this.#startedMs(task), times?.endedMs(claim!.slot) ?? 0);
    if (this.#started.size > 0) this.#started.delete(task);
  }

  /**
   * @param slots How many claims it has; 0 where there is no shared memory.
   * @returns what the worker writes its times to
   */
  spawned(id: Id, pool: PoolSpec, slots: number): TaskTimesEnd | undefined {
    const end = slots === 0 ? undefined : taskTimesEnd(slots);
    const poolName = pool.actor?.name ?? pool.name;
    const recorded = { id, pool: pool.id, poolName, kind: kindOf(pool), startedMs: performance.now() };
    this.#workers.set(id, { times: end && new TaskTimes(end), recorded });
    this.#registry.counter('polyray_workers_started_total', { pool: pool.name }).add();
    return end;
  }

  /** Before the machine hears that it died. @param how `crashed`: by itself */
  ended(pool: PoolSpec, how: 'stopped' | 'crashed', { from: id, started, reason }: Died, claimOf: (task: Id) => Claim | undefined): void {
    const { recorded, times } = this.#workers.get(id)!;
    const atMs = performance.now();
    const attempts = this.#ledger.attemptsOf(id)?.values() ?? [];
    const heard = [...attempts].flatMap(({ task, number, started: begun }) => (begun ? [[task.spec.id, number] as const] : []));
    const begun = new Map([...heard, ...started]);
    for (const [task, number] of begun) {
      const claim = claimOf(task);
      this.#ledger.leaves(id, task, number, 'died', (claim && times?.beganMs(claim.slot)) ?? this.#startedMs(task), atMs);
      this.#started.delete(task);
    }
    this.#registry.counter('polyray_workers_ended_total', { pool: pool.name, how }).add();
    this.#note({ kind: 'ended', how, atMs, worker: id, reason });
    this.#workers.delete(id);
    this.#ended.push(recorded);
    if (this.#ended.length > maxEndedWorkers) this.#ended.shift();
  }

  metrics(): MetricsSnapshot {
    this.#ledger.sweep();
    const { state, store } = this.#machine;
    const unfinished = new Map<TaskKind, number>();
    for (const pool of state.pools.values()) add(unfinished, kindOf(pool.spec), pool.unfinished);
    const workers = new Map<TaskKind, number>();
    for (const { recorded } of this.#workers.values()) add(workers, recorded.kind, 1);
    const gauge = (name: string, value: number) => this.#registry.gauge(name).set(value);
    gauge('polyray_objects', state.entries.size);
    gauge('polyray_store_used_bytes', store.used);
    gauge('polyray_store_disk_bytes', store.onDisk);
    for (const kind of ['task', 'actor', 'executor'] as const) {
      this.#registry.gauge('polyray_tasks_unfinished', { kind }).set(unfinished.get(kind) ?? 0);
      this.#registry.gauge('polyray_workers', { kind }).set(workers.get(kind) ?? 0);
    }
    this.#noteExecutors();
    return this.#registry.snapshot();
  }

  #noteExecutors(): void {
    for (const { account, breaker, spec, workers, waiting } of this.#machine.state.pools.values()) {
      if (account === undefined) continue;
      const labels = { executor: spec.name, version: spec.version ?? '' };
      const gauge = (name: string, value: number, more = {}) => this.#registry.gauge(name, { ...labels, ...more }).set(value);
      gauge('polyray_executor_workers', workers.length);
      gauge('polyray_executor_waiting', waiting);
      gauge('polyray_executor_open', breaker?.openUntil === undefined ? 0 : 1);
      gauge('polyray_executor_crashes', account.crashes);
      gauge('polyray_executor_completed', account.completed);
      for (const [kind, count] of account.failed) gauge('polyray_executor_failed', count, { kind });
    }
  }

  recording(): Recording {
    return {
      slices: this.#slices.bytes(),
      names: [...this.#series.names],
      workers: [...this.#ended, ...[...this.#workers.values()].map(({ recorded }) => recorded)],
      instants: [...this.#instants],
    };
  }

  #startedMs(task: Id): number {
    return this.#started.get(task) ?? 0;
  }

  #placed(place: string): { readonly count: Counter; readonly bytes: Counter } {
    return {
      count: this.#registry.counter('polyray_objects_created_total', { place }),
      bytes: this.#registry.counter('polyray_object_bytes_total', { place }),
    };
  }

  #object(value: Value): void {
    if (value.kind === 'error') return;
    const { count, bytes } = value.kind === 'stored' ? this.#stored : this.#inline;
    count.add();
    bytes.add(bytesOf(value));
  }

  #disk({ type, block, ok }: Event & { readonly type: 'spilled' | 'restored' }, counter: Counter): void {
    const bytes = this.#onTheWay.get(block) ?? 0;
    this.#onTheWay.delete(block);
    if (!ok) return;
    counter.add();
    if (type === 'spilled') this.#spilledBytes.add(bytes);
    this.#note({ kind: type, atMs: this.#now, bytes });
  }

  #note(instant: Instant): void {
    this.#instants.push(instant);
    if (this.#instants.length > maxInstants) this.#instants.shift();
  }
}

function add(to: Map<TaskKind, number>, kind: TaskKind, value: number): void {
  to.set(kind, (to.get(kind) ?? 0) + value);
}
