// Small pieces on vectors of four f32.

/** a b + c; fused where the build has relaxed-simd and the machine the instruction. */
@inline export function multiplyAdd(a: v128, b: v128, c: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(a, b, c) : f32x4.add(f32x4.mul(a, b), c);
}

@inline export function sumOf(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

/** The largest lane; a NaN counts as small. */
@inline export function maximumOf(v: v128): f32 {
  const pairs = f32x4.pmax(v, i32x4.shuffle(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(f32x4.pmax(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2)), 0);
}

/** The first `count` (1 to 3) of four elements; the other lanes are `rest`. */
@inline export function loadSome(at: usize, count: i32, rest: v128): v128 {
  let v = v128.load_lane<f32>(at, rest, 0);
  if (count > 1) v = v128.load_lane<f32>(at, v, 1, 4);
  if (count > 2) v = v128.load_lane<f32>(at, v, 2, 8);
  return v;
}

/** Stores the first `count` (1 to 3) lanes. */
@inline export function storeSome(at: usize, v: v128, count: i32): void {
  v128.store_lane<f32>(at, v, 0);
  if (count > 1) v128.store_lane<f32>(at, v, 1, 4);
  if (count > 2) v128.store_lane<f32>(at, v, 2, 8);
}

/** Reads a 4 x 4 block with `stride` bytes a row and writes its transpose with `step` bytes a row. */
@inline export function transpose4(from: usize, stride: usize, to: usize, step: usize): void {
  const x0 = v128.load(from), x1 = v128.load(from + stride), x2 = v128.load(from + 2 * stride), x3 = v128.load(from + 3 * stride);
  const t0 = i32x4.shuffle(x0, x1, 0, 4, 1, 5), t1 = i32x4.shuffle(x2, x3, 0, 4, 1, 5);
  const t2 = i32x4.shuffle(x0, x1, 2, 6, 3, 7), t3 = i32x4.shuffle(x2, x3, 2, 6, 3, 7);
  v128.store(to, i64x2.shuffle(t0, t1, 0, 2));
  v128.store(to + step, i64x2.shuffle(t0, t1, 1, 3));
  v128.store(to + 2 * step, i64x2.shuffle(t2, t3, 0, 2));
  v128.store(to + 3 * step, i64x2.shuffle(t2, t3, 1, 3));
}
