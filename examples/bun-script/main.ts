// A Bun script: bun main.ts [BELOW]
import { init } from 'polyray';

const below = Number(Bun.argv[2] ?? 100_000);
await using ray = await init();
const countPrimes = ray.task(() => import('./primes.ts'), 'countPrimes', import.meta.url);
const step = Math.ceil(below / 10);
const parts = Array.from({ length: 10 }, (_, i) => countPrimes.remote(Math.max(2, i * step), Math.min((i + 1) * step, below)));
const counts = await ray.get(parts);
console.log(`There are ${counts.reduce((a, b) => a + b)} primes below ${below}`);
