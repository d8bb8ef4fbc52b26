/** Numbers from -1 to 1 that are the same in every run: a linear congruential generator (Numerical Recipes' constants). */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  next(): number {
    this.#state = (Math.imul(this.#state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.#state / 2 ** 31 - 1;
  }

  /** A whole number from 1 to `most`. */
  size(most: number): number {
    return 1 + Math.floor(((this.next() + 1) / 2) * most);
  }

  /** fp32 values. */
  list(length: number): Float32Array {
    return Float32Array.from({ length }, () => this.next());
  }
}
