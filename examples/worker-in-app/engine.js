// The app's worker. In an isolated page it may stand still, so the coordinator is in this very thread: the shortest way.
import { init } from '/node_modules/polyray/dist/browser/index.js';

const starting = init();

async function count(below) {
  const ray = await starting;
  const countPrimes = ray.task(() => import('./primes.js'), 'countPrimes', import.meta.url);
  const step = Math.ceil(below / 10);
  const parts = Array.from({ length: 10 }, (_, i) => countPrimes.remote(Math.max(2, i * step), Math.min((i + 1) * step, below)));
  const counts = await ray.get(parts);
  return counts.reduce((a, b) => a + b);
}

addEventListener('message', ({ data: { below } }) => {
  count(below).then(
    (result) => postMessage({ count: result }),
    (error) => postMessage({ error: String(error) }),
  );
});
