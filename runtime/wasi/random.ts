/** The most bytes in one answer. */
const mostBytes = 2 ** 26;
/** The most that `getRandomValues` gives at once. */
const pieceBytes = 2 ** 16;

function bytes(length: bigint): Uint8Array {
  if (length > mostBytes) throw new RangeError(`it asks for ${length} random bytes at once: ${mostBytes} are the most`);
  const made = new Uint8Array(Number(length));
  for (let at = 0; at < made.length; at += pieceBytes) crypto.getRandomValues(made.subarray(at, at + pieceBytes));
  return made;
}

function u64(): bigint {
  return crypto.getRandomValues(new BigUint64Array(1))[0]!;
}

/** `wasi:random`: what is called insecure is as good as the rest. */
export const random = {
  'wasi:random/random': { getRandomBytes: bytes, getRandomU64: u64 },
  'wasi:random/insecure': { getInsecureRandomBytes: bytes, getInsecureRandomU64: u64 },
  'wasi:random/insecure-seed': { insecureSeed: (): [bigint, bigint] => [u64(), u64()] },
};
