/** The transforms of `batch` signals of n complex numbers by the definition, O(n^2); `sign` of the exponent. */
export function dft(x: ArrayLike<number>, n: number, batch: number, sign: 1 | -1): Float64Array {
  const out = new Float64Array(2 * n * batch);
  const cosines = Float64Array.from({ length: n }, (_, k) => Math.cos((2 * Math.PI * k) / n));
  const sines = Float64Array.from({ length: n }, (_, k) => sign * Math.sin((2 * Math.PI * k) / n));
  for (let b = 0; b < batch; b++) {
    for (let k = 0; k < n; k++) {
      let re = 0;
      let im = 0;
      for (let j = 0; j < n; j++) {
        const c = cosines[(j * k) % n]!;
        const s = sines[(j * k) % n]!;
        const xr = x[2 * (b * n + j)]!;
        const xi = x[2 * (b * n + j) + 1]!;
        re += xr * c - xi * s;
        im += xr * s + xi * c;
      }
      out[2 * (b * n + k)] = re;
      out[2 * (b * n + k) + 1] = im;
    }
  }
  return out;
}

/** Root mean square of the difference over that of `expected`; infinite where the lengths differ. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let error = 0;
  let norm = 0;
  for (let i = 0; i < actual.length; i++) {
    error += (actual[i]! - expected[i]!) ** 2;
    norm += expected[i]! ** 2;
  }
  return Math.sqrt(error / (norm || 1));
}

/** Numbers from -1/2 to 1/2, the same for every run (a linear congruential generator after Numerical Recipes). */
export function noise(length: number, seed = 1): Float64Array {
  let state = seed >>> 0;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  });
}
