import { Worker } from 'node:worker_threads';

/** A thread that gets numbers by `postMessage` as it is: a copy each way. */
export interface CloningThread {
  sum(data: Float64Array): Promise<number>;
  echo(data: Float64Array): Promise<Float64Array>;
  close(): Promise<void>;
}

export type Job = { readonly kind: 'sum' | 'echo'; readonly data: Float64Array };

/** What structured clone costs, to compare objects and their transport with. */
export async function portClone(): Promise<CloningThread> {
  const worker = new Worker(new URL('port-worker.ts', import.meta.url));
  // the thread answers in order
  const waiting: ((answer: unknown) => void)[] = [];
  worker.on('message', (answer: unknown) => waiting.shift()!(answer));
  const ask = <T>(job: Job) =>
    new Promise<T>((resolve) => {
      waiting.push(resolve as (answer: unknown) => void);
      worker.postMessage(job);
    });
  await ask<number>({ kind: 'sum', data: new Float64Array() });
  return {
    sum: (data) => ask<number>({ kind: 'sum', data }),
    echo: (data) => ask<Float64Array>({ kind: 'echo', data }),
    close: async () => {
      await worker.terminate();
    },
  };
}
