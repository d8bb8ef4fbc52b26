// A process of its own for python.bench.ts: says how much memory the whole runtime takes with two idle interpreters, and
// what one of them adds, in MiB.
import { python } from '../components/python/index.js';
import { init } from '../dist/index.js';

await using ray = await init({ numWorkers: 2, executors: { python } });
const nap = ray.python.remote('import time\ndef nap(seconds): time.sleep(seconds)', 'nap');
const mib = () => process.memoryUsage.rss() / 2 ** 20;
await ray.get(nap.remote(0));
const one = mib();
await ray.get([nap.remote(1), nap.remote(1)]);
await new Promise((resolve) => setTimeout(resolve, 500));
console.log(JSON.stringify({ whole: mib(), each: mib() - one }));
