import type { Id } from '../coordinator/events.ts';
import { spread } from './lanes.ts';
import type { Instant, RecordedWorker, Recording } from './recording.ts';
import { outcomes, type Slice, slicesIn } from './slice-ring.ts';
import type { TaskKind } from './task-series.ts';
import type { Timeline, TraceEvent } from './timeline.ts';

/** What a timeline shows. */
export interface TimelineOptions {
  /** Draws an arrow from where a task was submitted to where it began. Default false. */
  readonly flows?: boolean;
}

/** The driver's process and thread, which only arrows start from. */
const driverPid = 1;
const driverTid = 0;
const titles: Record<TaskKind, string> = { task: 'pool', actor: 'actor', executor: 'executor' };

/**
 * A timeline in which pools and actors are processes, workers are threads, and what a worker runs at the same time as
 * something else without lying inside it is beside it, in a further thread of that name.
 */
export function makeTimeline(recording: Recording, hexOf: (id: Id) => string, { flows = false }: TimelineOptions = {}): Timeline {
  const slices = slicesIn(recording.slices);
  const writer = new Writer(recording, hexOf);
  for (const [worker, own] of Map.groupBy(slices, (slice) => slice.worker)) writer.worker(worker, own);
  for (const instant of recording.instants) writer.instant(instant);
  if (flows && slices.length > 0) writer.flows(slices);
  return { traceEvents: [...writer.names(), ...writer.events], displayTimeUnit: 'ms' };
}

interface Place {
  readonly pid: number;
  readonly tid: number;
}

class Writer {
  readonly events: TraceEvent[] = [];
  readonly #recording: Recording;
  readonly #hexOf: (id: Id) => string;
  readonly #workers: ReadonlyMap<Id, RecordedWorker>;
  readonly #pids = new Map<Id | 'driver' | 'gone', number>();
  readonly #names: TraceEvent[] = [];
  readonly #named = new Set<string>();
  readonly #places = new Map<Slice, Place>();
  /** The next thread that no worker has. */
  #spareTid: number;

  constructor(recording: Recording, hexOf: (id: Id) => string) {
    this.#recording = recording;
    this.#hexOf = hexOf;
    this.#workers = new Map(recording.workers.map((worker) => [worker.id, worker]));
    this.#spareTid = 1 + Math.max(0, ...this.#workers.keys());
    this.#pids.set('driver', driverPid);
  }

  names(): readonly TraceEvent[] {
    return this.#names;
  }

  worker(worker: Id, slices: Slice[]): void {
    const pid = this.#process(worker);
    const tids: number[] = [];
    const lanes = spread(slices);
    for (const [i, slice] of slices.entries()) {
      const lane = lanes[i]!;
      tids[lane] ??= this.#thread(worker, pid, lane);
      const tid = tids[lane];
      const { task, caller, beganMs, endedMs, attempt, submittedMs } = slice;
      const parent = caller === 0 ? undefined : { parent: this.#hexOf(caller) };
      this.#places.set(slice, { pid, tid });
      this.events.push({
        ph: 'X',
        name: this.#recording.names[slice.name]!,
        cat: this.#workers.get(worker)?.kind ?? 'task',
        pid,
        tid,
        ts: beganMs * 1000,
        dur: (endedMs - beganMs) * 1000,
        args: { task: this.#hexOf(task), ...parent, attempt, outcome: outcomes[slice.outcome]!, queuedMs: beganMs - submittedMs },
      });
    }
  }

  instant(instant: Instant): void {
    const ts = instant.atMs * 1000;
    if (instant.kind !== 'ended') {
      const { kind: name, bytes } = instant;
      this.events.push({ ph: 'i', name, cat: 'store', s: 'g', ...this.#driver(), ts, args: { bytes } });
      return;
    }
    const { worker, reason } = instant;
    const name = `worker ${instant.how}`;
    const pid = this.#process(worker);
    this.#thread(worker, pid, 0);
    this.events.push({ ph: 'i', name, cat: 'worker', s: 't', pid, tid: worker, ts, args: reason === undefined ? {} : { reason } });
  }

  /** From the task that submitted it, where it is there, else from the driver, which gets one slice over all of them. */
  flows(slices: readonly Slice[]): void {
    const driver = this.#driver();
    let from = Number.POSITIVE_INFINITY;
    let to = 0;
    /** Of each task the first. */
    const runs = new Map<Id, Slice>();
    for (const slice of slices) {
      from = Math.min(from, slice.submittedMs);
      to = Math.max(to, slice.endedMs);
      if (!runs.has(slice.task)) runs.set(slice.task, slice);
    }
    this.events.push({ ph: 'X', name: 'driver', cat: 'driver', ...driver, ts: from * 1000, dur: (to - from) * 1000, args: {} });
    let id = 0;
    for (const slice of runs.values()) {
      const arrow = { name: 'submit', cat: 'submit', id: ++id };
      const caller = runs.get(slice.caller);
      const source = (caller && this.#places.get(caller)) ?? driver;
      this.events.push({ ph: 's', ...arrow, ...source, ts: slice.submittedMs * 1000 });
      this.events.push({ ph: 'f', bp: 'e', ...arrow, ...this.#places.get(slice)!, ts: slice.beganMs * 1000 });
    }
  }

  #driver(): Place {
    this.#name('process_name', driverPid, driverTid, 'driver');
    this.#name('thread_name', driverPid, driverTid, 'driver');
    return { pid: driverPid, tid: driverTid };
  }

  #process(worker: Id): number {
    const known = this.#workers.get(worker);
    const key = known?.pool ?? 'gone';
    const pid = this.#pids.get(key) ?? this.#pids.size + 1;
    this.#pids.set(key, pid);
    this.#name('process_name', pid, driverTid, known === undefined ? 'workers of long ago' : `${titles[known.kind]} ${known.poolName}`);
    return pid;
  }

  #thread(worker: Id, pid: number, lane: number): number {
    const tid = lane === 0 ? worker : this.#spareTid++;
    this.#name('thread_name', pid, tid, lane === 0 ? `worker ${worker}` : `worker ${worker} (${lane + 1})`);
    return tid;
  }

  #name(name: 'process_name' | 'thread_name', pid: number, tid: number, text: string): void {
    const key = name === 'process_name' ? `${name} ${pid}` : `${name} ${pid} ${tid}`;
    if (this.#named.has(key)) return;
    this.#named.add(key);
    this.#names.push({ ph: 'M', name, pid, tid, args: { name: text } });
  }
}
