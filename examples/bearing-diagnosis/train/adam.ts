import type { DenseNetwork, Gradient } from './dense-network.ts';

export interface AdamOptions {
  readonly rate: number;
  /** Decoupled decay of the weights per step, times the rate (Loshchilov and Hutter, "Decoupled weight decay", ICLR 2019). */
  readonly decay: number;
}

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/** Adam. Source: D. P. Kingma and J. Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, algorithm 1. */
export class Adam {
  readonly #network: DenseNetwork;
  readonly #first: Gradient;
  readonly #second: Gradient;
  #steps = 0;

  constructor(network: DenseNetwork) {
    this.#network = network;
    this.#first = network.zeroGradient();
    this.#second = network.zeroGradient();
  }

  /** Moves the network's weights against `gradient`. */
  step(gradient: Gradient, { rate, decay }: AdamOptions): void {
    this.#steps++;
    const [bias1, bias2] = [1 - beta1 ** this.#steps, 1 - beta2 ** this.#steps];
    this.#network.layers.forEach((layer, k) => {
      for (const part of ['weight', 'bias'] as const) {
        const [values, slope, first, second] = [layer[part], gradient[k]![part], this.#first[k]![part], this.#second[k]![part]];
        const shrink = part === 'weight' ? rate * decay : 0;
        for (let i = 0; i < values.length; i++) {
          const g = slope[i]!;
          first[i] = beta1 * first[i]! + (1 - beta1) * g;
          second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
          values[i]! -= (rate * (first[i]! / bias1)) / (Math.sqrt(second[i]! / bias2) + epsilon) + shrink * values[i]!;
        }
      }
    });
  }
}
