import type { TensorRecord } from '../executor/tensor.ts';

/** A tensor given to a pipeline; a recording says how fast it was sampled. */
export interface PipelineInput extends TensorRecord {
  /** Samples per second, in Hz. */
  readonly rate?: number;
}

/** What a pipeline is run with. */
export interface RunOptions {
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly inputs?: Readonly<Record<string, PipelineInput>>;
  /** Called as stages begin and end. */
  readonly onProgress?: (event: ProgressEvent) => void;
  readonly signal?: AbortSignal;
}

/** A stage began or ended. */
export interface ProgressEvent {
  readonly kind: 'stage-started' | 'stage-completed';
  readonly stage: string;
  /** Stages that are complete, of `total`. */
  readonly completed: number;
  readonly total: number;
}

/** What a pipeline gave. */
export interface PipelineResult {
  /** By the pipeline's own names: tensors, and values as they are. */
  readonly outputs: Record<string, unknown>;
  /** In the order in which they ended. */
  readonly stages: readonly StageReport[];
  readonly executionTimeMs: number;
}

/** What a stage did, and where its time went. */
export interface StageReport {
  readonly name: string;
  readonly executor: string;
  readonly operation: string;
  /** Stages that shared its call to the executor, itself included; the times are those of the call. */
  readonly chainedWith: readonly string[];
  readonly executionTimeMs: number;
  readonly waitTimeMs: number;
  readonly transferTimeMs: number;
}
