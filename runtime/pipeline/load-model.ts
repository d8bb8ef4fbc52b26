import { InvalidPipelineError, InvalidRequestError } from '../errors.ts';
import type { Executor, Preparation } from '../executor/executor.ts';
import { denseModelRequests } from '../model/dense-model.ts';
import { parseSafetensors, SafetensorsError } from '../model/safetensors.ts';
import { withoutPlace } from './without-place.ts';

/**
 * Loads a safetensors file into every instance of an executor, until it is released.
 *
 * @param path the model's place in the pipeline, `models.classifier`
 * @throws {InvalidPipelineError} when the executor takes no models, or not this one
 */
export async function loadModel(
  executor: Executor,
  model: string,
  path: string,
  file: { readonly name: string; readonly bytes: Uint8Array },
): Promise<Preparation> {
  const operations = await executor.operations();
  if (!operations.some(({ name }) => name === 'model.load'))
    throw new InvalidPipelineError(`${path}.executor`, `executor "${executor.name}" takes no models: it has no "model.load"`);
  try {
    const requests = denseModelRequests(parseSafetensors(file.bytes), model);
    return await executor.prepare(requests, [{ operation: 'model.drop', parameters: { model } }]);
  } catch (cause) {
    if (cause instanceof SafetensorsError)
      throw new InvalidPipelineError(`${path}.file`, `"${file.name}" is no model: ${cause.path}: ${cause.message}`, { cause });
    if (cause instanceof InvalidRequestError)
      throw new InvalidPipelineError(`${path}.file`, `"${file.name}" is refused: ${cause.path} ${withoutPlace(cause)}`, { cause });
    throw cause;
  }
}
