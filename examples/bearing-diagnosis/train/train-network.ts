import type { Random } from '../simulate/random.ts';
import { Adam } from './adam.ts';
import type { DenseNetwork } from './dense-network.ts';
import type { Loss } from './loss.ts';

export interface Example {
  readonly x: ArrayLike<number>;
  readonly target: ArrayLike<number>;
}

export interface TrainOptions {
  readonly loss: Loss;
  readonly epochs: number;
  readonly batch: number;
  /** Adam's rate at the start; it falls to a hundredth along half a cosine. */
  readonly rate: number;
  readonly decay: number;
  readonly random: Random;
  /** Standard deviation of normal noise added to each input, new each time; keeps a network from learning examples by heart. */
  readonly inputNoise: number;
}

/** Trains a network in place by mini-batches in seeded random order; returns the mean loss per epoch. */
export function trainNetwork(network: DenseNetwork, examples: readonly Example[], options: TrainOptions): number[] {
  const { loss, epochs, batch, random, inputNoise } = options;
  const adam = new Adam(network);
  const order = Uint32Array.from(examples.keys());
  const gradient = network.zeroGradient();
  const delta = new Float64Array(network.layers.at(-1)!.outputs);
  const noisy = new Float64Array(network.layers[0]!.inputs);
  const history: number[] = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    random.shuffle(order);
    let sum = 0;
    for (let from = 0; from < order.length; from += batch) {
      const members = order.subarray(from, from + batch);
      for (const { weight, bias } of gradient) {
        weight.fill(0);
        bias.fill(0);
      }
      for (const member of members) {
        const { x, target } = examples[member]!;
        for (let i = 0; i < noisy.length; i++) noisy[i] = x[i]! + (inputNoise > 0 ? inputNoise * random.gaussian() : 0);
        sum += loss(network.forward(noisy), target, delta);
        for (let i = 0; i < delta.length; i++) delta[i]! /= members.length;
        network.backward(noisy, delta, gradient);
      }
      const progress = (epoch + from / order.length) / epochs;
      adam.step(gradient, { rate: options.rate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * progress))), decay: options.decay });
    }
    history.push(sum / examples.length);
  }
  return history;
}
