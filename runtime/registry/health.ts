import type { ExecutorHealth } from '../executor/executor-health.ts';

/** How a host is. */
export interface Health {
  /** All of its executors are. */
  readonly healthy: boolean;
  /** How long the coordinator took to answer, in ms. */
  readonly coordinatorMs: number;
  readonly executors: readonly ExecutorHealth[];
}

/** How hosts and executors are asked. */
export interface HealthOptions {
  /** How long an executor may take to say what it does, in ms. Default 10 000. */
  readonly timeoutMs?: number;
}
