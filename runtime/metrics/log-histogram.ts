import type { Histogram, HistogramSample, Labels } from './metrics.ts';

/** Buckets between two powers of two. */
const steps = 4;
/** The last bucket that has an end: at 2^30 us, 18 minutes. */
const last = steps * 29 - 1;

/**
 * Durations in fixed buckets, whole microseconds: 1, 2, 3, 4, and from there four to each power of two, so that a
 * bucket's ends are at most a quarter apart. Recording is a few integer operations.
 */
export class LogHistogram implements Histogram {
  /** One more for whatever is longer. */
  readonly #counts = new Float64Array(last + 2);
  #count = 0;
  #sumMs = 0;
  #minMs = Number.POSITIVE_INFINITY;
  #maxMs = 0;

  /** @throws {RangeError} for NaN */
  record(ms: number): void {
    const value = Math.max(ms, 0);
    if (Number.isNaN(value)) throw new RangeError('A histogram cannot record NaN');
    this.#count++;
    this.#sumMs += value;
    if (value < this.#minMs) this.#minMs = value;
    if (value > this.#maxMs) this.#maxMs = value;
    this.#counts[bucketOf(value)]!++;
  }

  get count(): number {
    return this.#count;
  }

  /**
   * Never below the exact quantile; above it by at most a quarter, or 0.001 ms.
   *
   * @param share from 0 to 1
   * @returns milliseconds; 0 when nothing was recorded
   */
  quantile(share: number): number {
    const rank = Math.max(1, Math.ceil(share * this.#count));
    let seen = 0;
    for (let i = 0; i <= last; i++) {
      seen += this.#counts[i]!;
      if (seen >= rank) return Math.min(endOf(i), this.#maxMs);
    }
    return this.#maxMs;
  }

  sample(name: string, labels: Labels): HistogramSample {
    const buckets: { upToMs: number; count: number }[] = [];
    for (const [i, count] of this.#counts.entries()) if (count > 0) buckets.push({ upToMs: endOf(i), count });
    return {
      name,
      labels,
      count: this.#count,
      sumMs: this.#sumMs,
      minMs: this.#count === 0 ? 0 : this.#minMs,
      maxMs: this.#maxMs,
      p50Ms: this.quantile(0.5),
      p90Ms: this.quantile(0.9),
      p99Ms: this.quantile(0.99),
      buckets,
    };
  }
}

function bucketOf(ms: number): number {
  const us = Math.ceil(ms * 1000) - 1;
  if (us < steps) return Math.max(us, 0);
  if (us >= 2 ** 30) return last + 1;
  const octave = 31 - Math.clz32(us);
  return steps * (octave - 1) + ((us >>> (octave - 2)) & (steps - 1));
}

/** Where a bucket ends, itself included, in milliseconds. */
function endOf(bucket: number): number {
  if (bucket > last) return Number.POSITIVE_INFINITY;
  if (bucket < steps) return (bucket + 1) / 1000;
  const octave = Math.floor(bucket / steps) + 1;
  return ((steps + (bucket % steps) + 1) * 2 ** (octave - 2)) / 1000;
}
