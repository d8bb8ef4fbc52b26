import { expect, test } from 'vitest';
import { Random } from '../simulate/random.ts';
import { DenseNetwork } from './dense-network.ts';
import { foldIntoFirst, foldIntoLast, measureScaling, roundToSingle, scale } from './scaling.ts';

const random = new Random(31, 1);
const rows = Array.from({ length: 40 }, () => Float64Array.from({ length: 5 }, (_, i) => 10 * i + 3 * random.gaussian()));
const scaling = measureScaling(rows);

test('measureScaling() brings the rows to mean 0 and common deviation 1', () => {
  const scaled = rows.map((row) => scale(row, scaling));
  for (let i = 0; i < 5; i++) expect(scaled.reduce((sum, row) => sum + row[i]!, 0)).toBeCloseTo(0, 9);
  expect(scaled.flatMap((row) => [...row]).reduce((sum, x) => sum + x * x, 0) / 200).toBeCloseTo(1, 9);
});

test('a folded network takes raw features and gives the same answer', () => {
  const network = DenseNetwork.random([5, 4, 3], ['relu', 'softmax'], random);
  const expected = [...network.forward(scale(rows[0]!, scaling))];
  const folded = foldIntoFirst(network, scaling);
  [...folded.forward(rows[0]!)].forEach((y, i) => {
    expect(y).toBeCloseTo(expected[i]!, 12);
  });
});

test('an autoencoder folded at both ends answers in the units of its input', () => {
  const network = DenseNetwork.random([5, 2, 5], ['tanh', 'none'], random);
  const scaled = scale(rows[1]!, scaling);
  const expected = [...network.forward(scaled)].map((y, i) => y * scaling.deviation + scaling.mean[i]!);
  const folded = foldIntoLast(foldIntoFirst(network, scaling), scaling);
  [...folded.forward(rows[1]!)].forEach((y, i) => {
    expect(y).toBeCloseTo(expected[i]!, 12);
  });
});

test('foldIntoLast() refuses an activation that would bend the result', () => {
  expect(() => foldIntoLast(DenseNetwork.random([5, 5], ['relu'], random), scaling)).toThrow('its activation is "relu"');
});

test('roundToSingle() keeps only what fp32 can say', () => {
  const [layer] = roundToSingle(DenseNetwork.random([5, 2], ['none'], random)).layers;
  for (const w of layer!.weight) expect(Math.fround(w)).toBe(w);
});
