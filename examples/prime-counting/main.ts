// Counts the primes below a number in all of the machine's cores: node examples/prime-counting/main.ts [BELOW]
import { init } from 'polyray';
import { primesUpTo } from './primes.ts';

const below = Number(process.argv[2] ?? 100_000_000);
if (!Number.isSafeInteger(below) || below < 3) throw new RangeError(`BELOW must be a whole number of at least 3, is "${process.argv[2]}"`);

await using ray = await init();
const countPrimes = ray.task(() => import('./primes.ts'), 'countPrimes', import.meta.url);
const began = performance.now();

// once in the store; every task reads it from there
const small = ray.put(primesUpTo(Math.ceil(Math.sqrt(below))));
// parts that fit the cores' caches, and take long enough to be worth a task each
const part = 2 ** 20;
const counts = [];
for (let from = 2; from < below; from += part) counts.push(countPrimes.remote(small, from, Math.min(from + part, below)));

let total = 0;
let done = 0;
for await (const ref of ray.asCompleted(counts)) {
  total += await ray.get(ref);
  done++;
  if (process.stdout.isTTY) process.stdout.write(`\r${done} of ${counts.length} parts`);
}
if (process.stdout.isTTY) process.stdout.write('\r\x1b[K');
console.log(`There are ${total} primes below ${below}`);
console.error(`${(performance.now() - began).toFixed(0)} ms, ${counts.length} tasks`);
