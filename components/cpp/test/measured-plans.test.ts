import fs from 'node:fs';
import { expect, test } from 'vitest';
import { load, numbersOf, type Plain, parametersOf, tensorOf } from './component.ts';
import { noise, relativeError } from './dft.ts';

// A transform whose length has measured plans runs by them or fails: that it answers shows that FFTW took the wisdom and
// found the plan in it.
const header = fs.readFileSync(new URL('../fftw/measured_plans.hpp', import.meta.url), 'utf8');
const [, shortest, longest] = header.match(/shortestMeasured = (\d+), longestMeasured = (\d+);/)!.map(Number) as [number, number, number];
const lengths = Array.from({ length: Math.log2(longest / shortest) + 1 }, (_, i) => shortest * 2 ** i);

const { executor } = load();
type Numbers = Float64Array | Float32Array;
function transform(data: Numbers, parameters: Record<string, Plain>): Numbers {
  const complex = parameters['kind'] !== 'r2c';
  const signal = tensorOf('signal', data, [complex ? data.length / 2 : data.length], complex);
  return numbersOf(executor.execute({ operation: 'signal.fft', parameters: parametersOf(parameters), inputs: [signal] }), 'spectrum');
}

/** Bins k of the transform of n complex numbers, by the definition. */
function bins(x: Numbers, bins: readonly number[]): Float64Array {
  const n = x.length / 2;
  const out = new Float64Array(2 * bins.length);
  for (const [i, k] of bins.entries()) {
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      out[2 * i]! += x[2 * j]! * c - x[2 * j + 1]! * s;
      out[2 * i + 1]! += x[2 * j]! * s + x[2 * j + 1]! * c;
    }
  }
  return out;
}

const precisions = [
  { name: 'fp64', of: (x: Float64Array): Numbers => x, bound: 1e-13 },
  { name: 'fp32', of: (x: Float64Array): Numbers => Float32Array.from(x), bound: 3e-6 },
];

test('there are measured plans', () => expect(lengths.length).toBeGreaterThan(1));

test.each(precisions.flatMap((precision) => lengths.map((n) => ({ ...precision, n }))))(
  'transforms of $n in $name by measured plans',
  ({ of, bound, n }) => {
    const x = of(noise(2 * n, n));
    const forward = transform(x, {});
    const some = [0, 1, Math.floor(n / 3), n - 1];
    const found = some.flatMap((k) => [forward[2 * k]!, forward[2 * k + 1]!]);
    expect(relativeError(found, bins(x, some))).toBeLessThan(bound);
    expect(relativeError(transform(forward, { inverse: true, normalize: true }), x)).toBeLessThan(bound);

    const real = x.subarray(0, n);
    const half = transform(real, { kind: 'r2c' });
    const padded = of(Float64Array.from({ length: 2 * n }, (_, i) => (i % 2 === 0 ? real[i / 2]! : 0)));
    expect(relativeError(half, transform(padded, {}).subarray(0, n + 2))).toBeLessThan(bound);
    expect(relativeError(transform(half, { kind: 'c2r', normalize: true }), real)).toBeLessThan(bound);
  },
);

test('a batch is its transforms one by one', () => {
  const n = shortest;
  const x = noise(2 * n * 3);
  const signal = tensorOf('signal', x, [3, n], true);
  const batch = numbersOf(executor.execute({ operation: 'signal.fft', parameters: [], inputs: [signal] }), 'spectrum');
  const alone = [0, 1, 2].flatMap((i) => [...transform(x.slice(2 * n * i, 2 * n * (i + 1)), {})]);
  expect([...batch]).toEqual(alone);
});
