// Served with "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'": nothing here needs eval.
import { init } from '/node_modules/polyray/dist/browser/index.js';

const ray = await init();
const countPrimes = ray.task(() => import('./primes.js'), 'countPrimes', import.meta.url);
const parts = Array.from({ length: 10 }, (_, i) => countPrimes.remote(Math.max(2, i * 10_000), (i + 1) * 10_000));
const counts = await ray.get(parts);
document.querySelector('#primes').textContent = counts.reduce((a, b) => a + b);
