// Functions over whole tensors, one f32 after the other: ../elementwise for engines without SIMD.
import { Activation } from '../activation';
import { exponential, gelu, hyperbolicTangent, relu, sigmoid } from './functions';

/** Applies an activation to `rows` rows of `columns`, in place. */
export function activate(activation: i32, x: usize, rows: i32, columns: i32): void {
  if (activation == Activation.SOFTMAX) {
    softmax(x, rows, columns, 1, x);
    return;
  }
  if (activation == Activation.NONE) return;
  const end = x + (<usize>(rows * columns) << 2);
  for (; x < end; x += 4) store<f32>(x, apply(activation, load<f32>(x)));
}

@inline function apply(activation: i32, x: f32): f32 {
  switch (activation) {
    case Activation.RELU: return relu(x);
    case Activation.SIGMOID: return sigmoid(x);
    case Activation.TANH: return hyperbolicTangent(x);
    default: return gelu(x);
  }
}

/** y = e^(scale x - m) / sum, row by row, with m the row's largest scale x; y may be x. A row with a NaN becomes NaN. */
export function softmax(x: usize, rows: i32, columns: i32, scale: f32, y: usize): void {
  const bytes = <usize>columns << 2;
  for (; rows > 0; rows--) {
    let most: f32 = -Infinity;
    for (let i: usize = 0; i < bytes; i += 4) {
      const value = load<f32>(x + i) * scale;
      if (most < value) most = value; // a NaN counts as small
    }
    let sum: f64 = 0;
    for (let i: usize = 0; i < bytes; i += 4) {
      const e = exponential(load<f32>(x + i) * scale - most);
      store<f32>(y + i, e);
      sum += e;
    }
    const inverse = <f32>(1 / sum);
    for (let i: usize = 0; i < bytes; i += 4) store<f32>(y + i, load<f32>(y + i) * inverse);
    x += bytes;
    y += bytes;
  }
}

/** The mean of (x - y)^2 over `n` elements; NaN for none. */
export function meanSquaredDifference(x: usize, y: usize, n: i32): f32 {
  let sum: f64 = 0;
  for (let i: usize = 0, end = <usize>n << 2; i < end; i += 4) {
    const d = <f64>(load<f32>(x + i) - load<f32>(y + i));
    sum += d * d;
  }
  return <f32>(sum / n);
}
