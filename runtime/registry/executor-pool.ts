import type { Id, PoolSpec } from '../coordinator/events.ts';
import type { SettledLimits } from '../executor/executor-limits.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import { defaultRecovery } from '../executor/executor-recovery.ts';

/** A worker is given so many jobs ahead; an idle one takes back what another has not begun. */
const window = 4;

/** A package whose limits are what holds in this host. */
export type SettledPackage = ExecutorPackage & { readonly limits: SettledLimits };

/** What pools of executors depend on beside their packages. */
export interface PoolTraits {
  readonly numWorkers: number;
  readonly sharedMemory: boolean;
  /** Workers can be ended while WebAssembly runs. */
  readonly hardKill: boolean;
}

/** What a registry depends on beside its packages. */
export interface RegistryTraits extends PoolTraits {
  /** Executors may be programs of this machine. */
  readonly allowNative: boolean;
}

/** The workers of one version of an executor. */
export function executorPool(
  id: Id,
  name: string,
  version: string,
  { limits, recovery }: SettledPackage,
  { numWorkers, sharedMemory }: PoolTraits,
): PoolSpec {
  const { instances: size = numWorkers, queueLength, stop } = limits;
  const breaker = { ...defaultRecovery, ...recovery };
  const interruptible = stop === 'meter' && sharedMemory;
  return { id, name, version, size, cap: size, window, waits: 'block', queueLength, breaker, provided: true, interruptible };
}
