import { Deadlines, type Due } from '../deadlines.ts';

interface Happening extends Due {
  readonly run: () => void;
}

/** Virtual time: what happens when; at one time, in the order of planning. */
export class Agenda {
  readonly #happenings = new Deadlines<Happening>();
  #now = 0;
  #planned = 0;
  #left = 0;

  get now(): number {
    return this.#now;
  }

  /** How much is planned. */
  get size(): number {
    return this.#left;
  }

  at(time: number, run: () => void): void {
    // the fraction keeps the order of planning, and is too small to matter
    this.#happenings.add({ at: time + this.#planned++ * 1e-9, place: -1, run });
    this.#left++;
  }

  after(delay: number, run: () => void): void {
    this.at(this.#now + delay, run);
  }

  /** False when nothing is left. */
  next(): boolean {
    const happening = this.#happenings.take(Infinity);
    if (happening === undefined) return false;
    this.#left--;
    this.#now = Math.max(this.#now, happening.at);
    happening.run();
    return true;
  }
}
