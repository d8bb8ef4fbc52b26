import type { Id } from '../../coordinator/events.ts';
import { InvalidRequestError } from '../../errors.ts';
import type { ExecuteOptions, Preparation } from '../../executor/executor.ts';
import type { RemoteRequest } from '../../executor/request-types.ts';
import { denseModelRequests } from '../../model/dense-model.ts';
import { parseSafetensors, SafetensorsError } from '../../model/safetensors.ts';
import { ObjectRef } from '../../object/object-ref.ts';
import type { PyProxy } from '../interpreter-module.ts';
import type { NumberedRef } from '../numbered-ref.ts';
import type { PythonValue } from '../python-value.ts';
import { readPickle } from '../read-pickle.ts';
import type { BridgeParts } from './bridge-parts.ts';

/** Executors in other languages. */
export function executorCalls({ core, executors, transfer, standing }: BridgeParts) {
  const models = new Map<number, Preparation>();
  let lastModel = 0;
  const remote = (name: string, packed: PythonValue): Readonly<Record<string, Id>> | undefined => {
    const held: ObjectRef[] = [];
    // as JavaScript's own references, for as long as the call is made
    const refs = packed.refs.map((ref) => {
      const { id } = ref as NumberedRef;
      core.channel.send({ type: 'hold', id });
      const own = new ObjectRef(core, id);
      held.push(own);
      return own;
    });
    const take = (ref: ObjectRef): Id => {
      core.channel.send({ type: 'hold', id: ref.number }); // Python's
      ref[Symbol.dispose]();
      return ref.number;
    };
    const numbers = standing.noting(() => {
      const { data, kinds, buffers } = packed;
      const request = readPickle({ data, kinds, buffers, refs }) as [RemoteRequest, ExecuteOptions];
      const { values, outputs } = executors.get(name).remoteSync(...request);
      return Object.fromEntries([['', take(values)], ...Object.entries(outputs).map(([port, ref]) => [port, take(ref)] as const)]);
    });
    for (const ref of held) ref[Symbol.dispose]();
    return numbers;
  };

  const loadModel = (executor: string, model: string, file: Uint8Array): number => {
    const requests = modelRequests(file, model);
    const prepare = () => executors.get(executor).prepareSync(requests, [{ operation: 'model.drop', parameters: { model } }]);
    models.set(++lastModel, refusingFile(executor, prepare));
    return lastModel;
  };
  return {
    /** Names of its outputs and the numbers of references to them, the values first under "". */
    remote: (executor: string, size: number, large: PyProxy | undefined): Readonly<Record<string, Id>> | undefined =>
      transfer.with(size, large, (packed) => remote(executor, packed)),
    /** What an executor says of itself, as JSON. */
    operations: (executor: string): string | undefined =>
      standing.noting(() => JSON.stringify(executors.get(executor).operationsSync(), plainNumbers)),
    /** Holds a safetensors file ready in an executor under a name. */
    loadModel: (executor: string, model: string, size: number, large: PyProxy | undefined): number | undefined =>
      transfer.with(size, large, (packed) => standing.noting(() => loadModel(executor, model, readPickle(packed) as Uint8Array))),
    releaseModel: (model: number): void => {
      void models.get(model)?.release();
      models.delete(model);
    },
    executorNames: (): string[] => executors.list().map(({ name }) => name),
  };
}

/** @throws {InvalidRequestError} with the place in the file */
function modelRequests(file: Uint8Array, model: string) {
  try {
    return denseModelRequests(parseSafetensors(file), model);
  } catch (cause) {
    if (cause instanceof SafetensorsError) throw new InvalidRequestError(`file.${cause.path}`, cause.message, 'host', { cause });
    throw cause;
  }
}

/** What an executor does not like of a file's network is wrong with the file. */
function refusingFile<T>(executor: string, prepare: () => T): T {
  try {
    return prepare();
  } catch (cause) {
    if (!(cause instanceof InvalidRequestError)) throw cause;
    throw new InvalidRequestError('file', `executor "${executor}" refuses its network: ${cause.message}`, cause.origin, { cause });
  }
}

/** Integers of 64 bits as JSON has them: all that operations declare are small enough. */
function plainNumbers(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
