import type { Id, PoolSpec } from '../coordinator/events.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';

/** A worker is given so many jobs ahead; an idle one takes back what another has not begun. */
const window = 4;

/** The workers of one version of an executor. */
export function executorPool(id: Id, name: string, { limits = {} }: ExecutorPackage, numWorkers: number): PoolSpec {
  const { instances: size = numWorkers, queueLength } = limits;
  return { id, name, size, cap: size, window, waits: 'block', queueLength, provided: true };
}
