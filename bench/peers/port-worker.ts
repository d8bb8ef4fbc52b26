import { parentPort } from 'node:worker_threads';
import type { Job } from './port-clone.ts';

function sum(data: Float64Array): number {
  let total = 0;
  for (let i = 0; i < data.length; i++) total += data[i]!;
  return total;
}

parentPort!.on('message', ({ kind, data }: Job) => parentPort!.postMessage(kind === 'sum' ? sum(data) : data));
