import { expect, test } from 'vitest';
import { type Extract, makeDataset } from './dataset.ts';

/** Evidence that tells signals apart: their first samples, and the bands. */
const extract: Extract = async (signal, { bands }) => {
  await new Promise((resolve) => setTimeout(resolve, signal[0]! > 0 ? 3 : 0));
  const count = bands.length / 2;
  return {
    scores: Float64Array.from({ length: 4 * count }, (_, i) => bands[i % bands.length]!),
    orderSpectrum: Float32Array.from({ length: 8 * count }, (_, i) => signal[i]!),
  };
};
const options = { seed: 9, count: () => 2, bands: 2, parallel: 1 };

test('makeDataset() gives one row per band, by condition, the same however many simulations are in work', async () => {
  const rows = await makeDataset(extract, options);
  expect(rows).toHaveLength(5 * 2 * 2);
  expect(rows.map(({ condition }) => condition).filter((condition) => condition === 'ball')).toHaveLength(4);
  expect(rows[0]!.x).toHaveLength(8);
  expect(rows[0]!.scores).toHaveLength(4);
  expect(await makeDataset(extract, { ...options, parallel: 3 })).toEqual(rows);
  expect(await makeDataset(extract, { ...options, seed: 10 })).not.toEqual(rows);
}, 60_000);

test('makeDataset() refuses evidence that holds NaN, and says for which simulation', async () => {
  const broken: Extract = async () => ({ scores: new Float64Array(8).fill(Number.NaN), orderSpectrum: new Float32Array(16) });
  await expect(makeDataset(broken, options)).rejects.toThrow(
    /Cannot train on a simulated healthy recording: its evidence holds NaN \(\{"rate"/,
  );
});
