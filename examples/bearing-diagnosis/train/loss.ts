/** A loss of one example: its value, and its derivative by the last layer's sums in `delta` [outputs]. */
export type Loss = (output: Float64Array, target: ArrayLike<number>, delta: Float64Array) => number;

/** −Σ target·ln(output) for a softmax layer; `target` [classes] sums to 1. */
export const crossEntropy: Loss = (output, target, delta) => {
  let loss = 0;
  for (let i = 0; i < output.length; i++) {
    const wanted = target[i]!;
    if (wanted > 0) loss -= wanted * Math.log(Math.max(output[i]!, Number.MIN_VALUE));
    delta[i] = output[i]! - wanted;
  }
  return loss;
};

/** The mean of (output − target)² for a layer without activation. */
export const meanSquare: Loss = (output, target, delta) => {
  let loss = 0;
  for (let i = 0; i < output.length; i++) {
    const difference = output[i]! - target[i]!;
    loss += (difference * difference) / output.length;
    delta[i] = (2 * difference) / output.length;
  }
  return loss;
};
