/** So many events at least are handed over together, */
const least = 8;
/** and more of them when they come faster than this. */
const stretchMs = 0.25;

/**
 * Says when to hand over what was sent while its sender goes on: soon, so that workers begin, and not too often, since
 * waking a thread costs as much as several tasks do.
 */
export class Batch {
  readonly #now: () => number;
  #count = 0;
  #handedMs = Number.NEGATIVE_INFINITY;

  /** @param now a clock in ms */
  constructor(now = () => performance.now()) {
    this.#now = now;
  }

  /** One more event was sent. @returns whether to hand over */
  add(): boolean {
    if (++this.#count < least) return false;
    this.#count = 0;
    const now = this.#now();
    if (now - this.#handedMs < stretchMs) return false;
    this.#handedMs = now;
    return true;
  }
}
