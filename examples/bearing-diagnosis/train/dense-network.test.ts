import { describe, expect, test } from 'vitest';
import { Random } from '../simulate/random.ts';
import { type Activation, DenseNetwork } from './dense-network.ts';
import { crossEntropy, type Loss, meanSquare } from './loss.ts';

const cases: [name: string, sizes: number[], activations: Activation[], loss: Loss, target: number[]][] = [
  ['relu, relu, softmax with cross-entropy', [7, 6, 5, 3], ['relu', 'relu', 'softmax'], crossEntropy, [0.1, 0.7, 0.2]],
  ['tanh, none with mean square', [4, 3, 4], ['tanh', 'none'], meanSquare, [0.5, -1, 2, 0.25]],
];

describe('DenseNetwork', () => {
  test.each(cases)('backward() agrees with central differences of the loss: %s', (_, sizes, activations, loss, target) => {
    const random = new Random(21, 1);
    const network = DenseNetwork.random(sizes, activations, random);
    for (const { bias } of network.layers) for (let i = 0; i < bias.length; i++) bias[i] = random.uniform(-0.5, 0.5);
    const x = Float64Array.from({ length: sizes[0]! }, () => random.gaussian());
    const delta = new Float64Array(sizes.at(-1)!);
    const gradient = network.zeroGradient();
    loss(network.forward(x), target, delta);
    network.backward(x, delta, gradient);

    const step = 1e-6;
    const scratch = new Float64Array(delta.length);
    network.layers.forEach((layer, k) => {
      for (const part of ['weight', 'bias'] as const) {
        for (let i = 0; i < layer[part].length; i++) {
          const kept = layer[part][i]!;
          layer[part][i] = kept + step;
          const above = loss(network.forward(x), target, scratch);
          layer[part][i] = kept - step;
          const below = loss(network.forward(x), target, scratch);
          layer[part][i] = kept;
          expect(gradient[k]![part][i]).toBeCloseTo((above - below) / (2 * step), 6);
        }
      }
    });
  });

  test('forward() computes what a hand calculation gives', () => {
    const network = new DenseNetwork([
      { inputs: 2, outputs: 2, activation: 'relu', weight: Float64Array.of(1, 2, -1, 1), bias: Float64Array.of(0.5, -3) },
      { inputs: 2, outputs: 1, activation: 'none', weight: Float64Array.of(2, 7), bias: Float64Array.of(-1) },
    ]);
    // relu(1·3 + 2·1 + 0.5) = 5.5, relu(−3 + 1 − 3) = 0
    expect([...network.forward([3, 1])]).toEqual([10]);
  });

  test('softmax sums to 1 and survives large sums', () => {
    const network = new DenseNetwork([
      { inputs: 1, outputs: 3, activation: 'softmax', weight: Float64Array.of(1000, 999, 0), bias: new Float64Array(3) },
    ]);
    const y = network.forward([1]);
    expect(y[0]! + y[1]! + y[2]!).toBeCloseTo(1, 12);
    expect(y[0]! / y[1]!).toBeCloseTo(Math.E, 9);
  });
});
