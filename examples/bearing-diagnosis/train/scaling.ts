import { type DenseLayer, DenseNetwork } from './dense-network.ts';

/** Per feature, what brings the training data to mean 0 and, over all features, to deviation 1. */
export interface Scaling {
  readonly mean: Float64Array;
  /** One for all features: their relative sizes carry meaning. */
  readonly deviation: number;
}

/** Mean per feature and the common deviation about it. `rows` [examples][features], at least two. */
export function measureScaling(rows: readonly ArrayLike<number>[]): Scaling {
  const features = rows[0]!.length;
  const mean = new Float64Array(features);
  for (const row of rows) for (let i = 0; i < features; i++) mean[i]! += row[i]! / rows.length;
  let square = 0;
  for (const row of rows) for (let i = 0; i < features; i++) square += (row[i]! - mean[i]!) ** 2 / (rows.length * features);
  return { mean, deviation: Math.sqrt(square) };
}

/** (x − mean)/deviation. */
export function scale(x: ArrayLike<number>, { mean, deviation }: Scaling): Float64Array {
  return mean.map((center, i) => (x[i]! - center) / deviation);
}

/** The same network for inputs that are not scaled: W' = W/s, b' = b − W'·mean. */
export function foldIntoFirst(network: DenseNetwork, { mean, deviation }: Scaling): DenseNetwork {
  const [first, ...rest] = network.layers;
  const { inputs, weight } = first!;
  const folded: DenseLayer = {
    ...first!,
    weight: weight.map((w) => w / deviation),
    bias: first!.bias.map((b, o) => {
      let sum = b;
      for (let i = 0; i < inputs; i++) sum -= (weight[o * inputs + i]! / deviation) * mean[i]!;
      return sum;
    }),
  };
  return new DenseNetwork([folded, ...rest]);
}

/** The same network with its outputs scaled back: W' = s·W, b' = s·b + mean; for a last layer without activation. */
export function foldIntoLast(network: DenseNetwork, { mean, deviation }: Scaling): DenseNetwork {
  const last = network.layers.at(-1)!;
  if (last.activation !== 'none') throw new Error(`Cannot fold a scaling into the last layer: its activation is "${last.activation}"`);
  const folded = { ...last, weight: last.weight.map((w) => w * deviation), bias: last.bias.map((b, o) => b * deviation + mean[o]!) };
  return new DenseNetwork([...network.layers.slice(0, -1), folded]);
}

/** The network as it is stored: every number rounded to fp32. */
export function roundToSingle(network: DenseNetwork): DenseNetwork {
  return new DenseNetwork(
    network.layers.map((layer) => ({ ...layer, weight: layer.weight.map(Math.fround), bias: layer.bias.map(Math.fround) })),
  );
}
