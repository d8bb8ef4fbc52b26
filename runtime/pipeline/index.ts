// The public API of polyray/pipeline.
export { parsePipeline, pipelineJsonSchema } from './document.ts';
export { type OpenOptions, type OpenPipeline, openPipeline, runPipeline } from './open-pipeline.ts';
export type { Json, PipelineDocument, PipelineSource, StageDocument, StageSource } from './pipeline-document.ts';
export type { PipelineInput, PipelineResult, ProgressEvent, RunOptions, StageReport } from './run-options.ts';
