import { reserve } from '../abi/arena';
import { activate } from '../kernels/elementwise';
import { multiplyPacked, scratchBytes } from '../kernels/product';
import { Layer, Model } from './registry';

/** Rows that go through all layers together, so that what lies between two layers stays in the cache. */
const ROWS: u32 = 240;

/** y[batch][outputs] = model(x[batch][features]); false when memory is short. The model has a layer, and outputs. */
export function runModel(model: Model, batch: u32, x: usize, y: usize): bool {
  const first = model.first!, last = model.last!, rows = min(batch, ROWS);
  let most: u64 = 0;
  for (let layer: Layer | null = first; layer; layer = layer.next) most = max(most, scratchBytes(rows, layer.inputs));
  const scratch = reserve(most), between = reserve(2 * 4 * <u64>rows * model.width);
  if (scratch == 0 || between == 0) return false;
  const half = <usize>rows * model.width << 2;
  for (let done: u32 = 0; done < batch; done += ROWS) {
    const count = min(ROWS, batch - done);
    let from = x + (<usize>done * first.inputs << 2), other = false;
    for (let layer: Layer | null = first; layer; layer = layer.next) {
      const to = layer == last ? y + (<usize>done * last.outputs << 2) : between + (other ? half : 0);
      if (layer.outputs > 0) multiplyPacked(count, layer.outputs, layer.inputs, from, layer.weights, layer.bias, to, scratch);
      activate(layer.activation, to, count, layer.outputs);
      from = to;
      other = !other;
    }
  }
  return true;
}
