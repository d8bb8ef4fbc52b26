// A 1 MiB tensor to a component in a worker and back, beside a plain postMessage there and back.
import { Worker } from 'node:worker_threads';
import { cpp } from '../components/cpp/index.js';
import { init } from '../runtime/index.ts';
import { interleave, printRows, target } from './interleave.ts';

await using ray = await init({ numWorkers: 1, executors: { cpp } });
const executor = ray.executors.get('cpp');
const bytes = 1 << 20;
const data = Float64Array.from({ length: bytes / 8 }, (_, i) => i);
// the cheapest operation that takes a tensor and gives one of the same size: a batch of 1-point transforms
const request = {
  operation: 'signal.fft' as const,
  inputs: { signal: { data, dimensions: [bytes / 16, 1], type: 'complex128' as const } },
};
const { outputs } = await executor.execute(request);
if (!(outputs.spectrum.data as Float64Array).every((value, i) => value === data[i])) throw new Error('The tensor came back changed');

const worker = new Worker(
  "const { parentPort } = require('node:worker_threads'); parentPort.on('message', (m) => parentPort.postMessage(m, [m.buffer]));",
  { eval: true },
);
const echo = (message: Float64Array) =>
  new Promise<void>((resolve) => {
    worker.once('message', () => resolve());
    worker.postMessage(message);
  });
const rows = await interleave([
  {
    name: 'postMessage',
    run: async (times) => {
      for (let i = 0; i < times; i++) await echo(data);
    },
  },
  {
    name: 'execute',
    run: async (times) => {
      for (let i = 0; i < times; i++) await executor.execute(request);
    },
  },
]);
printRows('1 MiB to a worker and back', rows, 'postMessage');
target('1 MiB round trip, ms', rows[1]!.medianUs / 1000, 1, 'at most');
await worker.terminate();
