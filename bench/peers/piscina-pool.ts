import { Piscina } from 'piscina';
import type { Adder } from './adder.ts';

/**
 * piscina's pool, to compare tasks with; `workers` threads from the start to the end.
 * @param window - tasks that a thread holds at once; piscina's own default is 1
 */
export async function piscinaAdd(workers: number, window = 1): Promise<Adder> {
  const pool = new Piscina<{ a: number; b: number }, number>({
    filename: new URL('piscina-worker.ts', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    concurrentTasksPerWorker: window,
  });
  const add = (a: number, b: number) => pool.run({ a, b });
  await Promise.all(Array.from({ length: workers }, (_, i) => add(i, 0)));
  return { add, close: () => pool.destroy() };
}
