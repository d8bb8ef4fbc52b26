// Packing for ./product: weights stay as they come.

/** `n` rounded up to where the next thing behind a bias may begin. */
@inline export function padded(n: i32): i32 { return (n + 7) & ~7; }

/** Bytes of the packed weights of a layer with `k` inputs and `n` outputs. */
export function packedBytes(k: u32, n: u32): u64 { return <u64>k * n * 4; }

/** A dense layer's weights, [n][k]. */
export function packTransposed(b: usize, k: i32, n: i32, to: usize): void { memory.copy(to, b, <usize>k * <usize>n << 2); }
