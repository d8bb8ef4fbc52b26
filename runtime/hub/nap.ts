/** How long the thread stands still for one answer, */
const napMs = 1;
/** and for how many in a row before its event loop turns. */
const stretchMs = 1;
/** After so many answers in a row that were too late, it tries every 64th time only. */
const mostSkipped = 64;
/** Microtasks that it lets pass by first: code that was answered has more to say when it has awaited that a few times. */
const hops = 8;

export interface NapOptions {
  /** Sleeps until something is pending; false when the time is up, or where the thread may not. */
  readonly wait: (timeoutMs: number) => boolean;
  /** Takes in what is pending. */
  readonly run: () => void;
  /** Calls back after the event loop has turned. */
  readonly yield: (run: () => void) => void;
  /** A clock in ms. */
  readonly now?: () => number;
}

/**
 * Lets a thread that awaits answers stand still for the next one, where that comes about as fast as an event loop turns:
 * it then wakes in a fraction of the time. Every millisecond it lets the event loop turn first, so that everything else
 * there waits no longer than for that and for one answer.
 */
export class Nap {
  /** Some code here awaits an answer. */
  wanted = false;
  readonly #options: NapOptions;
  readonly #now: () => number;
  #turnedMs = Number.NEGATIVE_INFINITY;
  /** How often it does not, and how often it did not the last time. */
  #skip = 0;
  #skipped = 0;
  /** Microtasks to pass by; 0: none is planned. */
  #hops = 0;
  #yielding = false;

  constructor(options: NapOptions) {
    this.#options = options;
    this.#now = options.now ?? (() => performance.now());
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
    else if (!this.wanted || this.#yielding) return;
    else if (this.#now() - this.#turnedMs < stretchMs) this.#sleep();
    else {
      this.#yielding = true;
      this.#options.yield(this.#turn);
    }
  };

  readonly #turn = (): void => {
    this.#yielding = false;
    this.turned();
    if (this.wanted) this.#sleep();
  };

  #sleep(): void {
    if (this.#options.wait(napMs)) {
      this.#skipped = 0;
      this.#options.run();
    } else this.#skip = this.#skipped = Math.min(mostSkipped, 2 * this.#skipped + 1);
  }
}
