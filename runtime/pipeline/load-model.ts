import { InvalidFileError } from '../errors.ts';
import type { Executor, Preparation } from '../executor/executor.ts';
import { denseModelRequests } from '../model/dense-model.ts';
import { parseSafetensors, SafetensorsError } from '../model/safetensors.ts';

/** Loads a safetensors file into every instance of an executor, until it is released. */
export async function loadModel(executor: Executor, name: string, file: string, bytes: Uint8Array): Promise<Preparation> {
  try {
    const requests = denseModelRequests(parseSafetensors(bytes), name);
    return await executor.prepare(requests, [{ operation: 'model.drop', parameters: { model: name } }]);
  } catch (cause) {
    if (!(cause instanceof SafetensorsError)) throw cause;
    throw new InvalidFileError(file, `${cause.path}: ${cause.message}`, { cause });
  }
}
