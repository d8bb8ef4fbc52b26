// The models that are loaded. They outlive calls, so nothing here is a managed object: blocks of the heap, linked by address.
import { allocate, release } from '../abi/heap';
import { Value, equal, Text } from '../abi/types';
import { packTransposed, packedBytes, padded } from '../kernels/pack';

/** A dense layer: y = activation(W x + b). Behind it in the same block: the packed weights, then the bias, padded with zeros. */
@unmanaged export class Layer {
  next: Layer | null;
  inputs: u32;
  outputs: u32;
  activation: i32;
  /** Of the whole block. */
  bytes: u32;
  @inline get weights(): usize { return changetype<usize>(this) + LAYER; }
  @inline get bias(): usize { return this.weights + <usize>packedBytes(this.inputs, this.outputs); }
}
/** Bytes of a layer's record, so that its weights are aligned. */
const LAYER: usize = 32;

/** A stack of layers. Behind it in the same block: its name. */
@unmanaged export class Model {
  next: Model | null;
  name: Text;
  first: Layer | null;
  last: Layer | null;
  layers: u32;
  /** Of the model and its layers. */
  bytes: u64;
  /** The widest output of any of its layers. */
  width: u32;
}

let models: Model | null = null;

export function findModel(name: Value): Model | null {
  let model = models;
  while (model && !equal(model.name, name.at, name.size)) model = model.next;
  return model;
}

/** An empty model; null when memory is short. The name must be new. */
export function addModel(name: Value): Model | null {
  const record = offsetof<Model>(), text = record + offsetof<Text>(), bytes = text + name.size;
  const at = allocate(bytes);
  if (at == 0) return null;
  const model = changetype<Model>(at);
  memory.fill(at, 0, record);
  model.name = changetype<Text>(at + record);
  model.name.at = at + text;
  model.name.size = name.size;
  memory.copy(at + text, name.at, name.size);
  model.bytes = bytes;
  model.next = models;
  models = model;
  return model;
}

/** A layer that belongs to no model yet, from weights as [outputs][inputs] and a bias (0: none); null when memory is short. */
export function makeLayer(inputs: u32, outputs: u32, weights: usize, bias: usize, activation: i32): Layer | null {
  const biasBytes = <u64>outputs + 7 & ~7;
  const bytes = LAYER + packedBytes(inputs, outputs) + biasBytes * 4;
  const at = allocate(bytes);
  if (at == 0) return null;
  const layer = changetype<Layer>(at);
  layer.next = null;
  layer.inputs = inputs;
  layer.outputs = outputs;
  layer.activation = activation;
  layer.bytes = <u32>bytes;
  if (inputs > 0 && outputs > 0) packTransposed(weights, inputs, outputs, layer.weights);
  memory.fill(layer.bias, 0, <usize>padded(outputs) << 2);
  if (bias != 0) memory.copy(layer.bias, bias, <usize>outputs << 2);
  return layer;
}

export function append(model: Model, layer: Layer): void {
  const last = model.last;
  if (last) last.next = layer; else model.first = layer;
  model.last = layer;
  model.layers++;
  model.bytes += layer.bytes;
  model.width = max(model.width, layer.outputs);
}

/** Frees a model. @returns its bytes */
export function dropModel(model: Model): u64 {
  if (models == model) models = model.next;
  else {
    let before = models!;
    while (before.next != model) before = before.next!;
    before.next = model.next;
  }
  for (let layer = model.first; layer; ) {
    const next = layer.next;
    release(changetype<usize>(layer));
    layer = next;
  }
  const bytes = model.bytes;
  release(changetype<usize>(model));
  return bytes;
}
