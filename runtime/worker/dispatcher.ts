import type { ChainMessage, DoneMessage, ExecuteMessage, PrepareMessage, ReadyMessage, ReleaseMessage } from './protocol.ts';

type WithoutId<T> = T extends unknown ? Omit<T, 'id'> : never;
/** A job without its number, which the dispatcher gives. */
export type Job = WithoutId<ExecuteMessage | ChainMessage>;
/** A job for every worker, present and future. */
export type Preparation = WithoutId<PrepareMessage | ReleaseMessage>;

export interface JobLimits {
  /** From submission to answer, waiting included. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** What a job gave, and where its time went. */
export interface Answer {
  readonly done: DoneMessage;
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
  describe(): Promise<ReadyMessage>;
  submit(job: Job, limits: JobLimits): Promise<Answer>;
  /** Resolves when every present worker has done it. */
  prepare(preparation: Preparation): Promise<void>;
  /** Stops everything at once; what has no answer yet is rejected with a ShutdownError. */
  close(): Promise<void>;
}
