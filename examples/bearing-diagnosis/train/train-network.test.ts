import { describe, expect, test } from 'vitest';
import { Random } from '../simulate/random.ts';
import { Adam } from './adam.ts';
import { DenseNetwork } from './dense-network.ts';
import { crossEntropy, meanSquare } from './loss.ts';
import { type Example, trainNetwork } from './train-network.ts';

const exclusiveOr: Example[] = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 1],
].map(([a, b]) => ({ x: [a!, b!], target: a === b ? [1, 0] : [0, 1] }));

function train(seed: number): DenseNetwork {
  const random = new Random(seed, 1);
  const network = DenseNetwork.random([2, 8, 2], ['tanh', 'softmax'], random);
  trainNetwork(network, exclusiveOr, { loss: crossEntropy, epochs: 400, batch: 2, rate: 0.05, decay: 0, random, inputNoise: 0 });
  return network;
}

describe('trainNetwork()', () => {
  test('learns exclusive or, which no single layer can', () => {
    const network = train(5);
    for (const { x, target } of exclusiveOr) expect(network.forward(x)[target[1] === 1 ? 1 : 0]).toBeGreaterThan(0.95);
  });

  test('gives the same weights for the same seed', () => {
    expect(train(6).layers).toEqual(train(6).layers);
    expect(train(7).layers).not.toEqual(train(6).layers);
  });

  test('lowers the loss', () => {
    const random = new Random(8, 1);
    const rows = Array.from({ length: 50 }, () => {
      const z = random.gaussian();
      return Float64Array.of(z, 2 * z, -z);
    });
    const network = DenseNetwork.random([3, 1, 3], ['none', 'none'], random);
    const examples = rows.map((x) => ({ x, target: x }));
    const losses = trainNetwork(network, examples, {
      loss: meanSquare,
      epochs: 200,
      batch: 10,
      rate: 0.02,
      decay: 0,
      random,
      inputNoise: 0,
    });
    // The rows lie on a line: one hidden unit can hold them
    expect(losses.at(-1)).toBeLessThan(1e-3 * losses[0]!);
  });
});

test("Adam's first step is the rate, whatever the gradient's size", () => {
  const network = new DenseNetwork([
    { inputs: 2, outputs: 1, activation: 'none', weight: Float64Array.of(1, 1), bias: Float64Array.of(0) },
  ]);
  new Adam(network).step([{ weight: Float64Array.of(1e3, -1e-3), bias: Float64Array.of(0) }], { rate: 0.1, decay: 0 });
  expect(network.layers[0]!.weight[0]).toBeCloseTo(0.9, 6);
  expect(network.layers[0]!.weight[1]).toBeCloseTo(1.1, 4);
  expect(network.layers[0]!.bias[0]).toBe(0);
});
