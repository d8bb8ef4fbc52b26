// Packing: the operands of a product in the order in which the micro-kernels read them. Sizes are elements, strides bytes.
import { loadSome, transpose4 } from './vector';

/** Columns of a panel of B. */
export const COLUMNS: i32 = 8;

/** `n` rounded up to whole panels. */
@inline export function padded(n: i32): i32 { return (n + COLUMNS - 1) & ~(COLUMNS - 1); }

/** Bytes of a packed B of `k` rows and `n` columns. */
export function packedBytes(k: u32, n: u32): u64 { return <u64>k * ((<u64>n + 7) & ~7) * 4; }

/** B as [k][n] to panels [n/8][k][8], zeros beyond n. */
export function packColumns(b: usize, stride: usize, k: i32, n: i32, to: usize): void {
  for (let j = 0; j < n; j += COLUMNS) {
    const width = min(COLUMNS, n - j);
    let from = b + (<usize>j << 2);
    for (let p = 0; p < k; p++) {
      if (width == COLUMNS) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
      } else {
        const zero = f32x4.splat(0);
        v128.store(to, width >= 4 ? v128.load(from) : loadSome(from, width, zero));
        v128.store(to, width > 4 ? loadSome(from + 16, width - 4, zero) : zero, 16);
      }
      to += 32;
      from += stride;
    }
  }
}

/** B given as its transpose [n][k] (a dense layer's weights) to panels [n/8][k][8], zeros beyond n. */
export function packTransposed(b: usize, k: i32, n: i32, to: usize): void {
  const stride = <usize>k << 2;
  for (let j = 0; j < n; j += COLUMNS) {
    const width = min(COLUMNS, n - j);
    if (width < COLUMNS) memory.fill(to, 0, <usize>k * 32);
    packRows(b + <usize>j * stride, stride, width, k, to, 32);
    to += <usize>k * 32;
  }
}

/** A as [height][k] to [k][height], each of the k steps at `step` bytes: a panel of A, or `height` columns of a panel of B. */
export function packRows(a: usize, stride: usize, height: i32, k: i32, to: usize, step: usize): void {
  let i = 0;
  for (; i + 4 <= height; i += 4) {
    let from = a + <usize>i * stride, out = to + (<usize>i << 2), p = 0;
    for (; p + 4 <= k; p += 4) {
      transpose4(from, stride, out, step);
      from += 16;
      out += 4 * step;
    }
    for (; p < k; p++) {
      for (let r: usize = 0; r < 4; r++) store<f32>(out + 4 * r, load<f32>(from + r * stride));
      from += 4;
      out += step;
    }
  }
  for (; i < height; i++) {
    let from = a + <usize>i * stride, out = to + (<usize>i << 2);
    for (let p = 0; p < k; p++) {
      store<f32>(out, load<f32>(from));
      from += 4;
      out += step;
    }
  }
}
