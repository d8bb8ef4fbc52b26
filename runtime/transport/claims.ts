import type { Id } from '../coordinator/events.ts';

// One word per slot: 0 free or withdrawn, n > 0 offered under the number n, -n taken.
/** How many offers a worker may hold at once. */
const slots = 1024;

/** Memory for a worker's claims. */
export function claimsMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(4 * slots);
}

/** Names an offer: a place, and a number that no other offer of the worker has. */
export interface Claim {
  readonly slot: number;
  readonly serial: number;
}

/** What was offered under a claim. */
export interface Offer extends Claim {
  readonly task: Id;
  readonly attempt: number;
}

/**
 * Who may begin a task that was sent to a worker: the worker takes it right before it begins, the hub may withdraw it
 * until then, even while the worker is deep in another task. Whoever is first has it. Of a worker that is gone, what it
 * took and did not complete was begun: the memory outlives its thread, and a completion counts if it was received.
 */
export class Claims {
  readonly #words: Int32Array;
  readonly #free: number[] = [];
  #serial = 0;

  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
    for (let slot = this.#words.length - 1; slot >= 0; slot--) this.#free.push(slot);
  }

  /** The hub's: undefined when every slot is used; then the task cannot be withdrawn. */
  offer(task: Id, attempt: number): Offer | undefined {
    const slot = this.#free.pop();
    if (slot === undefined) return undefined;
    this.#serial = (this.#serial % 0x7fffffff) + 1;
    Atomics.store(this.#words, slot, this.#serial);
    return { slot, serial: this.#serial, task, attempt };
  }

  /** The worker's: whether the task is its own to begin. */
  take({ slot, serial }: Claim): boolean {
    return Atomics.compareExchange(this.#words, slot, serial, -serial) === serial;
  }

  /** The hub's: whether the worker never begins it. */
  withdraw({ slot, serial }: Claim): boolean {
    return Atomics.compareExchange(this.#words, slot, serial, 0) === serial;
  }

  /** The hub's: whether the worker took it, if only right before it was killed. */
  taken({ slot, serial }: Claim): boolean {
    return Atomics.load(this.#words, slot) === -serial;
  }

  /** The hub's: the offer is settled, its slot may be used again. */
  release({ slot }: Claim): void {
    this.#free.push(slot);
  }
}
