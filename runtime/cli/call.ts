import { Command } from 'commander';
import { parametersFromJson, toJson } from '../executor/json-form.ts';
import { init } from '../init.ts';
import { commandLogger, type LogOptions, withLog } from './support/command-logger.ts';
import { importExecutors } from './support/find-executors.ts';
import { type CommonOptions, collect, parseObject, parseTimeout, readInputs, withCommon } from './support/options.ts';
import { runUntilStopped } from './support/run-until-stopped.ts';
import { makeOutputFolder, writeOutputs } from './support/write-outputs.ts';

interface CallOptions extends CommonOptions, LogOptions {
  readonly parameters: string;
  readonly input?: string[];
  readonly out?: string;
}

export function command(): Command {
  return withLog(withCommon(new Command('call')))
    .description('Run one operation of an executor. Values come as JSON on standard output, tensors as .npy files.')
    .argument('<executor>', 'its name, such as cpp (see `polyray executors`)')
    .argument('<operation>', 'one of its operations, such as signal.welch')
    .option('-p, --parameters <json>', "the operation's parameters, a JSON object; NaN and the infinities as text", '{}')
    .option('-i, --input <name=file>', 'a tensor from a .wav, .csv or .npy file; repeatable', collect)
    .option('-o, --out <dir>', 'write each output as <dir>/<port>.npy')
    .addHelpText(
      'after',
      `
Examples:
  polyray call cpp signal.welch -p '{"rate": 6400}' -i signal=force.wav -o spectrum
  polyray call ml tensor.matmul -i a=a.npy -i b=b.npy -o product --json
  polyray call python run -p '{"source": "def main(x): return x * 2", "arguments": [21]}'`,
    )
    .action((executor: string, operation: string, options: CallOptions) =>
      runUntilStopped(`Operation "${operation}" of executor "${executor}"`, parseTimeout(options.timeout), (signal) =>
        call(executor, operation, options, signal),
      ),
    );
}

async function call(executorName: string, operation: string, options: CallOptions, signal: AbortSignal): Promise<void> {
  const parameters = parseObject('--parameters', options.parameters);
  const logger = commandLogger(options);
  await makeOutputFolder(options.out);
  const [packages, inputs] = await Promise.all([importExecutors([executorName]), readInputs(options.input)]);
  await using ray = await init({ numWorkers: 1, executors: packages, logger });
  const executor = ray.executors.get(executorName);
  const codec = await executor.codec(operation);
  const tensors = Object.fromEntries(Object.entries(inputs).map(([name, { rate: _, ...tensor }]) => [name, tensor]));
  const request = { operation, parameters: parametersFromJson(codec.operation, parameters), inputs: tensors };
  // the command's own clock runs already
  const response = await executor.execute(request, { signal, ...(options.timeout === undefined ? {} : { timeoutMs: Infinity }) });
  const outputs = await writeOutputs(response.outputs, options.out, signal);
  const { values, executionTimeMs } = response;
  console.log(JSON.stringify(toJson(options.json ? { values, outputs, executionTimeMs } : values), null, options.json ? 0 : 2));
  if (!options.json && process.stderr.isTTY) {
    for (const [name, { type, dimensions, file }] of Object.entries(outputs)) {
      console.error(`${name}: ${type} [${dimensions.join(', ')}]${file === undefined ? ' (not written: no --out)' : ` in ${file}`}`);
    }
  }
}
