import type { Value } from '../coordinator/events.ts';
import type { CoreWorker } from '../task/core-worker.ts';

/** A task's results on their way into the store: all of them get there, or none is kept. */
export class PlacedResult {
  readonly #core: CoreWorker;
  readonly #values: Value[];
  #missing: number;
  #abandoned = false;
  #told: ((values: readonly Value[]) => void) | undefined;

  constructor(core: CoreWorker, count: number) {
    this.#core = core;
    this.#values = new Array<Value>(count);
    this.#missing = count;
  }

  /** Each place once, in any order. @throws what encoding it throws: then nothing is kept */
  place(index: number, result: unknown): void {
    try {
      const value = this.#core.placer.valueOf(result, `result[${index}]`, (late) => this.#take(index, late));
      if (value !== undefined) this.#take(index, value);
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** Nobody will have them. */
  abandon(): void {
    this.#abandoned = true;
    this.#core.placer.discard(this.#values);
  }

  /** Calls back once, now or when the store had room: values that are errors say why there was none. */
  whenPlaced(told: (values: readonly Value[]) => void): void {
    if (this.#missing === 0) told(this.#values);
    else this.#told = told;
  }

  #take(index: number, value: Value): void {
    if (this.#abandoned) {
      this.#core.placer.discard([value]);
      return;
    }
    this.#values[index] = value;
    if (--this.#missing === 0) this.#told?.(this.#values);
  }
}
