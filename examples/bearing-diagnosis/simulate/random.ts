/** 6364136223846793005, the multiplier of Knuth's MMIX generator, in two halves. */
const multiplierHigh = 0x5851f42d;
const multiplierLow = 0x4c957f2d;

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const [aHigh, aLow, bHigh, bLow] = [a >>> 16, a & 0xffff, b >>> 16, b & 0xffff];
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + (aLow * bHigh + (middle & 0xffff)) / 0x10000) >>> 0;
}

/**
 * PCG32 (XSH-RR 64/32): small, fast, and the same numbers on every machine.
 *
 * Source: M. E. O'Neill, "PCG: A Family of Simple Fast Space-Efficient Statistically Good Algorithms for Random Number
 * Generation", Harvey Mudd College, HMC-CS-2014-0905, 2014. The numbers are those of the reference `pcg32_srandom_r`.
 */
export class Random {
  #high = 0;
  #low = 0;
  readonly #incrementHigh: number;
  readonly #incrementLow: number;
  #spare: number | undefined;

  /** `seed` says where to begin, `stream` which of the independent sequences to take; both unsigned, 32 bits. */
  constructor(seed: number, stream = 0) {
    this.#incrementHigh = stream >>> 31;
    this.#incrementLow = ((stream << 1) | 1) >>> 0;
    this.#step();
    const low = this.#low + (seed >>> 0);
    this.#high = (this.#high + (low > 0xffffffff ? 1 : 0)) >>> 0;
    this.#low = low >>> 0;
    this.#step();
  }

  #step(): void {
    const low = Math.imul(this.#low, multiplierLow) >>> 0;
    const carried = multiplyHigh(this.#low, multiplierLow) + Math.imul(this.#high, multiplierLow) + Math.imul(this.#low, multiplierHigh);
    const sum = low + this.#incrementLow;
    this.#low = sum >>> 0;
    this.#high = (carried + this.#incrementHigh + (sum > 0xffffffff ? 1 : 0)) >>> 0;
  }

  /** A whole number in [0, 2³²). */
  bits(): number {
    const [high, low] = [this.#high, this.#low];
    this.#step();
    // ((state >> 18) ^ state) >> 27, the lower 32 bits of it
    const mixedHigh = (high >>> 18) ^ high;
    const mixedLow = ((high << 14) | (low >>> 18)) ^ low;
    const shifted = (mixedHigh << 5) | (mixedLow >>> 27);
    const turn = high >>> 27;
    return ((shifted >>> turn) | (shifted << (-turn & 31))) >>> 0;
  }

  /** A real number in [low, high), in steps of 2⁻³² of the span. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * (this.bits() / 0x100000000);
  }

  /** A positive real number in [low, high) whose logarithm is uniform. */
  logUniform(low: number, high: number): number {
    return low * Math.exp(this.uniform() * Math.log(high / low));
  }

  /** A whole number in [0, bound), without bias: O'Neill's rejection of the incomplete last interval. */
  below(bound: number): number {
    const threshold = 0x100000000 % bound;
    for (;;) {
      const bits = this.bits();
      if (bits >= threshold) return bits % bound;
    }
  }

  /** A standard normal number. Source: G. Marsaglia and T. A. Bray, SIAM Review 6(3), 1964 (the polar method). */
  gaussian(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    for (;;) {
      const [u, v] = [this.uniform(-1, 1), this.uniform(-1, 1)];
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      this.#spare = v * scale;
      return u * scale;
    }
  }

  /** Puts the elements in a random order, in place (Fisher–Yates). */
  shuffle<A extends { length: number; [index: number]: number }>(array: A): A {
    for (let last = array.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      const kept = array[last]!;
      array[last] = array[other]!;
      array[other] = kept;
    }
    return array;
  }
}
