import type { Id } from '../coordinator/events.ts';
import type { ExecutorTable } from '../coordinator/executor-table.ts';
import { PolyrayError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { CoreWorker } from './core-worker.ts';

/** The pools that JavaScript tasks go to; every thread of a runtime knows them under the same numbers. */
export interface TaskPools {
  /** Workers that take the next task while one awaits an object. */
  readonly shared: Id;
  /** Workers that one task has to itself, since it may have to be stopped. */
  readonly exclusive: Id;
  /** Workers that stand still while their task waits by `getSync`, and run what it waits for on top. */
  readonly blocking: Id;
  /** Python interpreters; they, too, stand still. */
  readonly python: Id;
  /** Interpreters that one task has to itself. */
  readonly pythonExclusive: Id;
}

/** What the programming model needs of the thread that it is used in. */
export interface Runtime {
  readonly core: CoreWorker;
  readonly pools: TaskPools;
  /** As far as this thread has been told. */
  readonly executors: ExecutorTable;
  /** Undefined where nobody listens. */
  readonly logger?: Logger | undefined;
  readonly context: RuntimeContext;
}

/** Where the code runs. */
export interface RuntimeContext {
  /** Hexadecimal; undefined in the driver. */
  readonly taskId: string | undefined;
  /** Undefined in the driver. */
  readonly taskName: string | undefined;
  /** What the task asked for; undefined: what is usual. */
  readonly resources: Readonly<Record<string, number>> | undefined;
  /** Hexadecimal; undefined outside of actors. */
  readonly actorId: string | undefined;
  /** 0 is the driver. */
  readonly workerId: number;
  /** The attempt that runs, from 1; undefined in the driver. */
  readonly attempt: number | undefined;
  /** Aborted when the task is cancelled. */
  readonly signal: AbortSignal;
}

let present: Runtime | undefined;

/** @internal Makes a runtime the one of this thread; `undefined` when it ends. */
export function setRuntime(runtime: Runtime | undefined): void {
  present = runtime;
}

/** The runtime of this thread: in a worker its own, in the driver the one that `init` made last. @throws {PolyrayError} */
export function currentRuntime(): Runtime {
  if (present === undefined) throw new PolyrayError('Cannot use the runtime: call init() first');
  return present;
}

/** @internal */
export function hasRuntime(runtime: Runtime): boolean {
  return present === runtime;
}
