import type { WasiThread } from './wasi-thread.ts';

/** How long a component sleeps on that is told to stop. */
const lookMs = 20;

/** Something that a component can wait for. */
export interface Awaited {
  ready(): boolean;
  /** When it is ready by the passing of time alone, as `performance.now()` tells it. */
  readonly due?: number;
}

/** Is there already. */
export const ready: Awaited = { ready: () => true };

/** Puts the thread to sleep until something that a component waits for is ready. */
export class Waiter {
  readonly #thread: Pick<WasiThread, 'mayBlock' | 'told'>;
  /** Its first element changes, and is notified, when something became ready in another thread. */
  readonly #bell: Int32Array | undefined;
  #cell: Int32Array | undefined;

  constructor(thread: Pick<WasiThread, 'mayBlock' | 'told'>, bell?: Int32Array) {
    this.#thread = thread;
    this.#bell = bell;
  }

  /**
   * @returns the places of those that are ready, at least one
   * @throws Error where the thread may not sleep, or none can become ready: it ends the instance
   */
  wait(awaited: readonly Awaited[]): number[] {
    if (awaited.length === 0) throw new RangeError('it waits for nothing');
    for (;;) {
      const rung = this.#bell === undefined ? 0 : Atomics.load(this.#bell, 0);
      const found = awaited.flatMap((each, i) => (each.ready() ? [i] : []));
      if (found.length > 0) return found;
      const due = Math.min(...awaited.map((each) => each.due ?? Number.POSITIVE_INFINITY));
      if (this.#bell === undefined && due === Number.POSITIVE_INFINITY) throw new RangeError('it waits for what never comes');
      this.#sleep(rung, due - performance.now());
    }
  }

  #sleep(rung: number, ms: number): void {
    const { mayBlock, told } = this.#thread;
    if (!mayBlock || typeof SharedArrayBuffer !== 'function') throw new Error('this thread may not sleep');
    this.#cell ??= this.#bell ?? new Int32Array(new SharedArrayBuffer(4));
    if (told?.()) throw new Error('it was told to stop');
    Atomics.wait(this.#cell, 0, rung, Math.max(0, told === undefined ? ms : Math.min(ms, lookMs)));
  }
}
