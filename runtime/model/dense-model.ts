import type { PlainRequest } from '../executor/operation-codec.ts';
import type { Tensor } from '../executor/tensor.ts';
import { type Safetensors, SafetensorsError } from './safetensors.ts';

/** One dense layer as the metadata of a model file lists it. */
export interface DenseLayer {
  /** Name of the tensor fp32 [outputs, inputs]. */
  readonly weight: string;
  /** Name of the tensor fp32 [outputs]. */
  readonly bias?: string;
  /** An activation that `model.load` knows. Default: none. */
  readonly activation?: string;
}

/** The metadata key "format" of such files; "layers" holds the list of layers as JSON. */
export const denseFormat = 'polyray-dense';

/**
 * What `model.load` must be asked, layer by layer, to have a file's network under a name.
 *
 * @throws {SafetensorsError} when the file is no dense network
 */
export function denseModelRequests(file: Safetensors, model: string): (PlainRequest & { readonly operation: 'model.load' })[] {
  const { format, layers } = file.metadata as { format?: string; layers?: string };
  if (format !== denseFormat)
    throw new SafetensorsError('header.__metadata__.format', `it is ${JSON.stringify(format)}, not "${denseFormat}"`);
  return parseLayers(layers).map(({ weight, bias, activation }, i) => {
    const path = `header.__metadata__.layers[${i}]`;
    return {
      operation: 'model.load',
      parameters: { model, ...(activation === undefined ? {} : { activation }) },
      inputs: {
        weight: tensorOf(file, weight, `${path}.weight`),
        ...(bias === undefined ? {} : { bias: tensorOf(file, bias, `${path}.bias`) }),
      },
    };
  });
}

function parseLayers(text: string | undefined): DenseLayer[] {
  const path = 'header.__metadata__.layers';
  let layers: unknown;
  try {
    layers = JSON.parse(text ?? '');
  } catch (cause) {
    throw new SafetensorsError(path, `it is not JSON: ${(cause as Error).message}`, { cause });
  }
  if (!Array.isArray(layers) || layers.length === 0) throw new SafetensorsError(path, 'it is not a list of layers');
  for (const [i, layer] of layers.entries()) {
    if (typeof layer !== 'object' || layer === null)
      throw new SafetensorsError(`${path}[${i}]`, `it is ${JSON.stringify(layer)}, not a layer`);
  }
  return layers as DenseLayer[];
}

function tensorOf({ tensors }: Safetensors, name: unknown, path: string): Tensor {
  const tensor = typeof name === 'string' ? tensors.get(name) : undefined;
  if (tensor === undefined) throw new SafetensorsError(path, `there is no tensor ${JSON.stringify(name)}`);
  return tensor;
}
