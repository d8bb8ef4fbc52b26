import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { InvalidFileError, TaskTimeoutError } from '../errors.ts';
import { toJson } from '../executor/json-form.ts';
import type { Tensor } from '../executor/tensor.ts';
import { readFile } from '../files/read-file.ts';
import { init } from '../init.ts';
import { parsePipeline } from '../pipeline/document.ts';
import { runPipeline } from '../pipeline/open-pipeline.ts';
import { UsageError } from './support/exit.ts';
import { importExecutors } from './support/find-executors.ts';
import {
  type CommonOptions,
  collect,
  interruptSignal,
  parseObject,
  parseTimeout,
  parseWorkers,
  readInputs,
  withCommon,
} from './support/options.ts';
import { ProgressBar } from './support/progress-bar.ts';
import { writeOutputs } from './support/write-outputs.ts';

interface RunCommandOptions extends CommonOptions {
  readonly parameters: string;
  readonly input?: string[];
  readonly out?: string;
  readonly workers?: string;
}

export function command(): Command {
  return withCommon(new Command('run'))
    .description('Run a pipeline (.json). Its values come as JSON on standard output, its tensors as .npy files.')
    .argument('<file>', 'the pipeline')
    .option('-i, --input <name=file>', 'a tensor from a .wav, .csv or .npy file; repeatable', collect)
    .option('-p, --parameters <json>', "the pipeline's parameters, a JSON object", '{}')
    .option('-o, --out <dir>', 'write each tensor as <dir>/<output>.npy')
    .option('-w, --workers <n>', 'workers per executor (default: one per core)')
    .addHelpText(
      'after',
      `
Example:
  polyray run pipeline.json -i signal=bearing-force.wav -p '{"speed": 5.1}' -o result`,
    )
    .action(run);
}

async function run(file: string, options: RunCommandOptions): Promise<void> {
  const signal = interruptSignal();
  const extension = path.extname(file);
  if (extension !== '.json') throw new UsageError(`Cannot run "${file}": "${extension}" is not .json`);
  const source = await readPipeline(file);
  const parameters = parseObject('--parameters', options.parameters);
  const inputs = await readInputs(options.input);
  const timeoutMs = parseTimeout(options.timeout);
  const numWorkers = options.workers === undefined ? {} : { numWorkers: parseWorkers(options.workers) };
  const document = parsePipeline(source);
  const names = [...document.stages, ...Object.values(document.models)].map(({ executor }) => executor);
  await using ray = await init({
    executors: await importExecutors(names),
    ...numWorkers,
  });
  const bar = new ProgressBar();
  const stop = timeoutMs === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  try {
    const result = await runPipeline(ray, document, {
      baseUrl: pathToFileURL(path.resolve(file)),
      parameters,
      inputs,
      signal: stop,
      ...(options.json ? {} : { onProgress: (event) => bar.update(event) }),
    });
    bar.close();
    const tensors = Object.entries(result.outputs).filter((entry): entry is [string, Tensor] => isTensor(entry[1]));
    const values = Object.fromEntries(Object.entries(result.outputs).filter(([, value]) => !isTensor(value)));
    const outputs = await writeOutputs(Object.fromEntries(tensors), options.out);
    const { stages, executionTimeMs } = result;
    console.log(JSON.stringify(toJson(options.json ? { values, outputs, stages, executionTimeMs } : values), null, options.json ? 0 : 2));
  } catch (error) {
    if (stop.aborted && !signal.aborted) throw new TaskTimeoutError(`Pipeline "${document.name}"`, timeoutMs!);
    throw error;
  } finally {
    bar.close();
  }
}

function isTensor(value: unknown): value is Tensor {
  return typeof value === 'object' && value !== null && 'data' in value && ArrayBuffer.isView(value.data);
}

async function readPipeline(file: string): Promise<Parameters<typeof runPipeline>[1]> {
  const text = new TextDecoder().decode(await readFile(file)); // takes a byte-order mark away
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidFileError(file, (cause as Error).message, { cause });
  }
}
