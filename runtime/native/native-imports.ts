// What satisfies the import of a native executor's package, in its worker's thread.
import { LimitExceededError } from '../errors.ts';
import { contractPackage, contractVersion, type ExecuteRequest, type ExecuteResponse } from '../executor/contract.ts';
import { defaultLimits } from '../executor/executor-limits.ts';
import { OperationCodec } from '../executor/operation-codec.ts';
import { thisPlatform } from '../platform/this-platform.ts';
import { checkRequest } from './check-request.ts';
import { type ProgramDescription, readDescription } from './declaration-form.ts';
import { Keeper, ProgramError, type Running } from './keeper.ts';
import type { NativeStart } from './native-executor.ts';
import { describeFrame, executeFrame, readAnswer, readHeader } from './program-messages.ts';

/** Of a header beside what it names. */
const headerSlack = 2 ** 20;

interface Started {
  readonly running: Running;
  readonly description: ProgramDescription;
  readonly codecs: ReadonlyMap<string, OperationCodec>;
}

interface Thread {
  readonly interruptBuffer?: SharedArrayBuffer | undefined;
  readonly limits?: { readonly requestBytes: number; readonly responseBytes: number };
}

/** Starts the program. @throws Error where it does not say what it does */
export default async function satisfy(
  options: NativeStart,
  { interruptBuffer, limits = defaultLimits }: Thread = {},
): Promise<Readonly<Record<string, unknown>>> {
  const keeper = await Keeper.start(thisPlatform(), interruptBuffer);
  const { requestBytes, responseBytes } = limits;
  let serial = 0;

  const start = (): Started => {
    const running = keeper.run(options, { header: responseBytes + headerSlack, body: responseBytes });
    const id = ++serial;
    const description = readDescription(readHeader(running.ask(describeFrame(id), options.startTimeoutMs), id));
    for (const key of ['name', 'version'] as const) {
      if (description[key] === options[key]) continue;
      running.kill();
      throw new Error(`it calls its ${key} ${JSON.stringify(description[key])}, and ${JSON.stringify(options[key])} was expected`);
    }
    return { running, description, codecs: new Map(description.operations.map((one) => [one.name, new OperationCodec(one)])) };
  };

  const execute = ({ running, codecs }: Started, request: ExecuteRequest): ExecuteResponse => {
    const bytes = request.inputs.reduce((sum, { tensor }) => sum + tensor.data.length, 0);
    if (bytes > requestBytes) throw new LimitExceededError('Cannot send the request', 'requestBytes', requestBytes, bytes);
    const operation = checkRequest(codecs, request);
    const id = ++serial;
    try {
      return readAnswer(operation, running.ask(executeFrame(id, request)), id);
    } catch (error) {
      if (isRefusal(error)) throw error;
      running.kill(); // it may be out of step
      const found = error instanceof ProgramError ? error.found : undefined;
      if (found !== undefined) throw new LimitExceededError('Cannot read the answer', 'responseBytes', responseBytes, found);
      throw error;
    }
  };

  // what cannot start must not become a worker
  let fresh: Started | undefined = start();
  const instantiate = () => {
    const started = fresh ?? start();
    fresh = undefined;
    const { description } = started;
    return {
      [`${contractPackage}/executor@${contractVersion}`]: {
        name: () => description.name,
        version: () => description.version,
        operations: () => description.operations,
        execute: (request: ExecuteRequest) => execute(started, request),
      },
    };
  };
  return { 'polyray:native/program': { instantiate } };
}

function isRefusal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'payload' in error;
}
