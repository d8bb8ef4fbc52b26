/** Names a pattern. */
export interface Bytes {
  readonly key: number;
  readonly bytes: number;
}

/** Bytes that look random and follow from their key. */
export function pattern(key: number, bytes: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(bytes / 4));
  // Marsaglia's xorshift32, whose state is never 0
  let x = (Math.imul(key, 0x9e3779b1) ^ bytes) | 1;
  for (let i = 0; i < words.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words[i] = x;
  }
  return new Uint8Array(words.buffer, 0, bytes);
}

export function isPattern(found: unknown, key: number, bytes: number): boolean {
  return found instanceof Uint8Array && found.length === bytes && Buffer.compare(found, pattern(key, bytes)) === 0;
}

/** What a small task makes of a number. */
export function mixed(x: number): number {
  return Math.imul(x ^ 0x5bd1e995, 0x1b873593) >>> 0;
}
