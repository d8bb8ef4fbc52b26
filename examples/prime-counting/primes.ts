/** The primes up to `limit`, and with it, in their order: the sieve of Eratosthenes. */
export function primesUpTo(limit: number): Uint32Array {
  const composite = new Uint8Array(limit + 1);
  const primes: number[] = [];
  for (let n = 2; n <= limit; n++) {
    if (composite[n]) continue;
    primes.push(n);
    for (let multiple = n * n; multiple <= limit; multiple += n) composite[multiple] = 1;
  }
  return Uint32Array.from(primes);
}

/**
 * How many primes there are from `from`, at least 2, up to and without `to`.
 *
 * @param small the primes up to the square root of `to`
 */
export function countPrimes(small: Uint32Array, from: number, to: number): number {
  const composite = new Uint8Array(to - from);
  let count = composite.length;
  for (const prime of small) {
    if (prime * prime >= to) break;
    for (let multiple = Math.max(prime * prime, Math.ceil(from / prime) * prime); multiple < to; multiple += prime) {
      if (composite[multiple - from]) continue;
      composite[multiple - from] = 1;
      count--;
    }
  }
  return count;
}
