import { unref } from './unref.ts';

const rings = 0;
const asleep = 16;
/** Beside `asleep`: both are the sleeper's to write. */
const looks = 17;
/** Beside `rings`: whoever rings writes it. */
const closed = 1;
/** How soon a thread with an event loop looks by itself. */
const lookMs = 1;
/** How soon one does that blocks. A shorter time has to be set on the machine's own timer, which costs more than a wake-up. */
const dozeMs = 10;

/** Memory for a bell; each of its two words has a cache line of its own. */
export function bellMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(128);
}

/**
 * What one thread sleeps on, whatever it waits for; any thread may ring. The sleeper notes the count of rings, hangs out
 * that it sleeps, looks once more for work, and sleeps until the count changes. Whoever made work rings if the sleeper
 * hangs out that it sleeps: so either the sleeper sees the work or the ringer sees the sleeper.
 *
 * The ringer counts before it notifies and takes the sign in last, and only the sign that it saw. A ringer that is killed
 * in between therefore leaves the sign out, and the next ring still wakes: with a flag that the ringer clears first, that
 * kill would leave everyone waiting for ever. All waiters are notified: a thread may block while its own `listen` waits,
 * and that waiter, being older, would swallow a notification for one.
 */
export class Bell {
  readonly #words: Int32Array;
  #sleeps = 0;
  #listening = false;
  #looking = false;

  /** For the thread that sleeps on it, or for one that rings. */
  constructor(memory: SharedArrayBuffer) {
    this.#words = new Int32Array(memory);
  }

  /** Wakes the sleeper, if it sleeps. Cheap otherwise. */
  ring(): void {
    const sign = Atomics.load(this.#words, asleep);
    if (sign === 0) return;
    Atomics.add(this.#words, rings, 1);
    Atomics.notify(this.#words, rings);
    Atomics.compareExchange(this.#words, asleep, sign, 0);
  }

  /** Wakes the sleeper unless it looks by itself in a moment: for work that need not be taken at once. */
  nudge(): void {
    if (Atomics.load(this.#words, looks) === 0) this.ring();
  }

  /** The sleeper is to end: it blocks no more, and nothing more is pending for it. */
  close(): void {
    Atomics.store(this.#words, closed, 1);
    Atomics.add(this.#words, rings, 1);
    Atomics.notify(this.#words, rings);
  }

  /** Calls `look` in a moment, during which nobody nudges the sleeper; what was made by then is pending when it is called. */
  lookSoon(look: () => void): void {
    if (this.#looking) return;
    this.#looking = true;
    Atomics.store(this.#words, looks, 1);
    unref(
      setTimeout(() => {
        this.#looking = false;
        Atomics.store(this.#words, looks, 0); // before it looks: who comes later rings
        look();
      }, lookMs),
    );
  }

  /**
   * Blocks the thread until there is something to do: at once, or after a ring. Not on a browser's main thread.
   * @param looks others may nudge it: it looks by itself soon
   * @returns Whether there is; false after `timeoutMs`, and at once when the bell is closed.
   */
  wait(pending: () => boolean, timeoutMs = Number.POSITIVE_INFINITY, { looks: isNudged = false } = {}): boolean {
    let found = pending();
    if (!found) {
      const now = performance.now();
      if (isNudged) {
        Atomics.store(this.#words, looks, 1);
        found = this.#sleep(pending, now + Math.min(dozeMs, timeoutMs));
        Atomics.store(this.#words, looks, 0);
      }
      found ||= this.#sleep(pending, now + timeoutMs);
    }
    // the sign stays out for a listener that has not been notified
    if (!this.#listening) Atomics.store(this.#words, asleep, 0);
    return found;
  }

  /**
   * Calls `run` from the event loop whenever something is pending, other events taking their turns in between. `run`
   * should leave nothing pending. What it throws becomes an unhandled rejection, and listening goes on. This keeps no
   * event loop alive: hold a worker or a port.
   * @returns What ends it.
   */
  listen(pending: () => boolean, run: () => void): () => void {
    if (this.#listening) throw new TypeError('Cannot listen to a bell twice at once');
    this.#listening = true;
    let stopped = false;
    const turn = (): void => {
      if (stopped) return;
      try {
        Atomics.store(this.#words, asleep, 0);
        if (pending()) run();
      } finally {
        if (!stopped) arm();
      }
    };
    const arm = (): void => {
      const seen = this.#fallAsleep();
      const wait = Atomics.waitAsync(this.#words, rings, seen);
      void (wait.async ? wait.value : Promise.resolve()).then(turn);
      if (pending()) this.ring();
    };
    arm();
    return () => {
      if (stopped) return;
      stopped = true;
      this.#listening = false;
      // lets the engine forget the waiter
      this.ring();
    };
  }

  #sleep(pending: () => boolean, end: number): boolean {
    do {
      const seen = this.#fallAsleep();
      if (pending()) return true;
      if (Atomics.load(this.#words, closed) === 1) return false;
      const left = end - performance.now();
      if (left <= 0) return false;
      Atomics.wait(this.#words, rings, seen, left);
      // before the sign is hung out again: whoever rings for one who is awake wakes its listener for nothing
    } while (!pending());
    return true;
  }

  #fallAsleep(): number {
    const seen = Atomics.load(this.#words, rings);
    this.#sleeps = (this.#sleeps % 0x7fffffff) + 1;
    Atomics.store(this.#words, asleep, this.#sleeps);
    return seen;
  }
}
