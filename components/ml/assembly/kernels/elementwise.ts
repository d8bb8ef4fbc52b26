// Functions over whole tensors: f32 at any multiple of 4, of any length.
import { Activation } from './activation';
import { exponential, gelu, hyperbolicTangent, relu, sigmoid } from './functions';
import { loadSome, maximumOf, multiplyAdd, storeSome, sumOf } from './vector';

/** Applies an activation to `rows` rows of `columns`, in place. */
export function activate(activation: i32, x: usize, rows: i32, columns: i32): void {
  if (activation == Activation.SOFTMAX) {
    softmax(x, rows, columns, 1, x);
    return;
  }
  if (activation == Activation.NONE) return;
  const count = rows * columns, whole = x + (<usize>(count & ~3) << 2);
  for (; x < whole; x += 16) v128.store(x, apply(activation, v128.load(x)));
  if (count & 3) storeSome(x, apply(activation, loadSome(x, count & 3, f32x4.splat(0))), count & 3);
}

@inline function apply(activation: i32, v: v128): v128 {
  switch (activation) {
    case Activation.RELU: return relu(v);
    case Activation.SIGMOID: return sigmoid(v);
    case Activation.TANH: return hyperbolicTangent(v);
    default: return gelu(v);
  }
}

/** Elements whose sum is kept in single precision before it goes to a double: bounds the rounding of long rows. */
const RUN: i32 = 1024;

/** y = e^(scale x - m) / sum, row by row, with m the row's largest scale x; y may be x. A row with a NaN becomes NaN. */
export function softmax(x: usize, rows: i32, columns: i32, scale: f32, y: usize): void {
  const bytes = <usize>columns << 2;
  for (; rows > 0; rows--) {
    const sum = exponentials(x, columns, scale, largest(x, columns, scale), y);
    divide(y, columns, <f32>(1 / sum));
    x += bytes;
    y += bytes;
  }
}

function largest(x: usize, n: i32, scale: f32): f32 {
  const by = f32x4.splat(scale);
  let most = f32x4.splat(-Infinity);
  for (; n >= 4; n -= 4) {
    most = f32x4.pmax(most, f32x4.mul(v128.load(x), by));
    x += 16;
  }
  const found = maximumOf(most);
  if (n == 0) return found;
  const rest = f32x4.mul(loadSome(x, n, v128.load32_splat(x)), by);
  return max(found, maximumOf(f32x4.pmax(f32x4.splat(-Infinity), rest)));
}

function exponentials(x: usize, n: i32, scale: f32, most: f32, y: usize): f64 {
  const by = f32x4.splat(scale), less = f32x4.splat(-most);
  let sum: f64 = 0;
  while (n >= 4) {
    const run = min(n & ~3, RUN);
    let part = f32x4.splat(0);
    for (let left = run; left > 0; left -= 4) {
      const e = exponential(f32x4.add(f32x4.mul(v128.load(x), by), less));
      v128.store(y, e);
      part = f32x4.add(part, e);
      x += 16;
      y += 16;
    }
    sum += sumOf(part);
    n -= run;
  }
  if (n > 0) {
    const e = exponential(f32x4.add(f32x4.mul(loadSome(x, n, f32x4.splat(0)), by), less));
    storeSome(y, e, n);
    sum += f32x4.extract_lane(e, 0);
    if (n > 1) sum += f32x4.extract_lane(e, 1);
    if (n > 2) sum += f32x4.extract_lane(e, 2);
  }
  return sum;
}

function divide(y: usize, n: i32, inverse: f32): void {
  const by = f32x4.splat(inverse);
  for (; n >= 4; n -= 4) {
    v128.store(y, f32x4.mul(v128.load(y), by));
    y += 16;
  }
  if (n > 0) storeSome(y, f32x4.mul(loadSome(y, n, by), by), n);
}

/** The mean of (x - y)^2 over `n` elements; NaN for none. */
export function meanSquaredDifference(x: usize, y: usize, n: i32): f32 {
  let sum: f64 = 0;
  let left = n;
  while (left >= 4) {
    const run = min(left & ~3, RUN);
    let part = f32x4.splat(0);
    for (let i = run; i > 0; i -= 4) {
      const d = f32x4.sub(v128.load(x), v128.load(y));
      part = multiplyAdd(d, d, part);
      x += 16;
      y += 16;
    }
    sum += sumOf(part);
    left -= run;
  }
  for (; left > 0; left--) {
    const d = <f64>(load<f32>(x) - load<f32>(y));
    sum += d * d;
    x += 4;
    y += 4;
  }
  return <f32>(sum / n);
}
