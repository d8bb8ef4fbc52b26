// Matrix products in single precision: blocked and packed after Goto and van de Geijn, "Anatomy of High-Performance Matrix
// Multiplication" (ACM TOMS 34, 2008). A block of A (BLOCK_ROWS x BLOCK_STEPS) stays in the level-2 cache, a panel of B
// (BLOCK_STEPS x 8) in the level-1 cache, a tile of C in registers.
//
// The sum over k runs in order, in blocks of at most BLOCK_STEPS whose results are added: its error is within
// gamma(k + k / BLOCK_STEPS + 1) of |A| |B| + |bias| (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1).
import { ROWS, multiplyTile } from '../generated/micro-kernels';
import { COLUMNS, packColumns, packRows } from './pack';
import { multiplyAdd, storeSome } from './vector';

const BLOCK_STEPS: i32 = 512;
const BLOCK_ROWS: i32 = 240;

const zeros: usize = memory.data(32, 16);
/** Where a tile at the right edge is made before its columns are copied. */
const edge: usize = memory.data(8 * 32, 16);

/** Steps of one block when k is cut into blocks of about equal size. */
@inline function blockSteps(k: i32): i32 {
  const blocks = (k + BLOCK_STEPS - 1) / BLOCK_STEPS;
  return blocks <= 1 ? k : ((k + blocks - 1) / blocks + 3) & ~3;
}

/** Bytes of scratch that a product of `m` rows over `k` needs, `m` and `k` any number above. */
export function scratchBytes(m: i32, k: i32): u64 { return <u64>min(m, BLOCK_ROWS) * <u64>min(k, BLOCK_STEPS + 3) * 4; }
/** The same for `multiplyUnpacked`. */
export function scratchBytesUnpacked(m: i32, n: i32, k: i32): u64 {
  if (m == 1) return <u64>k * 32; // the last panel of B
  return scratchBytes(m, k) + <u64>min(k, BLOCK_STEPS + 3) * (((<u64>n) + 7) & ~7) * 4;
}

/** C[m][n] = bias[n] + A[m][k] B, with B packed and the bias padded to whole panels. */
export function multiplyPacked(m: i32, n: i32, k: i32, a: usize, packed: usize, bias: usize, c: usize, scratch: usize): void {
  const panel = <usize>k * 32;
  if (m == 1) {
    multiplyRow(n, k, a, packed, 32, panel, bias, c);
    return;
  }
  const most = blockSteps(k);
  let p = 0;
  do { // once for k = 0: the bias alone
    const steps = min(most, k - p);
    multiplyBlock(m, n, steps, a + (<usize>p << 2), <usize>k << 2, packed + <usize>p * 32, panel, p == 0 ? bias : zeros, p == 0, c, scratch);
    p += steps;
  } while (p < k);
}

/** C[m][n] = A[m][k] B[k][n], all row-major. */
export function multiplyUnpacked(m: i32, n: i32, k: i32, a: usize, b: usize, c: usize, scratch: usize): void {
  const row = <usize>n << 2;
  if (m == 1) { // each element of B is used once: packing would cost more than it saves
    multiplyRow(n & ~(COLUMNS - 1), k, a, b, row, 32, 0, c);
    const done = n & ~(COLUMNS - 1);
    if (done < n) {
      packColumns(b + (<usize>done << 2), row, k, n - done, scratch);
      multiplyRow(n - done, k, a, scratch, 32, 0, 0, c + (<usize>done << 2));
    }
    return;
  }
  const most = blockSteps(k), packed = scratch + <usize>scratchBytes(m, k);
  let p = 0;
  do {
    const steps = min(most, k - p);
    packColumns(b + <usize>p * row, row, steps, n, packed);
    multiplyBlock(m, n, steps, a + (<usize>p << 2), <usize>k << 2, packed, <usize>steps * 32, zeros, p == 0, c, scratch);
    p += steps;
  } while (p < k);
}

