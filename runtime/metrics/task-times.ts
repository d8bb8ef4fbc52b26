import type { Claim } from '../transport/claims.ts';

/** What a worker needs to write times that its hub can read; can be posted to it. */
export interface TaskTimesEnd {
  /** Two doubles per slot of the worker's claims: when its task began, and when it ended. */
  readonly memory: SharedArrayBuffer;
  /** Where the hub's clock begins, in ms since 1970. */
  readonly originMs: number;
}

/** @param slots as many as the worker has claims */
export function taskTimesEnd(slots: number): TaskTimesEnd {
  return { memory: new SharedArrayBuffer(16 * slots), originMs: performance.timeOrigin };
}

/**
 * When tasks began and ended in their worker, by its hub's clock, in memory that both see. A slot belongs to the hub
 * until the offer is sent, to the worker until its completion is received: neither needs to be atomic.
 */
export class TaskTimes {
  readonly #times: Float64Array;
  /** From this thread's clock to the hub's. */
  readonly #shiftMs: number;

  constructor({ memory, originMs }: TaskTimesEnd) {
    this.#times = new Float64Array(memory);
    this.#shiftMs = performance.timeOrigin - originMs;
  }

  /** The worker's: before the task's first instruction. @param now by its own clock */
  begin(claim: Claim | undefined, now: number): void {
    if (claim !== undefined) this.#times[2 * claim.slot] = now + this.#shiftMs;
  }

  /** The worker's: before the completion is sent. */
  end(claim: Claim | undefined, now: number): void {
    if (claim !== undefined) this.#times[2 * claim.slot + 1] = now + this.#shiftMs;
  }

  /** The hub's: of a task that has begun, in ms. */
  beganMs(slot: number): number {
    return this.#times[2 * slot]!;
  }

  /** The hub's: of a task that has ended, in ms. */
  endedMs(slot: number): number {
    return this.#times[2 * slot + 1]!;
  }
}
