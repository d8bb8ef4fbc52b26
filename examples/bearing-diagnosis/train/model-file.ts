import type { Tensor } from 'polyray';
import { denseFormat, encodeSafetensors } from 'polyray/model';
import type { DenseNetwork } from './dense-network.ts';

/** A network as a safetensors file that `model.load` takes layer by layer; its numbers must be fp32 already. */
export function encodeNetwork({ layers }: DenseNetwork): Uint8Array {
  const tensors = new Map<string, Tensor>(
    layers.flatMap(({ inputs, outputs, weight, bias }, k) => [
      [`l${k}.weight`, { type: 'fp32', dimensions: [outputs, inputs], data: Float32Array.from(weight) }] as const,
      [`l${k}.bias`, { type: 'fp32', dimensions: [outputs], data: Float32Array.from(bias) }] as const,
    ]),
  );
  const list = layers.map(({ activation }, k) => ({ weight: `l${k}.weight`, bias: `l${k}.bias`, activation }));
  return encodeSafetensors(tensors, { format: denseFormat, layers: JSON.stringify(list) });
}
