// What passes between an executor's callers and the worker that runs it, as the arguments and results of tasks.
import type {
  ChainBinding,
  ChainStage,
  ExecuteRequest,
  ExecuteResponse,
  NamedTensor,
  NamedValue,
  Operation,
} from '../executor/contract.ts';
import type { ObjectRef } from '../object/object-ref.ts';

/** How to make an executor's instance. URLs travel as text. */
export interface StartMessage {
  /** The executor's name in this host. */
  readonly name: string;
  readonly glue: string;
  readonly core: Readonly<Record<string, WebAssembly.Module>>;
  readonly imports: string | undefined;
  readonly options: unknown;
}

export interface ExecuteJob {
  readonly kind: 'execute';
  readonly request: ExecuteRequest;
}

/** Several operations in one call; only for executors that export `chain`. */
export interface ChainJob {
  readonly kind: 'chain';
  readonly stages: ChainStage[];
  readonly inputs: NamedTensor[];
  readonly outputs: ChainBinding[];
}

export type Job = ExecuteJob | ChainJob | { readonly kind: 'describe' } | { readonly kind: 'prepare' };

/** Requests that an instance runs before its next job, and those that undo them; also one that replaces another later. */
export interface Prepared {
  readonly id: number;
  readonly requests: ObjectRef<readonly ExecuteRequest[]>;
  readonly undo: ObjectRef<readonly ExecuteRequest[]>;
}

/** What an executor says of itself. */
export interface Description {
  readonly name: string;
  readonly version: string;
  readonly operations: Operation[];
  readonly chains: boolean;
}

export interface JobResult {
  /** When the worker took it, as `performance.timeOrigin + performance.now()`. */
  readonly beganMs: number;
  /** Inside the component, copies included. */
  readonly computeMs: number;
  readonly description?: Description | undefined;
  readonly response?: ExecuteResponse | undefined;
  /** By stage, for `chain`. */
  readonly values?: NamedValue[][] | undefined;
}
