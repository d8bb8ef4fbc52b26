// What passes between an executor's callers and the worker that runs it, as the arguments and results of tasks.
import type { Id } from '../coordinator/events.ts';
import type { ChainBinding, ChainStage, ExecuteRequest, ExecuteResponse, NamedValue, Operation } from '../executor/contract.ts';
import type { ExecutorGrants } from '../executor/executor-grants.ts';
import type { SettledLimits } from '../executor/executor-limits.ts';

/** A component's glue: its URL as text, or the text of the module itself. */
export type Glue = string | { readonly code: string };

/** How to make an executor's instance. URLs travel as text. */
export interface StartMessage {
  /** The executor's name in this host. */
  readonly name: string;
  /** Whose worker this is. */
  readonly pool: Id;
  /** As it was registered. */
  readonly version: string;
  readonly glue: Glue;
  readonly core: Readonly<Record<string, WebAssembly.Module>>;
  readonly imports: string | undefined;
  readonly options: unknown;
  /** Those on memory are in the core modules already. */
  readonly limits: SettledLimits;
  /** As `resolveGrants` gives them; undefined: no WASI. */
  readonly grants?: ExecutorGrants | undefined;
}

export interface ExecuteJob {
  readonly kind: 'execute';
  readonly request: ExecuteRequest;
}

/**
 * One operation, its inputs beside the job in the order of their names: arguments of the task, which may be references.
 * Its results are the Timing, the values, and each output.
 */
export interface CallJob {
  readonly kind: 'call';
  /** Whether where its time went is one of its results, the first. */
  readonly timed?: boolean;
  readonly operation: string;
  readonly parameters: NamedValue[];
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** Several operations in one call; only for executors that export `chain`. Otherwise as CallJob; the values are by stage. */
export interface ChainJob {
  readonly kind: 'chain';
  readonly timed?: boolean;
  readonly stages: ChainStage[];
  readonly inputs: readonly string[];
  readonly outputs: readonly ChainBinding[];
}

/** A call of one instance, its answer in the plain form. */
export interface InvokeJob {
  readonly kind: 'invoke';
  readonly request: ExecuteRequest;
}

export type Job = ExecuteJob | CallJob | ChainJob | InvokeJob | { readonly kind: 'describe' } | { readonly kind: 'prepare' };

/** Where the time of a job went. */
export interface Timing {
  /** When the worker took it, as `performance.timeOrigin + performance.now()`. */
  readonly beganMs: number;
  /** Inside the component, copies included. */
  readonly computeMs: number;
  /** What the call burnt; undefined where nothing is metered. */
  readonly fuelUsed?: number | undefined;
  /** What the instance holds of linear memory afterwards; undefined where nothing is metered. */
  readonly memoryBytes?: number | undefined;
}

/** What an executor says of itself. */
export interface Description {
  readonly name: string;
  readonly version: string;
  readonly operations: Operation[];
  readonly chains: boolean;
}

/** What describing, preparing and executing give. */
export interface JobResult extends Timing {
  /** The version that did it. */
  readonly pool: Id;
  readonly version: string;
  readonly description?: Description | undefined;
  readonly response?: ExecuteResponse | undefined;
}
