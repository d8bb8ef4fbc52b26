import type { Runner } from '../../../runtime/conformance/runner.ts';
import type { InitOptions } from '../../../runtime/init.ts';
import type { Ray } from '../../../runtime/ray.ts';

export type OpenOptions = InitOptions<Record<never, never>>;
/** A runtime without executors. */
export type Runtime = Ray<Record<never, never>>;

/** A runtime of some kind, on some machine, and a test runner for it. */
export interface RuntimeSubject extends Runner {
  open(options?: OpenOptions): Promise<Runtime>;
  /** Whether its threads see one memory, so that large objects are views instead of copies. */
  readonly sharedMemory: boolean;
  /** Whether its threads may stand still. */
  readonly blocking: boolean;
  /** Collects garbage and lets finalizers run; absent where a program cannot ask for it. */
  readonly collectGarbage?: (() => Promise<void>) | undefined;
}
