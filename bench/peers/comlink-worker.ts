import { workerData } from 'node:worker_threads';
import { expose } from 'comlink';

export class Counter {
  #total = 0;

  add(n: number): number {
    this.#total += n;
    return this.#total;
  }
}

expose(new Counter(), workerData as MessagePort);
