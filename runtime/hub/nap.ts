/** How long the thread stands still for one answer, */
const napMs = 0.1;
/** and for how many in a row before its event loop turns. */
const stretchMs = 1;
/** How often it does not after an answer was too late. */
const missed = 64;
/** Microtasks that it lets pass by first: code that was answered has more to say when it has awaited that a few times. */
const hops = 8;

/**
 * Lets a thread that awaits answers stand still for the next one, where that comes about as fast as an event loop turns:
 * it then wakes in a fraction of the time. Only between two turns of the event loop that lie a millisecond apart, so that
 * everything else there has to wait no longer than this.
 */
export class Nap {
  /** Some code here awaits an answer. */
  wanted = false;
  readonly #wait: (timeoutMs: number) => boolean;
  readonly #run: () => void;
  readonly #now: () => number;
  #turnedMs = Number.NEGATIVE_INFINITY;
  #skip = 0;
  /** Microtasks to pass by; 0: none is planned. */
  #hops = 0;

  /**
   * @param wait sleeps until something is pending; false when the time is up, or where the thread may not
   * @param run takes in what is pending
   * @param now a clock in ms
   */
  constructor(wait: (timeoutMs: number) => boolean, run: () => void, now = () => performance.now()) {
    this.#wait = wait;
    this.#run = run;
    this.#now = now;
  }

  /** The event loop has turned. */
  turned(): void {
    this.#turnedMs = this.#now();
  }

  /** To be called when questions have been sent: the thread sleeps when the code that sent them has nothing left to do. */
  plan(): void {
    if (!this.wanted) return;
    const planned = this.#hops > 0;
    this.#hops = hops;
    if (!planned) queueMicrotask(this.#pass);
  }

  readonly #pass = (): void => {
    if (--this.#hops > 0) queueMicrotask(this.#pass);
    else if (this.#skip > 0) this.#skip--;
    else if (this.wanted && this.#now() - this.#turnedMs < stretchMs) {
      if (this.#wait(napMs)) this.#run();
      else this.#skip = missed;
    }
  };
}
