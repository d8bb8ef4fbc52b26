import type { Id } from '../coordinator/events.ts';

/** How a run of a task ended; in slices, by its place here. */
export const outcomes = ['finished', 'failed', 'cancelled', 'timeout', 'crashed'] as const;
export type Outcome = (typeof outcomes)[number];

/** One run of a task. Times in ms of the hub's clock. */
export interface Slice {
  readonly task: Id;
  readonly worker: Id;
  /** The task that submitted it; 0: a client outside of tasks. */
  readonly caller: Id;
  readonly submittedMs: number;
  readonly beganMs: number;
  readonly endedMs: number;
  /** From 1. */
  readonly attempt: number;
  /** Place in a table of names. */
  readonly name: number;
  readonly outcome: number;
}

/** Doubles per slice, in the order of `Slice`. */
const width = 9;
/** Slices that there is room for at first. */
const least = 1024;

/** The last runs, oldest first when read; takes memory as it fills, 72 bytes per slice. */
export class SliceRing {
  readonly #capacity: number;
  #rows: Float64Array<ArrayBuffer>;
  #size = 0;
  /** The oldest, once it is full. */
  #oldest = 0;

  /** @param capacity Slices at most. */
  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#rows = new Float64Array(width * Math.min(least, capacity));
  }

  /** The members of a `Slice`, one by one: an object for each run would cost more than all the rest. */
  push(
    task: Id,
    worker: Id,
    caller: Id,
    submittedMs: number,
    beganMs: number,
    endedMs: number,
    attempt: number,
    name: number,
    outcome: number,
  ): void {
    if (this.#capacity === 0) return;
    let at = this.#size;
    if (at === this.#capacity) {
      at = this.#oldest;
      this.#oldest = (at + 1) % this.#capacity;
    } else {
      if (width * at === this.#rows.length) this.#grow();
      this.#size++;
    }
    const rows = this.#rows;
    const row = width * at;
    rows[row] = task;
    rows[row + 1] = worker;
    rows[row + 2] = caller;
    rows[row + 3] = submittedMs;
    rows[row + 4] = beganMs;
    rows[row + 5] = endedMs;
    rows[row + 6] = attempt;
    rows[row + 7] = name;
    rows[row + 8] = outcome;
  }

  /** A copy that can be sent; `slicesIn` reads it. */
  bytes(): Uint8Array<ArrayBuffer> {
    const copy = new Float64Array(width * this.#size);
    const split = width * this.#oldest;
    copy.set(this.#rows.subarray(split, width * this.#size));
    copy.set(this.#rows.subarray(0, split), width * this.#size - split);
    return new Uint8Array(copy.buffer);
  }

  #grow(): void {
    const rows = new Float64Array(width * Math.min(2 * this.#size, this.#capacity));
    rows.set(this.#rows);
    this.#rows = rows;
  }
}

/** What `bytes` gave, in order of ends. */
export function slicesIn(bytes: Uint8Array): Slice[] {
  const rows = new Float64Array(Uint8Array.from(bytes).buffer);
  return Array.from({ length: rows.length / width }, (_, i) => {
    const [task, worker, caller, submittedMs, beganMs, endedMs, attempt, name, outcome] = rows.subarray(width * i, width * (i + 1));
    return {
      task: task!,
      worker: worker!,
      caller: caller!,
      submittedMs: submittedMs!,
      beganMs: beganMs!,
      endedMs: endedMs!,
      attempt: attempt!,
      name: name!,
      outcome: outcome!,
    };
  });
}
