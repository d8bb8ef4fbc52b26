/** What a series does over time: a straight line through it, by least squares. */
export interface Trend {
  readonly mean: number;
  /** Per minute. */
  readonly slope: number;
  readonly first: number;
  readonly last: number;
}

/** @param samples at least two: when, in ms, and what */
export function trendOf(samples: readonly (readonly [atMs: number, value: number])[]): Trend {
  const minutes = samples.map(([atMs]) => atMs / 60_000);
  const values = samples.map(([, value]) => value);
  const meanMinute = average(minutes);
  const mean = average(values);
  let covariance = 0;
  let variance = 0;
  for (const [i, minute] of minutes.entries()) {
    covariance += (minute - meanMinute) * (values[i]! - mean);
    variance += (minute - meanMinute) ** 2;
  }
  return { mean, slope: covariance / variance, first: values[0]!, last: values.at(-1)! };
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
