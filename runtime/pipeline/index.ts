// The public API of polyray/pipeline.
export { type PipelineDocument, type PipelineSource, parsePipeline, pipelineJsonSchema } from './document.ts';
export { type OpenOptions, type OpenPipeline, openPipeline, runPipeline } from './open-pipeline.ts';
export type { PipelineInput, PipelineResult, ProgressEvent, RunOptions, StageReport } from './run-options.ts';
