import type { Executors } from '../../executors.ts';
import type { CoreWorker } from '../../task/core-worker.ts';
import type { TaskPools } from '../../task/runtime.ts';
import type { Standing } from './standing.ts';
import type { Transfer } from './transfer.ts';

/** What the functions of the module `_polyray` work with. */
export interface BridgeParts {
  readonly core: CoreWorker;
  readonly pools: TaskPools;
  readonly executors: Executors;
  readonly transfer: Transfer;
  readonly standing: Standing;
}
