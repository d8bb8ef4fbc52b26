import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { countPrimes, primesUpTo } from './primes.ts';

const main = fileURLToPath(new URL('./main.ts', import.meta.url));
const run = (...args: string[]) => promisify(execFile)(process.execPath, [main, ...args]);

// https://oeis.org/A006880, and by hand
test.each([
  [3, 1],
  [10, 4],
  [1_000_000, 78_498],
  [10_000_000, 664_579],
])('below %d there are %d', async (below, count) => {
  const { stdout } = await run(String(below));
  expect(stdout).toBe(`There are ${count} primes below ${below}\n`);
});

test('parts of any size add up', () => {
  const small = primesUpTo(100);
  expect(small.length).toBe(25);
  for (const size of [1, 7, 1000]) {
    let count = 0;
    for (let from = 2; from < 10_000; from += size) count += countPrimes(small, from, Math.min(from + size, 10_000));
    expect(count).toBe(1229);
  }
});

test('what is no number is refused', async () => {
  await expect(run('many')).rejects.toThrow('BELOW must be a whole number of at least 3, is "many"');
});
