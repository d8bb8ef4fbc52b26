/** How many primes there are from `from`, at least 2, up to and without `to`; by trial division, to have something to do. */
export function countPrimes(from, to) {
  let count = 0;
  for (let n = from; n < to; n++) {
    let divisor = 2;
    while (divisor * divisor <= n && n % divisor !== 0) divisor++;
    if (divisor * divisor > n) count++;
  }
  return count;
}
