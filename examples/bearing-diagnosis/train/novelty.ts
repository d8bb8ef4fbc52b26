import { Random } from '../simulate/random.ts';
import type { Row } from './dataset.ts';
import { DenseNetwork } from './dense-network.ts';
import { meanSquare } from './loss.ts';
import { foldIntoFirst, foldIntoLast, measureScaling, roundToSingle, scale } from './scaling.ts';
import { trainNetwork } from './train-network.ts';

/** Trains the autoencoder on the healthy rows alone; the result takes raw features and gives them back, in dB. */
export function trainNovelty(rows: readonly Row[], seed: number): DenseNetwork {
  const random = new Random(seed, 2);
  const healthy = rows.filter(({ condition }) => condition === 'healthy').map(({ x }) => x);
  const scaling = measureScaling(healthy);
  const features = healthy[0]!.length;
  const network = DenseNetwork.random([features, 24, features], ['tanh', 'none'], random);
  const examples = healthy.map((x) => {
    const scaled = scale(x, scaling);
    return { x: scaled, target: scaled };
  });
  trainNetwork(network, examples, { loss: meanSquare, epochs: 80, batch: 16, rate: 2e-3, decay: 0.01, random, inputNoise: 0.3 });
  return roundToSingle(foldIntoLast(foldIntoFirst(network, scaling), scaling));
}

/** The mean squared difference of the features and their reconstruction, dB². */
export function reconstructionError(network: DenseNetwork, x: Float32Array): number {
  const y = network.forward(x);
  let sum = 0;
  for (let i = 0; i < y.length; i++) sum += (y[i]! - x[i]!) ** 2;
  return sum / y.length;
}
