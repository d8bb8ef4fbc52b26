import type { Id } from '../coordinator/events.ts';

const signal = 0;
const lock = 1;
/** As a 64-bit number. */
const current = 1;
const nobody = -1;

/** What Python looks at for a signal. */
const interrupted = 2;

const longSpins = 10_000_000;

/** Memory for one. */
export function interruptMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(16);
}

/**
 * How an interpreter that is busy with Python is interrupted from another thread: a 2 in its first byte raises
 * KeyboardInterrupt. Behind a lock stands which task runs, so that no signal reaches the next one.
 */
export class InterruptCell {
  readonly #words: Int32Array;
  readonly #tasks: Float64Array;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
    this.#tasks = new Float64Array(memory);
  }

  /** The interpreter's thread runs this task from now on. @returns which it ran before */
  enter(task: Id | undefined): Id | undefined {
    return this.#locked(() => {
      const before = this.#tasks[current]!;
      this.#tasks[current] = task ?? nobody;
      Atomics.store(this.#words, signal, 0);
      return before === nobody ? undefined : before;
    });
  }

  /** Python is to raise KeyboardInterrupt. */
  get signalled(): boolean {
    return Atomics.load(this.#words, signal) === interrupted;
  }

  /** Which task runs. */
  get task(): Id | undefined {
    const task = this.#locked(() => this.#tasks[current]!);
    return task === nobody ? undefined : task;
  }

  /** Interrupts the task if it runs. @returns whether it does */
  interrupt(task: Id): boolean {
    return this.#locked(() => {
      if (this.#tasks[current] !== task) return false;
      Atomics.store(this.#words, signal, interrupted);
      Atomics.notify(this.#words, signal);
      return true;
    });
  }

  /** Interrupts whatever runs, since its thread is to end. */
  interruptAny(): void {
    Atomics.store(this.#words, signal, interrupted);
    Atomics.notify(this.#words, signal);
  }

  /**
   * Held for nanoseconds, so that spinning is the shortest way; never over code that can throw. Who has spun for long takes
   * it: its holder was ended.
   */
  #locked<T>(run: () => T): T {
    for (let i = 0; i < longSpins && Atomics.compareExchange(this.#words, lock, 0, 1) !== 0; i++);
    const result = run();
    Atomics.store(this.#words, lock, 0);
    return result;
  }
}
