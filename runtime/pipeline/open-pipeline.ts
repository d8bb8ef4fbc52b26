import { InvalidPipelineError, PolyrayError } from '../errors.ts';
import type { Executor, Preparation } from '../executor/executor.ts';
import type { ExecutorPackages, NameOf } from '../executors.ts';
import type { Platform } from '../platform/platform.ts';
import type { Ray } from '../ray.ts';
import { parsePipeline } from './document.ts';
import { loadModel } from './load-model.ts';
import type { PipelineSource } from './pipeline-document.ts';
import { PipelineRun } from './pipeline-run.ts';
import { type Plan, planPipeline } from './plan.ts';
import { parseReference, substitute } from './reference.ts';
import type { PipelineResult, RunOptions } from './run-options.ts';
import { withoutPlace } from './without-place.ts';

/** A pipeline that is checked and whose models are loaded; run it as often as you like. */
export interface OpenPipeline {
  readonly plan: Plan;
  /**
   * @throws {InvalidPipelineError} when parameters or inputs are missing or unknown
   * @throws {StageError} when a stage fails; the others are stopped
   */
  run(options?: RunOptions): Promise<PipelineResult>;
  /** Drops the models. */
  close(): Promise<void>;
  /** `close`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** How a pipeline is opened. */
export interface OpenOptions {
  /** What `{"file": …}` and models are relative to. */
  readonly baseUrl?: URL | string;
}

let opened = 0;

/** Checks a pipeline against the executors of a host, reads its files and loads its models. */
export async function openPipeline<Packages extends ExecutorPackages>(
  ray: Ray<Packages>,
  source: PipelineSource,
  options: OpenOptions = {},
): Promise<OpenPipeline> {
  const document = parsePipeline(source);
  const executors = new Map<string, Executor>();
  const executorOf = (name: string, path: string): Executor => {
    try {
      return ray.executors.get(name as NameOf<Packages>) as unknown as Executor;
    } catch (cause) {
      throw new InvalidPipelineError(path, (cause as Error).message, { cause });
    }
  };
  for (const [i, { executor }] of document.stages.entries()) executors.set(executor, executorOf(executor, `stages[${i}].executor`));
  for (const [name, { executor }] of Object.entries(document.models))
    executors.set(executor, executorOf(executor, `models.${name}.executor`));
  const chaining = new Set<string>();
  await Promise.all(
    [...executors].map(async ([name, executor]) => {
      if (await executor.chains()) chaining.add(name);
    }),
  );
  const plan = planPipeline(document, (name) => chaining.has(name));
  await checkOperations(plan, executors);
  const files = await readFiles(plan, options.baseUrl, ray.platform);
  const number = ++opened;
  const modelName = (name: string) => `${document.name}-${number}.${name}`;
  const loaded: Preparation[] = [];
  try {
    for (const [name, { executor, file }] of Object.entries(document.models)) {
      const path = `models.${name}`;
      const bytes = await readFile(ray.platform, fileUrl(file, options.baseUrl, `${path}.file`), file, `${path}.file`);
      loaded.push(await loadModel(executors.get(executor)!, modelName(name), path, { name: file, bytes }));
    }
  } catch (error) {
    await Promise.all(loaded.map((model) => model.release()));
    throw error;
  }
  const close = async () => {
    await Promise.all(loaded.splice(0).map((model) => model.release()));
  };
  const run = async (given: RunOptions = {}) =>
    new PipelineRun({ plan, executors, files, modelName, get: (ref) => ray.get(ref) }, given).run();
  return { plan, run, close, [Symbol.asyncDispose]: close };
}

/** Opens a pipeline, runs it once and closes it. */
export async function runPipeline<Packages extends ExecutorPackages>(
  ray: Ray<Packages>,
  source: PipelineSource,
  options: OpenOptions & RunOptions = {},
): Promise<PipelineResult> {
  const pipeline = await openPipeline(ray, source, options);
  try {
    return await pipeline.run(options);
  } finally {
    await pipeline.close();
  }
}

/** Names of operations, ports and values; what a stage is given is checked when it runs. */
async function checkOperations({ document, stages }: Plan, executors: ReadonlyMap<string, Executor>): Promise<void> {
  const operations = await Promise.all(
    stages.map(async ({ path, document: stage }) => {
      try {
        return (await executors.get(stage.executor)!.codec(stage.operation)).operation;
      } catch (cause) {
        if (!(cause instanceof PolyrayError)) throw cause;
        throw new InvalidPipelineError(`${path}.operation`, withoutPlace(cause), { cause });
      }
    }),
  );
  const check = (path: string, owner: string, what: string, wanted: string, list: readonly { readonly name: string }[]): void => {
    if (list.some(({ name }) => name === wanted)) return;
    throw new InvalidPipelineError(
      path,
      `${owner} has no ${what} "${wanted}"; it has ${list.map(({ name }) => name).join(', ') || 'none'}`,
    );
  };
  const checkText = (path: string, text: string): void => {
    const reference = parseReference(text);
    if (reference?.kind !== 'output' && reference?.kind !== 'value') return;
    const { kind, stage, name } = reference;
    const { outputs, values } = operations[stages.findIndex((candidate) => candidate.document.name === stage)]!;
    check(path, `stage "${stage}"`, kind, name, kind === 'output' ? outputs : values);
  };
  for (const [i, { path, document: stage }] of stages.entries()) {
    const { parameters, inputs, name } = operations[i]!;
    for (const key of Object.keys(stage.parameters)) check(`${path}.parameters.${key}`, `"${name}"`, 'parameter', key, parameters);
    for (const [port, text] of Object.entries(stage.inputs)) {
      check(`${path}.inputs.${port}`, `"${name}"`, 'input', port, inputs);
      checkText(`${path}.inputs.${port}`, text);
    }
    substitute(stage.parameters, `${path}.parameters`, (key, text, at) => key === 'from' && checkText(at, text));
  }
  for (const [key, text] of Object.entries(document.outputs)) checkText(`outputs.${key}`, text);
}

function fileUrl(file: string, baseUrl: URL | string | undefined, path: string): URL {
  const url = URL.parse(file, baseUrl);
  if (url === null) throw new InvalidPipelineError(path, `"${file}" is relative, and the pipeline has no place of its own`);
  return url;
}

async function readFile(platform: Platform, url: URL, file: string, path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await platform.readBytes(url);
  } catch (cause) {
    const { message, cause: why } = cause as Error; // fetch says only that it failed
    throw new InvalidPipelineError(path, `cannot read "${file}": ${message}${why instanceof Error ? `: ${why.message}` : ''}`, { cause });
  }
}

/** The text of every `{"file": …}`, by its name. */
async function readFiles({ stages }: Plan, baseUrl: URL | string | undefined, platform: Platform): Promise<Map<string, string>> {
  const wanted = new Map<string, string>();
  for (const { path, document } of stages) {
    substitute(document.parameters, `${path}.parameters`, (key, text, at) => key === 'file' && wanted.set(text, at));
  }
  const texts = await Promise.all(
    [...wanted].map(async ([file, path]) => {
      const bytes = await readFile(platform, fileUrl(file, baseUrl, path), file, path);
      try {
        return [file, new TextDecoder('utf-8', { fatal: true }).decode(bytes)] as const;
      } catch (cause) {
        throw new InvalidPipelineError(path, `"${file}" is no text in UTF-8`, { cause });
      }
    }),
  );
  return new Map(texts);
}
