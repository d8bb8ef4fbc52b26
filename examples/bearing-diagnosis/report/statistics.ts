/** The middle value; of an even number, the mean of the two middle ones. NaN for none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Smallest and greatest. */
export function range(values: ArrayLike<number>): [low: number, high: number] {
  return Array.from(values).reduce(([low, high], x) => [Math.min(low, x), Math.max(high, x)] as [number, number], [Infinity, -Infinity] as [
    number,
    number,
  ]);
}
