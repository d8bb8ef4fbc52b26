import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { ExecutorNotFoundError, InvalidFileError, InvalidPipelineError } from '../errors.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import { toJson } from '../executor/json-form.ts';
import type { Tensor } from '../executor/tensor.ts';
import { readFile } from '../files/read-file.ts';
import { init } from '../init.ts';
import { parsePipeline } from '../pipeline/document.ts';
import { runPipeline } from '../pipeline/open-pipeline.ts';
import type { PipelineDocument } from '../pipeline/pipeline-document.ts';
import { commandLogger, type LogOptions, withLog } from './support/command-logger.ts';
import { UsageError } from './support/exit.ts';
import { importExecutors } from './support/find-executors.ts';
import { mountText } from './support/mounts.ts';
import { type CommonOptions, collect, parseObject, parseTimeout, parseWorkers, readInputs, withCommon } from './support/options.ts';
import { ProgressBar } from './support/progress-bar.ts';
import { runScript } from './support/run-script.ts';
import { runUntilStopped } from './support/run-until-stopped.ts';
import { makeOutputFolder, writeOutputs } from './support/write-outputs.ts';

interface RunCommandOptions extends CommonOptions, LogOptions {
  readonly parameters: string;
  readonly input?: string[];
  readonly out?: string;
  readonly workers?: string;
  readonly lock?: string;
  readonly mount?: string[] | false;
}

export function command(): Command {
  return withLog(withCommon(new Command('run')))
    .description(
      'Run a pipeline (.json): its values come as JSON on standard output, its tensors as .npy files. Or a Python program (.py) with "import miniray".',
    )
    .argument('<file>', 'the pipeline, or the program')
    .argument('[args...]', "the program's own arguments: all that follows its name")
    .option('-i, --input <name=file>', 'a tensor from a .wav, .csv or .npy file; repeatable', collect)
    .option('-p, --parameters <json>', "the pipeline's parameters, a JSON object", '{}')
    .option('-o, --out <dir>', 'write each tensor as <dir>/<output>.npy')
    .option('-w, --workers <n>', 'workers per executor (default: one per core)')
    .option('-l, --lock <file>', "a program's packages (default: polyray-lock.json beside it)")
    .option('--mount <dir[:path][:rw]>', mountText, collect)
    .option('--no-mount', 'mount no folder')
    .addHelpText(
      'after',
      `
Examples:
  polyray run pipeline.json -i signal=bearing-force.wav -p '{"speed": 5.1}' -o result
  polyray run --workers 4 primes.py 1000000
  polyray run --mount data:/data --mount results:/results:rw report.py`,
    )
    .action((file: string, args: string[], options: RunCommandOptions) => {
      const what = isScript(file) ? 'Program' : 'Pipeline';
      return runUntilStopped(`${what} "${file}"`, parseTimeout(options.timeout), (signal) =>
        isScript(file) ? script(file, args, options, signal) : run(file, args, options, signal),
      );
    });
}

/** What follows a program's name is the program's, options included. */
export function prepare(args: readonly string[]): readonly string[] {
  const at = args.findIndex(isScript);
  return at < 0 ? args : [...args.slice(0, at + 1), '--', ...args.slice(at + 1)];
}

function isScript(file: string): boolean {
  return path.extname(file).toLowerCase() === '.py';
}

async function script(file: string, args: readonly string[], options: RunCommandOptions, signal: AbortSignal): Promise<void> {
  for (const name of ['input', 'out', 'json'] as const) {
    if (options[name] !== undefined) throw new UsageError(`--${name} is for pipelines: "${file}" is a program`);
  }
  const numWorkers = options.workers === undefined ? undefined : parseWorkers(options.workers);
  const mounts = options.mount === false ? [] : options.mount;
  await runScript(file, { lock: options.lock, args, numWorkers, mounts, logger: commandLogger(options), signal });
}

async function run(file: string, args: readonly string[], options: RunCommandOptions, signal: AbortSignal): Promise<void> {
  const extension = path.extname(file);
  if (extension.toLowerCase() !== '.json') throw new UsageError(`Cannot run "${file}": "${extension}" is neither .json nor .py`);
  if (options.lock !== undefined) throw new UsageError(`--lock is for programs: "${file}" is a pipeline`);
  if (options.mount !== undefined) throw new UsageError(`--mount is for programs: "${file}" is a pipeline`);
  if (args.length > 0) throw new UsageError(`A pipeline takes no arguments, and "${args[0]}" is one`);
  const parameters = parseObject('--parameters', options.parameters);
  const numWorkers = options.workers === undefined ? {} : { numWorkers: parseWorkers(options.workers) };
  const logger = commandLogger(options);
  const document = parsePipeline(await readJson(file));
  const executors = await executorsOf(document);
  await makeOutputFolder(options.out);
  const inputs = await readInputs(options.input);
  await using ray = await init({ executors, logger, ...numWorkers });
  const bar = new ProgressBar();
  try {
    const result = await runPipeline(ray, document, {
      baseUrl: pathToFileURL(path.resolve(file)),
      parameters,
      inputs,
      signal,
      ...(options.json ? {} : { onProgress: (event) => bar.update(event) }),
    });
    bar.close();
    const tensors = Object.entries(result.outputs).filter((entry): entry is [string, Tensor] => isTensor(entry[1]));
    const values = Object.fromEntries(Object.entries(result.outputs).filter(([, value]) => !isTensor(value)));
    const outputs = await writeOutputs(Object.fromEntries(tensors), options.out, signal);
    const { stages, executionTimeMs } = result;
    console.log(JSON.stringify(toJson(options.json ? { values, outputs, stages, executionTimeMs } : values), null, options.json ? 0 : 2));
  } finally {
    bar.close();
  }
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'data' in value && ArrayBuffer.isView(value.data);
}

async function readJson(file: string): Promise<unknown> {
  const bytes = await readFile(file);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)); // takes a byte-order mark away
  } catch (cause) {
    throw new InvalidFileError(file, (cause as Error).message, { cause });
  }
}

/** The packages that a pipeline needs. @throws {InvalidPipelineError} with the place that names one that is not installed */
async function executorsOf({ stages, models }: PipelineDocument): Promise<Record<string, ExecutorPackage>> {
  const places = new Map<string, string>();
  for (const [name, { executor }] of Object.entries(models)) places.set(executor, `models.${name}.executor`);
  for (const [i, { executor }] of [...stages.entries()].reverse()) places.set(executor, `stages[${i}].executor`);
  const packages: Record<string, ExecutorPackage> = {};
  for (const [executor, place] of places) {
    try {
      Object.assign(packages, await importExecutors([executor]));
    } catch (cause) {
      if (!(cause instanceof ExecutorNotFoundError)) throw cause;
      throw new InvalidPipelineError(place, cause.message, { cause });
    }
  }
  return packages;
}
