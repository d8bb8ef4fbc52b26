import fs from 'node:fs';
import type { Tensor, TensorInput } from '../runtime/executor/tensor.ts';
import { denseModelRequests, parseSafetensors } from '../runtime/model/index.ts';

/** A layer of a dense network in a safetensors file: weights as [outputs][inputs]. */
export interface DenseLayerBytes {
  readonly inputs: number;
  readonly outputs: number;
  readonly weight: Uint8Array;
  readonly bias: Uint8Array | undefined;
  readonly activation: string;
}

const activations = ['none', 'relu', 'sigmoid', 'tanh', 'gelu', 'softmax'];

/** The layers of a dense network, fp32 and little-endian. @throws {Error} that names the file and what is wrong in it */
export function readDenseModel(file: string): DenseLayerBytes[] {
  try {
    const requests = denseModelRequests(parseSafetensors(new Uint8Array(fs.readFileSync(file))), 'model');
    let before: number | undefined;
    return requests.map(({ parameters, inputs: { weight, bias } = {} }, i) => {
      const place = `layer ${i}`;
      const [outputs, inputs] = shapeOf(weight, 2, `${place}: its weight`) as [number, number];
      const activation = String(parameters?.['activation'] ?? 'none');
      if (!activations.includes(activation))
        throw new Error(`${place}: its activation must be one of ${activations.join(', ')}, is "${activation}"`);
      if (before !== undefined && before !== inputs)
        throw new Error(`${place}: its weight must have ${before} inputs, the outputs of the layer before, has ${inputs}`);
      before = outputs;
      if (bias !== undefined && shapeOf(bias, 1, `${place}: its bias`)[0] !== outputs)
        throw new Error(`${place}: its bias must have ${outputs} elements`);
      return { inputs, outputs, weight: bytesOf(weight), bias: bias === undefined ? undefined : bytesOf(bias), activation };
    });
  } catch (cause) {
    throw new Error(`Cannot bake model "${file}": ${(cause as Error).message}`, { cause });
  }
}

/** @throws {Error} unless it is fp32 of this rank */
function shapeOf(given: TensorInput | undefined, rank: number, what: string): readonly number[] {
  const { type, dimensions } = given as Tensor;
  if (type !== 'fp32') throw new Error(`${what} must be fp32, is ${type}`);
  if (dimensions.length !== rank) throw new Error(`${what} must have rank ${rank}, has ${dimensions.length}`);
  return dimensions;
}

function bytesOf(given: TensorInput | undefined): Uint8Array {
  const { data } = given as Tensor<'fp32'>;
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