/** One block of steps: C = start + A B for the first of them, C += A B after it. `panel`: bytes from one panel of B to the next. */
function multiplyBlock(
  m: i32, n: i32, steps: i32, a: usize, stride: usize, packed: usize, panel: usize, start: usize, first: bool, c: usize, scratch: usize,
): void {
  const row = <usize>n << 2;
  for (let i = 0; i < m; i += BLOCK_ROWS) {
    const rows = min(BLOCK_ROWS, m - i);
    packBlock(a + <usize>i * stride, stride, rows, steps, scratch);
    const block = c + <usize>i * row;
    for (let j = 0; j < n; j += COLUMNS) {
      const b = packed + <usize>(j >> 3) * panel, from = start == zeros ? zeros : start + (<usize>j << 2), width = n - j;
      let tile = block + (<usize>j << 2), panelOfA = scratch;
      for (let left = rows, panels = panelsOf(rows); panels > 0; panels--) {
        const height = (left + panels - 1) / panels, step = <usize>height << 2;
        if (width >= COLUMNS) multiplyTile(height, steps, panelOfA, step, b, tile, row, from, !first);
        else {
          multiplyTile(height, steps, panelOfA, step, b, edge, 32, from, false);
          copyEdge(height, width, tile, row, !first);
        }
        panelOfA += <usize>steps * step;
        tile += <usize>height * row;
        left -= height;
      }
    }
  }
}

@inline function panelsOf(rows: i32): i32 { return (rows + ROWS - 1) / ROWS; }

/** A block of A to panels of about equal heights: a thin last one would wait for its own sums. */
function packBlock(a: usize, stride: usize, rows: i32, steps: i32, to: usize): void {
  for (let panels = panelsOf(rows); panels > 0; panels--) {
    const height = (rows + panels - 1) / panels, step = <usize>height << 2;
    packRows(a, stride, height, steps, to, step);
    to += <usize>steps * step;
    a += <usize>height * stride;
    rows -= height;
  }
}

function copyEdge(height: i32, width: i32, to: usize, row: usize, add: bool): void {
  for (let i = 0; i < height; i++) {
    for (let j = 0; j < width; j++) {
      const at = to + <usize>i * row + (<usize>j << 2), sum = load<f32>(edge + <usize>(i * 32 + j * 4));
      store<f32>(at, add ? load<f32>(at) + sum : sum);
    }
  }
}

/** y[n] = bias[n] + x[k] B; `step` bytes from one row of B to the next, `panel` from 8 columns to the next 8. bias 0: none. */
function multiplyRow(n: i32, k: i32, x: usize, b: usize, step: usize, panel: usize, bias: usize, y: usize): void {
  const end = x + (<usize>k << 2);
  let j = 0;
  for (; j + 32 <= n; j += 32) { // 8 sums at once hide the latency of the addition
    const s = bias == 0 ? zeros : bias + (<usize>j << 2), wide: usize = bias == 0 ? 0 : 32;
    let c0 = v128.load(s), c1 = v128.load(s, 16), c2 = v128.load(s + wide), c3 = v128.load(s + wide, 16);
    let c4 = v128.load(s + 2 * wide), c5 = v128.load(s + 2 * wide, 16), c6 = v128.load(s + 3 * wide), c7 = v128.load(s + 3 * wide, 16);
    let p0 = b, p1 = b + panel, p2 = p1 + panel, p3 = p2 + panel;
    for (let at = x; at < end; at += 4) {
      const v = v128.load32_splat(at);
      c0 = multiplyAdd(v, v128.load(p0), c0); c1 = multiplyAdd(v, v128.load(p0, 16), c1);
      c2 = multiplyAdd(v, v128.load(p1), c2); c3 = multiplyAdd(v, v128.load(p1, 16), c3);
      c4 = multiplyAdd(v, v128.load(p2), c4); c5 = multiplyAdd(v, v128.load(p2, 16), c5);
      c6 = multiplyAdd(v, v128.load(p3), c6); c7 = multiplyAdd(v, v128.load(p3, 16), c7);
      p0 += step; p1 += step; p2 += step; p3 += step;
    }
    v128.store(y, c0); v128.store(y, c1, 16); v128.store(y, c2, 32); v128.store(y, c3, 48);
    v128.store(y, c4, 64); v128.store(y, c5, 80); v128.store(y, c6, 96); v128.store(y, c7, 112);
    y += 128;
    b += 4 * panel;
  }
  for (; j < n; j += COLUMNS) {
    const s = bias == 0 ? zeros : bias + (<usize>j << 2);
    let c0 = v128.load(s), c1 = v128.load(s, 16), p = b;
    for (let at = x; at < end; at += 4) {
      const v = v128.load32_splat(at);
      c0 = multiplyAdd(v, v128.load(p), c0); c1 = multiplyAdd(v, v128.load(p, 16), c1);
      p += step;
    }
    const width = n - j;
    if (width >= 4) v128.store(y, c0); else storeSome(y, c0, width);
    if (width >= 8) v128.store(y, c1, 16); else if (width > 4) storeSome(y + 16, c1, width - 4);
    y += 32;
    b += panel;
  }
}
