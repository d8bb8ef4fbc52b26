import { describe, expect, test } from 'vitest';
import { load, numbersOf, type Plain, parametersOf, tensorOf } from './component.ts';
import { dft, noise, relativeError } from './dft.ts';

const { executor } = load();

interface Input {
  readonly data: Float64Array | Float32Array;
  readonly dimensions: number[];
}

function transform({ data, dimensions }: Input, parameters: Record<string, Plain> = {}): Input {
  const complex = parameters['kind'] !== 'r2c';
  const response = executor.execute({
    operation: 'signal.fft',
    parameters: parametersOf(parameters),
    inputs: [tensorOf('signal', data, dimensions, complex)],
  });
  return { data: numbersOf(response, 'spectrum'), dimensions: [...response.outputs[0]!.tensor.dimensions] };
}

const precisions = [
  { name: 'fp64', of: (x: Float64Array) => x, bound: 2e-14 },
  { name: 'fp32', of: (x: Float64Array) => Float32Array.from(x), bound: 2e-6 },
];
const lengths = [1, 2, 3, 4, 5, 7, 8, 11, 13, 15, 16, 17, 32, 60, 64, 97, 100, 127, 128, 243, 256, 360, 509, 1000, 1024, 1031];

describe.each(precisions)('signal.fft in $name', ({ of, bound }) => {
  test.each(lengths)('agrees with the definition at length %i', (n) => {
    for (const batch of [1, 3]) {
      const x = of(noise(2 * n * batch, n));
      const dimensions = batch > 1 ? [batch, n] : [n];
      const forward = transform({ data: x, dimensions });
      expect(forward.dimensions).toEqual(dimensions);
      expect(relativeError(forward.data, dft(x, n, batch, -1))).toBeLessThan(bound);
      expect(relativeError(transform({ data: x, dimensions }, { inverse: true }).data, dft(x, n, batch, 1))).toBeLessThan(bound);
    }
  });

  test.each(lengths)('the half spectrum of a real signal, and back, at length %i', (n) => {
    const batch = 2;
    const bins = Math.floor(n / 2) + 1;
    const x = of(noise(n * batch, n + 7));
    const full = dft(
      Float64Array.from({ length: 2 * n * batch }, (_, i) => (i % 2 === 0 ? x[i / 2]! : 0)),
      n,
      batch,
      -1,
    );
    const half = Float64Array.from({ length: 2 * bins * batch }, (_, i) => full[2 * n * Math.floor(i / (2 * bins)) + (i % (2 * bins))]!);
    const spectrum = transform({ data: x, dimensions: [batch, n] }, { kind: 'r2c' });
    expect(spectrum.dimensions).toEqual([batch, bins]);
    expect(relativeError(spectrum.data, half)).toBeLessThan(bound);
    const back = transform(spectrum, { kind: 'c2r', length: BigInt(n), normalize: true });
    expect(back.dimensions).toEqual([batch, n]);
    expect(relativeError(back.data, x)).toBeLessThan(bound);
  });

  test.each([1, 12, 97, 4096, 10007, 44100])('keeps energy, and forward then inverse is n times the signal, at length %i', (n) => {
    const x = of(noise(2 * n, 3 * n));
    const forward = transform({ data: x, dimensions: [n] });
    const energy = (a: ArrayLike<number>): number => Array.from(a).reduce((sum, value) => sum + value * value, 0);
    expect(energy(forward.data) / (n * energy(x))).toBeCloseTo(1, bound < 1e-10 ? 12 : 5);
    const back = transform(forward, { inverse: true });
    expect(
      relativeError(
        back.data,
        x.map((value) => value * n),
      ),
    ).toBeLessThan(bound);
  });

  test('normalize divides by the length, in every direction', () => {
    const x = of(noise(2 * 30));
    const plain = transform({ data: x, dimensions: [30] });
    const divided = transform({ data: x, dimensions: [30] }, { normalize: true });
    expect(
      relativeError(
        divided.data,
        plain.data.map((value) => value / 30),
      ),
    ).toBeLessThan(bound);
  });

  test('an impulse is flat, and a shift turns phases only', () => {
    const n = 48;
    for (const shift of [0, 1, 17]) {
      const impulse = new Float64Array(2 * n);
      impulse[2 * shift] = 1;
      const { data } = transform({ data: of(impulse), dimensions: [n] });
      const expected = Float64Array.from({ length: 2 * n }, (_, i) => {
        const angle = (-2 * Math.PI * shift * Math.floor(i / 2)) / n;
        return i % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
      });
      expect(relativeError(data, expected)).toBeLessThan(bound);
    }
  });

  test('c2r takes the imaginary parts of bin 0 and bin n/2 as 0', () => {
    const x = of(noise(16));
    const spectrum = transform({ data: x, dimensions: [16] }, { kind: 'r2c' });
    const bent = spectrum.data.slice();
    bent[1] = 5;
    bent[17] = -3;
    expect(transform({ data: bent, dimensions: [9] }, { kind: 'c2r' }).data).toEqual(transform(spectrum, { kind: 'c2r' }).data);
  });

  test('every leading axis is batch, an empty one too', () => {
    const x = of(noise(2 * 2 * 3 * 8));
    const flat = transform({ data: x, dimensions: [6, 8] });
    const deep = transform({ data: x, dimensions: [2, 3, 8] });
    expect(deep.data).toEqual(flat.data);
    expect(deep.dimensions).toEqual([2, 3, 8]);
    expect(transform({ data: of(new Float64Array(0)), dimensions: [0, 8] })).toMatchObject({ dimensions: [0, 8] });
  });

  test('more shapes than plans are kept give the same answers again', () => {
    const shapes = Array.from({ length: 40 }, (_, i) => i + 3);
    const run = () => shapes.map((n) => transform({ data: of(noise(2 * n, n)), dimensions: [n] }).data);
    expect(run()).toEqual(run());
  });
});
