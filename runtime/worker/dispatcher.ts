import type { ExecuteRequest, ExecuteResponse, NamedValue } from '../executor/contract.ts';
import type { ChainJob, Description, ExecuteJob } from './protocol.ts';

export interface JobLimits {
  /** From submission to answer, waiting included. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** What a job gave, and where its time went. */
export interface Answer {
  readonly response: ExecuteResponse;
  /** By stage, for a chain. */
  readonly values: NamedValue[][] | undefined;
  /** From submission until a worker took it. */
  readonly waitMs: number;
  /** Inside the component. */
  readonly computeMs: number;
  /** Between the threads, both ways. */
  readonly transferMs: number;
}

/**
 * The thread boundary of one executor version: takes jobs, brings answers, and knows nothing of operations. All
 * rejections are PolyrayErrors.
 */
export interface Dispatcher {
  /** What the executor says of itself; loads it when nothing has yet. */
  describe(): Promise<Description>;
  submit(job: ExecuteJob | ChainJob, limits: JobLimits): Promise<Answer>;
  /**
   * Runs requests on every instance, present and future, before its next job.
   *
   * @param undo what every instance runs when that is released
   * @returns what releases it
   */
  prepare(requests: readonly ExecuteRequest[], undo: readonly ExecuteRequest[]): Promise<() => void>;
  /** Nothing is taken any more. */
  close(): void;
}
