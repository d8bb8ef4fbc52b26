import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

/** How a thread of the runtime ends; each is counted. */
export const deaths = ['exit', 'uncaught', 'rejected', 'terminated', 'timeout', 'killed', 'cancelled'] as const;
export type Death = (typeof deaths)[number];

const key = 'polyray chaos';
const lastNumber = 0;
const pause = 1;
const endAll = 2;
const firstDeath = 8;
const firstBegin = 64;
const capacity = 2 ** 21;

/** What an assassin is told; see `Assassin`. */
export interface AssassinOrders {
  readonly seed: number;
  /** Between two kills; Infinity: none. */
  readonly meanMs: number;
}

interface Shared extends AssassinOrders {
  readonly memory: SharedArrayBuffer;
}

/**
 * Counters that every thread of this process sees, beside the runtime that is tested: how often a piece of work began,
 * which threads ended, and what the assassin may do.
 */
export class SideChannel {
  readonly #words: Int32Array;
  readonly orders: AssassinOrders;

  private constructor({ memory, seed, meanMs }: Shared) {
    this.#words = new Int32Array(memory);
    this.orders = { seed, meanMs };
  }

  /** Threads that start from now on have this one. */
  static open(orders: AssassinOrders): SideChannel {
    const shared: Shared = { ...orders, memory: new SharedArrayBuffer(4 * capacity) };
    setEnvironmentData(key, shared as never);
    return new SideChannel(shared);
  }

  /** The one that was open when this thread started. */
  static ofThread(): SideChannel {
    return new SideChannel(getEnvironmentData(key) as unknown as Shared);
  }

  /** A number that no other piece of work has. */
  newNumber(): number {
    const number = Atomics.add(this.#words, lastNumber, 1) + 1;
    if (firstBegin + number >= capacity) throw new RangeError('Cannot number another piece of work: the side channel is full');
    return number;
  }

  /** A piece of work begins. @returns how often it has by now */
  begin(number: number): number {
    return Atomics.add(this.#words, firstBegin + number, 1) + 1;
  }

  begun(number: number): number {
    return Atomics.load(this.#words, firstBegin + number);
  }

  /** For a number that counts something else. @returns what was there before */
  exchange(number: number, value: number): number {
    return Atomics.exchange(this.#words, firstBegin + number, value);
  }

  countDeath(death: Death): void {
    Atomics.add(this.#words, firstDeath + deaths.indexOf(death), 1);
  }

  get deaths(): Record<Death, number> {
    return Object.fromEntries(deaths.map((death, i) => [death, Atomics.load(this.#words, firstDeath + i)])) as Record<Death, number>;
  }

  /** The assassin rests. */
  get paused(): boolean {
    return Atomics.load(this.#words, pause) === 1;
  }

  set paused(paused: boolean) {
    Atomics.store(this.#words, pause, paused ? 1 : 0);
  }

  /** Has the assassin end every thread of the runtime, once. */
  endAll(): void {
    Atomics.store(this.#words, endAll, 1);
  }

  takeEndAll(): boolean {
    return Atomics.exchange(this.#words, endAll, 0) === 1;
  }
}
