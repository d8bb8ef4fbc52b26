/** Any value of JSON. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One operation of one executor. */
export interface StageSource {
  /** Unique among the stages. */
  name: string;
  /** The name under which the host knows the executor. */
  executor: string;
  /** One of the executor's operations. */
  operation: string;
  /** `{ from: REFERENCE }`, anywhere inside, stands for a parameter, model, input's rate or value; `{ file: PATH }` for a file's text. */
  parameters?: Record<string, Json> | undefined;
  /** A tensor for each of the operation's input ports: "inputs.NAME" or "stages.STAGE.outputs.PORT". */
  inputs?: Record<string, string> | undefined;
  /** Stops the stage after so many milliseconds. */
  timeoutMs?: number | undefined;
}

/** A pipeline as a program may write it. */
export interface PipelineSource {
  $schema?: string | undefined;
  name: string;
  summary?: string | undefined;
  /** What a run may be given besides tensors; required where there is no default. */
  parameters?: Record<string, { summary?: string | undefined; unit?: string | undefined; default?: Json | undefined }> | undefined;
  /** The tensors a run is given. */
  inputs?: Record<string, { summary?: string | undefined }> | undefined;
  /** Weights, loaded into every instance of their executor before the first stage; `file`: safetensors, beside the pipeline. */
  models?: Record<string, { executor: string; file: string }> | undefined;
  /** In any order: a stage runs as soon as what it needs is there. */
  stages: StageSource[];
  /** What the pipeline gives: "stages.STAGE.outputs.PORT", "stages.STAGE.values.NAME" or "inputs.NAME". */
  outputs?: Record<string, string> | undefined;
}

/** A stage, defaults filled in. */
export interface StageDocument extends StageSource {
  parameters: Record<string, Json>;
  inputs: Record<string, string>;
}

/** A pipeline as its JSON file holds it, defaults filled in. */
export interface PipelineDocument extends PipelineSource {
  summary: string;
  parameters: Record<string, { summary: string; unit: string; default?: Json | undefined }>;
  inputs: Record<string, { summary: string }>;
  models: Record<string, { executor: string; file: string }>;
  stages: StageDocument[];
  outputs: Record<string, string>;
}
