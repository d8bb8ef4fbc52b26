import type { ExecuteRequest } from '../executor/contract.ts';
import { viewAs } from '../executor/tensor.ts';

/** Requests that are right in form and odd in content: a good one with each axis empty in turn, or full of NaN or infinities. */
export function* odditiesOf(good: ExecuteRequest): Generator<{ readonly what: string; readonly request: ExecuteRequest }> {
  for (const { name: port, tensor } of good.inputs) {
    const other = (changed: typeof tensor): ExecuteRequest => ({
      ...good,
      inputs: good.inputs.map((input) => (input.name === port ? { name: port, tensor: changed } : input)),
    });
    for (let axis = 0; axis < tensor.dimensions.length; axis++) {
      const dimensions = tensor.dimensions.map((size, i) => (i === axis ? 0 : size));
      yield { what: `${port} with an empty axis ${axis}`, request: other({ ...tensor, dimensions, data: new Uint8Array(0) }) };
    }
    if (!['fp32', 'fp64', 'complex64', 'complex128'].includes(tensor.type)) continue;
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const data = viewAs(tensor.type, tensor.data.slice()) as Float64Array | Float32Array;
      data.fill(value);
      yield { what: `${port} full of ${value}`, request: other({ ...tensor, data: new Uint8Array(data.buffer) }) };
    }
  }
}
