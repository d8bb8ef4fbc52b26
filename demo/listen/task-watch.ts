import type { DemoRuntime } from '../shared/start-runtime.ts';

/** A task on a worker; times in ms of the runtime's own clock. */
export interface TaskBar {
  readonly worker: number;
  /** The executor's name, or "tasks" of JavaScript's. */
  readonly pool: string;
  readonly name: string;
  readonly beganMs: number;
  /** Undefined while it runs. */
  readonly endedMs: number | undefined;
}

/** What has run, what runs, and what time it is now on the runtime's clock. */
export interface TaskWatchState {
  readonly bars: readonly TaskBar[];
  readonly nowMs: number;
}

/** Follows a runtime's tasks by its timeline, which has those that ended, and its state, which has those that run. */
export class TaskWatch {
  readonly #ray: DemoRuntime;
  /** From this page's clock to the runtime's: it is never ahead of what has ended there. */
  #ahead = Number.NEGATIVE_INFINITY;

  constructor(ray: DemoRuntime) {
    this.#ray = ray;
  }

  async look(): Promise<TaskWatchState> {
    const [{ traceEvents }, running] = await Promise.all([
      this.#ray.timeline(),
      this.#ray.state.listTasks({ filters: { state: 'running' } }),
    ]);
    const pools = new Map<number, string>();
    // what overlaps on a worker has threads of its own in a timeline, named after it
    const workers = new Map<number, number>();
    for (const event of traceEvents) {
      if (event.ph !== 'M') continue;
      if (event.name === 'process_name') pools.set(event.pid, event.args.name.replace(/^(executor|pool|actor) /, ''));
      else workers.set(event.tid, Number(/\d+/.exec(event.args.name)?.[0]));
    }
    const bars: TaskBar[] = [];
    for (const event of traceEvents) {
      if (event.ph !== 'X') continue;
      const [beganMs, endedMs] = [event.ts / 1000, (event.ts + event.dur) / 1000];
      bars.push({ worker: workers.get(event.tid) ?? event.tid, pool: pools.get(event.pid) ?? '', name: event.name, beganMs, endedMs });
      this.#ahead = Math.max(this.#ahead, endedMs - performance.now());
    }
    const nowMs = performance.now() + (Number.isFinite(this.#ahead) ? this.#ahead : 0);
    for (const { workerId, pool, name, runningMs } of running) {
      if (workerId !== null && runningMs !== null)
        bars.push({ worker: workerId, pool, name: name ?? '', beganMs: nowMs - runningMs, endedMs: undefined });
    }
    return { bars, nowMs };
  }
}
