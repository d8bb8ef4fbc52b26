import { expect, test } from 'vitest';
import { load, numbersOf, type Plain, parametersOf, tensorOf } from './component.ts';
import { noise, relativeError } from './dft.ts';

const { executor } = load();
const rate = 2000;
/** Two seconds: a tone of amplitude 2 at 100 Hz, and a little noise. */
const tone = noise(4000).map((value, i) => 2 * Math.sin((2 * Math.PI * 100 * i) / rate) + 0.01 * value);

function run(operation: string, parameters: Record<string, Plain>, data: Float64Array | Float32Array = tone) {
  const response = executor.execute({ operation, parameters: parametersOf(parameters), inputs: [tensorOf('signal', data, [data.length])] });
  const shapes = Object.fromEntries(response.outputs.map(({ name, tensor }) => [name, [...tensor.dimensions]]));
  return { shapes, values: response.values, numbers: (name: string) => numbersOf(response, name) };
}
const argmax = (numbers: ArrayLike<number>): number =>
  Array.from(numbers).reduce((best, value, i, all) => (value > all[best]! ? i : best), 0);

test('it says its name, its version and its operations, in order', () => {
  expect(executor.name()).toBe('cpp');
  expect(executor.version()).toMatch(/^\d+\.\d+\.\d+$/);
  const names = executor.operations().map(({ name }) => name);
  expect(names).toEqual(names.toSorted());
  expect(names).toEqual([
    'bearing.evidence',
    'signal.envelope-spectrum',
    'signal.fft',
    'signal.spectrogram',
    'signal.welch',
    'vibration.features',
  ]);
});

test('signal.welch finds the tone, its power, and each choice matters', () => {
  const spectrum = run('signal.welch', { rate, segment: 1000n, scaling: 'spectrum' });
  expect(spectrum.shapes).toEqual({ frequencies: [501], power: [501] });
  expect(spectrum.numbers('frequencies')[argmax(spectrum.numbers('power'))]).toBeCloseTo(100, 9);
  expect(Math.max(...spectrum.numbers('power'))).toBeCloseTo(2, 3); // amplitude^2 / 2
  const variants: Record<string, Plain>[] = [
    {},
    { window: 'hamming' },
    { window: 'blackman' },
    { window: 'boxcar' },
    { detrend: 'linear' },
    { detrend: 'none' },
    { scaling: 'spectrum' },
    { overlap: 100n },
    { segment: 128n },
    { rate: 1000 },
  ];
  const ramp = tone.map((value, i) => value + i);
  const sums = variants.map((variant) =>
    Array.from(run('signal.welch', { rate, ...variant }, ramp).numbers('power')).reduce((sum, value) => sum + value, 0),
  );
  expect(new Set(sums).size).toBe(variants.length);
});

test('signal.spectrogram averages to signal.welch', () => {
  const parameters = { rate, segment: 512n, window: 'hamming' };
  const { shapes, numbers } = run('signal.spectrogram', parameters);
  const frames = Math.floor((4000 - 256) / 256);
  expect(shapes).toEqual({ frequencies: [257], times: [frames], power: [frames, 257] });
  const power = numbers('power');
  const mean = Float64Array.from({ length: 257 }, (_, k) => {
    let sum = 0;
    for (let frame = 0; frame < frames; frame++) sum += power[frame * 257 + k]!;
    return sum / frames;
  });
  const welch = run('signal.welch', parameters).numbers('power');
  expect(relativeError(mean, welch)).toBeLessThan(1e-12);
  expect(numbers('times')[0]).toBeCloseTo(256 / rate, 12);
});

test('signal.envelope-spectrum reads a modulation, and ends where it is told', () => {
  const modulated = Float64Array.from(
    { length: 4000 },
    (_, i) => (1 + 0.4 * Math.cos((2 * Math.PI * 7 * i) / rate)) * Math.sin((2 * Math.PI * 500 * i) / rate),
  );
  const { shapes, numbers } = run('signal.envelope-spectrum', { rate, low: 400, high: 600, maximum: 50 }, modulated);
  expect(shapes['amplitude']).toEqual(shapes['frequencies']);
  expect(numbers('frequencies').at(-1)).toBeCloseTo(50, 9);
  const peak = argmax(numbers('amplitude'));
  expect(numbers('frequencies')[peak]).toBeCloseTo(7, 9);
  expect(numbers('amplitude')[peak]).toBeCloseTo(0.4, 6);
});

test('vibration.features gives what was asked for, and no more', () => {
  const plain = run('vibration.features', { rate });
  expect(plain.shapes).toEqual({ rms: [1], peak: [1], crest: [1], kurtosis: [1], skewness: [1] });
  expect(plain.numbers('rms')[0]).toBeCloseTo(Math.SQRT2, 3);
  expect(plain.numbers('kurtosis')[0]).toBeCloseTo(1.5, 3);
  const full = run('vibration.features', { rate, unit: 'm/s^2', segment: 1000n, bands: Float64Array.of(0, 90, 90, 110) });
  expect(full.shapes).toEqual({
    rms: [4],
    peak: [4],
    crest: [4],
    kurtosis: [4],
    skewness: [4],
    'band-energy': [4, 2],
    'velocity-rms': [4],
  });
  expect(full.numbers('band-energy')[1]).toBeCloseTo(2, 3);
  expect(full.numbers('velocity-rms')[0]).toBeCloseTo((1000 * Math.SQRT2) / (2 * Math.PI * 100), 2);
  const gravity = run('vibration.features', { rate, unit: 'g', segment: 1000n });
  expect(gravity.numbers('velocity-rms')[0]! / full.numbers('velocity-rms')[0]!).toBeCloseTo(9.80665, 9);
  expect(run('vibration.features', { rate, unit: 'Pa' }).shapes).not.toHaveProperty('velocity-rms');
});

test('bearing.evidence has the shapes it declares, and its default order range', () => {
  const parameters = { rate, speed: 25, bands: Float64Array.of(200, 400, 500, 900), orders: Float64Array.of(0.4, 3.1, 4.9), bins: 64n };
  const { shapes, values, numbers } = run('bearing.evidence', parameters);
  expect(shapes).toEqual({ scores: [2, 3], 'order-spectrum': [2, 64], orders: [64], kurtosis: [2] });
  expect(values).toEqual([
    { name: 'revolutions', value: { tag: 'number', val: 50 } },
    { name: 'resolved', value: { tag: 'boolean', val: true } },
  ]);
  expect(numbers('order-spectrum')).toBeInstanceOf(Float32Array);
  expect(numbers('orders')[0]).toBeCloseTo(20 / 64 / 2, 12);
  expect(numbers('scores').every((score) => score > 0)).toBe(true);
});

test('single precision gives what double precision gives', () => {
  const narrow = Float32Array.from(tone);
  const wide = Float64Array.from(narrow);
  expect(run('signal.welch', { rate }, narrow).numbers('power')).toEqual(run('signal.welch', { rate }, wide).numbers('power'));
});
