import { init } from 'polyray';
import { cpp } from 'polyray-cpp';

const ray = await init({ executors: { cpp } });

const countPrimes = ray.task(() => import('./primes.js'), 'countPrimes', import.meta.url);
const parts = Array.from({ length: 10 }, (_, i) => countPrimes.remote(Math.max(2, i * 10_000), (i + 1) * 10_000));
const counts = await ray.get(parts);
document.querySelector('#primes').textContent = counts.reduce((a, b) => a + b);

const rate = 1000;
const signal = Float64Array.from({ length: 4096 }, (_, i) => Math.sin((2 * Math.PI * 125 * i) / rate));
const { outputs } = await ray.executors.get('cpp').execute({ operation: 'signal.welch', parameters: { rate }, inputs: { signal } });
const strongest = outputs.power.data.indexOf(Math.max(...outputs.power.data));
document.querySelector('#frequency').textContent = `${outputs.frequencies.data[strongest]} Hz`;
