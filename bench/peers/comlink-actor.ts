import { MessageChannel, Worker } from 'node:worker_threads';
import { releaseProxy, wrap } from 'comlink';
import type { Counter } from './comlink-worker.ts';

/** An object with state in a thread of its own. */
export interface CounterActor {
  /** @returns the total so far */
  add(n: number): Promise<number>;
  close(): Promise<void>;
}

/** An object behind comlink's proxy, to compare actors with. */
export async function comlinkCounter(): Promise<CounterActor> {
  // Node's ports are those of the web, so comlink needs no adapter (and is no slower without)
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('comlink-worker.ts', import.meta.url), { workerData: port2, transferList: [port2] });
  const counter = wrap<Counter>(port1 as unknown as MessagePort);
  await counter.add(0);
  return {
    add: (n) => counter.add(n),
    close: async () => {
      counter[releaseProxy]();
      await worker.terminate();
    },
  };
}
