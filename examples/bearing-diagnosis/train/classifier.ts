import { conditions } from '../bearing.ts';
import { Random } from '../simulate/random.ts';
import type { Row } from './dataset.ts';
import { DenseNetwork } from './dense-network.ts';
import { crossEntropy } from './loss.ts';
import { foldIntoFirst, measureScaling, roundToSingle, scale } from './scaling.ts';
import { trainNetwork } from './train-network.ts';

/** Trains the classifier; the result takes raw features and gives a probability per condition. */
export function trainClassifier(rows: readonly Row[], seed: number): DenseNetwork {
  const random = new Random(seed, 1);
  const scaling = measureScaling(rows.map(({ x }) => x));
  const network = DenseNetwork.random([rows[0]!.x.length, 32, 16, conditions.length], ['relu', 'relu', 'softmax'], random);
  const examples = rows.map(({ x, condition }) => ({
    x: scale(x, scaling),
    target: conditions.map((candidate) => (candidate === condition ? 1 : 0)),
  }));
  trainNetwork(network, examples, { loss: crossEntropy, epochs: 60, batch: 32, rate: 2e-3, decay: 0.05, random, inputNoise: 0.5 });
  return roundToSingle(foldIntoFirst(network, scaling));
}
