// All that the two sides of a thread share. The driver sends `start` once, then jobs; the worker answers `ready` once,
// then each job once, in order. A worker that cannot go on says so, by `broken` or in its `last` answer.
import type {
  ChainBinding,
  ChainStage,
  ErrorCode,
  ExecuteRequest,
  ExecuteResponse,
  NamedTensor,
  NamedValue,
  Operation,
} from '../executor/contract.ts';

/** How to make an executor's instance. URLs travel as text. */
export interface StartMessage {
  readonly kind: 'start';
  readonly glue: string;
  readonly core: Readonly<Record<string, WebAssembly.Module>>;
  readonly imports: string | undefined;
  readonly options: unknown;
}

/** Requests that every instance runs before its next job, also one that replaces another later. */
export interface PrepareMessage {
  readonly kind: 'prepare';
  readonly id: number;
  readonly preparation: number;
  readonly requests: readonly ExecuteRequest[];
}

/** Forgets a preparation, then runs the requests that undo it. */
export interface ReleaseMessage {
  readonly kind: 'release';
  readonly id: number;
  readonly preparation: number;
  readonly requests: readonly ExecuteRequest[];
}

export interface ExecuteMessage {
  readonly kind: 'execute';
  readonly id: number;
  readonly request: ExecuteRequest;
}

/** Several operations in one call; only for executors that export `chain`. */
export interface ChainMessage {
  readonly kind: 'chain';
  readonly id: number;
  readonly stages: ChainStage[];
  readonly inputs: NamedTensor[];
  readonly outputs: ChainBinding[];
}

export type JobMessage = PrepareMessage | ReleaseMessage | ExecuteMessage | ChainMessage;
export type ToWorker = StartMessage | JobMessage;

export interface ReadyMessage {
  readonly kind: 'ready';
  readonly name: string;
  readonly version: string;
  readonly operations: Operation[];
  readonly chains: boolean;
}

/** The executor cannot be loaded. */
export interface BrokenMessage {
  readonly kind: 'broken';
  readonly message: string;
}

/** What a job gave; `computeMs` is the time inside the component, copies by the glue included. */
export interface DoneMessage {
  readonly kind: 'done';
  readonly id: number;
  readonly computeMs: number;
  readonly response: ExecuteResponse | undefined;
  /** By stage, for `chain`. */
  readonly values: NamedValue[][] | undefined;
}

/** Why a job gave nothing: the executor's own word, or a trap's. */
export interface FailedMessage {
  readonly kind: 'failed';
  readonly id: number;
  /** The stage of a chain. */
  readonly stage: number | undefined;
  readonly error: ErrorCode | { readonly tag: 'trapped'; readonly val: string };
  /** The worker takes no further job: what satisfies the imports may have been left half way. */
  readonly last: boolean;
}

export type FromWorker = ReadyMessage | BrokenMessage | DoneMessage | FailedMessage;
