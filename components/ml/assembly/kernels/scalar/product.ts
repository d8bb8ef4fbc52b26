// Matrix products in single precision for engines without SIMD. The sum over k runs in order: its error is within gamma(k + 1)
// of |A| |B| + |bias| (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).

/** Bytes of scratch that a product of `m` rows over `k` needs: none, but an address of its own. */
export function scratchBytes(m: i32, k: i32): u64 { return 4; }
/** The same for `multiplyUnpacked`. */
export function scratchBytesUnpacked(m: i32, n: i32, k: i32): u64 { return 4; }

/** C[m][n] = bias[n] + A[m][k] W^T, with W as [n][k]. */
export function multiplyPacked(m: i32, n: i32, k: i32, a: usize, packed: usize, bias: usize, c: usize, scratch: usize): void {
  const row = <usize>k << 2;
  for (let i = 0; i < m; i++) {
    let w = packed, j = 0;
    for (; j + 4 <= n; j += 4) { // 4 sums at once hide the latency of the addition
      const at = bias + (<usize>j << 2);
      let c0 = load<f32>(at), c1 = load<f32>(at, 4), c2 = load<f32>(at, 8), c3 = load<f32>(at, 12);
      const w1 = w + row, w2 = w1 + row, w3 = w2 + row;
      for (let p: usize = 0; p < row; p += 4) {
        const x = load<f32>(a + p);
        c0 += x * load<f32>(w + p);
        c1 += x * load<f32>(w1 + p);
        c2 += x * load<f32>(w2 + p);
        c3 += x * load<f32>(w3 + p);
      }
      store<f32>(c, c0);
      store<f32>(c, c1, 4);
      store<f32>(c, c2, 8);
      store<f32>(c, c3, 12);
      c += 16;
      w = w3 + row;
    }
    for (; j < n; j++) {
      let sum = load<f32>(bias + (<usize>j << 2));
      for (let p: usize = 0; p < row; p += 4) sum += load<f32>(a + p) * load<f32>(w + p);
      store<f32>(c, sum);
      c += 4;
      w += row;
    }
    a += row;
  }
}

/** C[m][n] = A[m][k] B[k][n], all row-major: row by row of B, so that memory is read in order. */
export function multiplyUnpacked(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, scratch: usize): void {
  const row = <usize>n << 2;
  for (let i = 0; i < m; i++) {
    memory.fill(c, 0, row);
    let from = b;
    for (let p = 0; p < k; p++) {
      const x = load<f32>(a);
      for (let j: usize = 0; j < row; j += 4) store<f32>(c + j, load<f32>(c + j) + x * load<f32>(from + j));
      a += 4;
      from += row;
    }
    c += row;
  }
}
