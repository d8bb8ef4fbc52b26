import type { Random } from '../simulate/random.ts';

export type Activation = 'none' | 'relu' | 'tanh' | 'softmax';

/** y = activation(W·x + b): weight row-major [outputs, inputs], bias [outputs]. */
export interface DenseLayer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: Activation;
  readonly weight: Float64Array;
  readonly bias: Float64Array;
}

/**
 * A stack of dense layers with its gradient, in float64. One example at a time: the networks here are small, and sums in
 * one fixed order give the same bytes each time.
 */
export class DenseNetwork {
  readonly layers: readonly DenseLayer[];
  /** Per layer, what {@link forward} last made. */
  readonly #activations: readonly Float64Array[];
  /** Per layer, the loss's derivative by the sum before the activation. */
  readonly #deltas: readonly Float64Array[];

  constructor(layers: readonly DenseLayer[]) {
    this.layers = layers;
    this.#activations = layers.map(({ outputs }) => new Float64Array(outputs));
    this.#deltas = layers.map(({ outputs }) => new Float64Array(outputs));
  }

  /**
   * Random weights, uniform with variance 2/(inputs + outputs), biases 0. `sizes` [features, …, outputs], one activation
   * per layer. Source: X. Glorot and Y. Bengio, "Understanding the difficulty of training deep feedforward neural
   * networks", AISTATS 2010.
   */
  static random(sizes: readonly number[], activations: readonly Activation[], random: Random): DenseNetwork {
    return new DenseNetwork(
      activations.map((activation, k) => {
        const [inputs, outputs] = [sizes[k]!, sizes[k + 1]!];
        const bound = Math.sqrt(6 / (inputs + outputs));
        const weight = Float64Array.from({ length: outputs * inputs }, () => random.uniform(-bound, bound));
        return { inputs, outputs, activation, weight, bias: new Float64Array(outputs) };
      }),
    );
  }

  /** The output [outputs] for one example; overwritten by the next call. */
  forward(x: ArrayLike<number>): Float64Array {
    let input = x;
    this.layers.forEach(({ inputs, outputs, weight, bias, activation }, k) => {
      const output = this.#activations[k]!;
      for (let o = 0; o < outputs; o++) {
        let sum = bias[o]!;
        const row = o * inputs;
        for (let i = 0; i < inputs; i++) sum += weight[row + i]! * input[i]!;
        output[o] = sum;
      }
      activate(output, activation);
      input = output;
    });
    return this.#activations.at(-1)!;
  }

  /**
   * Adds to `gradient` (shaped as the layers) the derivative of a loss at the example that {@link forward} last saw, given
   * the loss's derivative by the last layer's sums (before its activation).
   */
  backward(x: ArrayLike<number>, outputDelta: ArrayLike<number>, gradient: Gradient): void {
    this.#deltas.at(-1)!.set(outputDelta);
    for (let k = this.layers.length - 1; k >= 0; k--) {
      const { inputs, outputs, weight } = this.layers[k]!;
      const delta = this.#deltas[k]!;
      const input = k > 0 ? this.#activations[k - 1]! : x;
      const { weight: weightGradient, bias: biasGradient } = gradient[k]!;
      const below = k > 0 ? this.#deltas[k - 1]!.fill(0) : undefined;
      for (let o = 0; o < outputs; o++) {
        const d = delta[o]!;
        if (d === 0) continue;
        biasGradient[o]! += d;
        const row = o * inputs;
        for (let i = 0; i < inputs; i++) weightGradient[row + i]! += d * input[i]!;
        if (below !== undefined) for (let i = 0; i < inputs; i++) below[i]! += d * weight[row + i]!;
      }
      if (below !== undefined) scaleBySlope(below, this.#activations[k - 1]!, this.layers[k - 1]!.activation);
    }
  }

  /** A gradient of zeros. */
  zeroGradient(): Gradient {
    return this.layers.map(({ weight, bias }) => ({ weight: new Float64Array(weight.length), bias: new Float64Array(bias.length) }));
  }
}

export type Gradient = readonly { readonly weight: Float64Array; readonly bias: Float64Array }[];

function activate(values: Float64Array, activation: Activation): void {
  if (activation === 'relu') for (let i = 0; i < values.length; i++) values[i] = Math.max(0, values[i]!);
  if (activation === 'tanh') for (let i = 0; i < values.length; i++) values[i] = Math.tanh(values[i]!);
  if (activation === 'softmax') {
    const greatest = values.reduce((a, b) => Math.max(a, b));
    let sum = 0;
    for (let i = 0; i < values.length; i++) sum += values[i] = Math.exp(values[i]! - greatest);
    for (let i = 0; i < values.length; i++) values[i]! /= sum;
  }
}

/** Multiplies by the activation's derivative, told from its output. */
function scaleBySlope(delta: Float64Array, output: Float64Array, activation: Activation): void {
  if (activation === 'softmax') throw new Error('Cannot train a network: softmax stands before the last layer');
  if (activation === 'relu') for (let i = 0; i < delta.length; i++) delta[i]! *= output[i]! > 0 ? 1 : 0;
  if (activation === 'tanh') for (let i = 0; i < delta.length; i++) delta[i]! *= 1 - output[i]! ** 2;
}
