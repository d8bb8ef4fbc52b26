import type { ActorHandle } from '../actor/actor-types.ts';
import type { ExecutorActorSpec } from '../actor/executor-actor.ts';
import type { Id } from '../coordinator/events.ts';
import type { ExecutorErrorState, ExecutorFailureState, ExecutorState } from '../coordinator/inspection.ts';
import type { ExecuteRequest, ExecuteResponse } from '../executor/contract.ts';
import type { ObjectRef } from '../object/object-ref.ts';
import type { CallJob, ChainJob, Description } from './protocol.ts';

export interface JobLimits {
  /** From submission to answer, waiting included. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Where a job's time went. */
export interface JobTimes {
  /** From submission until a worker took it. */
  readonly waitMs: number;
  /** Inside the component. */
  readonly computeMs: number;
  /** Between the threads, both ways. */
  readonly transferMs: number;
  /** What it burnt; undefined where nothing is metered. */
  readonly fuelUsed?: number | undefined;
  /** What the instance holds of linear memory afterwards; undefined where nothing is metered. */
  readonly memoryBytes?: number | undefined;
}

/** Which version of an executor did something. */
export interface Doer {
  readonly pool: Id;
  readonly version: string;
}

/** What a version says of itself. */
export interface Described extends Doer {
  readonly description: Description;
}

/** What the coordinator knows of all versions of an executor. */
export interface PoolReport {
  readonly executors: readonly ExecutorState[];
  readonly errors: readonly ExecutorErrorState[];
  readonly failures: readonly ExecutorFailureState[];
}

/** What `execute` gave. */
export interface Answer extends JobTimes, Doer {
  /** Hexadecimal. */
  readonly taskId: string;
  readonly response: ExecuteResponse;
}

/** A job whose results stay in the store. */
export interface Call {
  readonly values: ObjectRef;
  /** In the order in which the job names them. */
  readonly outputs: readonly ObjectRef[];
}

/** One whose times are of interest too. */
export interface TimedCall extends Call {
  /** Resolves when the job is done; rejects as `execute` does. */
  done(): Promise<JobTimes>;
}

/**
 * The thread boundary of one executor, by whatever version its jobs are done: takes jobs, brings answers, and knows nothing of operations. All
 * rejections are PolyrayErrors.
 */
export interface Dispatcher {
  /** The pool that jobs go to as far as this thread knows; undefined: it does not. */
  readonly target: Id | undefined;
  /** Resolves when jobs find their way: those to a range of versions, when the hub knows of it. `describe` does so too. */
  open(): Promise<void>;
  /**
   * What the executor says of itself; loads it when nothing has yet.
   *
   * @param pool which version; default: any that its jobs may go to
   * @param timeoutMs default: the executor's own limit
   */
  describe(pool?: Id, timeoutMs?: number): Promise<Described>;
  /** The same while the thread stands still. @throws {PolyrayError} where it may not */
  describeSync(pool?: Id): Described;
  execute(request: ExecuteRequest, limits: JobLimits): Promise<Answer>;
  /** The same while the thread stands still. @throws {PolyrayError} where it may not */
  executeSync(request: ExecuteRequest, limits: JobLimits): Answer;
  /**
   * Waits for nothing.
   *
   * @param inputs tensors, or references to tensors, in the order in which the job names them
   */
  call(job: CallJob | ChainJob, inputs: readonly unknown[], limits: JobLimits): Call;
  /** As `call`. */
  timedCall(job: CallJob | ChainJob, inputs: readonly unknown[], limits: JobLimits): TimedCall;
  /**
   * Runs requests on every instance, present and future, before its next job, whichever thread that comes from.
   *
   * @param undo what every instance runs when that is released
   * @returns what releases it
   */
  prepare(requests: readonly ExecuteRequest[], undo: readonly ExecuteRequest[]): Promise<() => void>;
  /** The same while the thread stands still. @throws {PolyrayError} where it may not */
  prepareSync(requests: readonly ExecuteRequest[], undo: readonly ExecuteRequest[]): () => void;
  /**
   * An actor that is an instance of its own.
   *
   * @param prepare requests that it runs first, after each restart too
   * @param timeoutMs of calls that say nothing of time
   */
  actor(prepare: readonly unknown[], options: ExecutorActorSpec['options'], timeoutMs: number): Promise<ActorHandle<unknown>>;
  report(): Promise<PoolReport>;
}
