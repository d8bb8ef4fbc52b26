// The models that the build put into the component: they become loaded ones when they are first asked for.
import { append, addModel, dropModel, findModel, makeLayer, Model } from './registry';
import { appendLayers, indexOf } from '../generated/models';
import { Value } from '../abi/types';

/** Loads the baked model of this name, where there is one and it is not loaded; false when memory is short. */
export function unpack(name: Value): bool {
  const index = indexOf(name.at, name.size);
  if (index < 0 || findModel(name)) return true;
  const model = addModel(name);
  if (!model) return false;
  if (appendLayers(index, model)) return true;
  dropModel(model);
  return false;
}

/** Appends a layer whose weights and bias (0: none) lie in the component's own data; false when memory is short. */
export function appendLayer(model: Model, inputs: u32, outputs: u32, weights: usize, bias: usize, activation: i32): bool {
  const layer = makeLayer(inputs, outputs, weights, bias, activation);
  if (!layer) return false;
  append(model, layer);
  return true;
}

/** Whether a name in the component's data is this one. */
export function isName(baked: usize, bakedSize: u32, at: usize, size: u32): bool {
  return bakedSize == size && memory.compare(baked, at, size) == 0;
}
