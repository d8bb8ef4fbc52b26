import type { ExecuteRequest, NamedTensor, NamedValue, Operation, TensorType, Value } from '../executor/contract.ts';
import { layouts, tensorTypes } from '../executor/tensor.ts';

/** A wrong request, and the place that every executor must name. */
export interface Mistake {
  readonly what: string;
  readonly request: ExecuteRequest;
  readonly path: string;
  /** Plain JavaScript cannot make it, or makes something right of it: only the component can be tried. */
  readonly rawOnly?: true;
}

const values: Readonly<Record<Value['tag'], Value>> = {
  boolean: { tag: 'boolean', val: true },
  integer: { tag: 'integer', val: 1n },
  number: { tag: 'number', val: 1.5 },
  text: { tag: 'text', val: 'größer 日本 😀' },
  numbers: { tag: 'numbers', val: Float64Array.of(1) },
  texts: { tag: 'texts', val: ['ß'] },
  json: { tag: 'json', val: '{}' },
};

/** Every single mistake that an operation's declaration lets one make, starting from a request that is right. */
export function* mistakesOf(operation: Operation, good: ExecuteRequest): Generator<Mistake> {
  yield { what: 'an unknown operation', request: { ...good, operation: `${operation.name}.ünbekannt` }, path: 'operation' };
  yield* parameterMistakes(operation, good);
  yield* inputMistakes(operation, good);
}

function* parameterMistakes({ parameters: specs }: Operation, good: ExecuteRequest): Generator<Mistake> {
  const others = (name: string) => good.parameters.filter((parameter) => parameter.name !== name);
  const given = (name: string, value: Value): ExecuteRequest => ({ ...good, parameters: [...others(name), { name, value }] });
  const wrong = (what: string, name: string, value: Value): Mistake => ({
    what: `${what} for ${name}`,
    request: given(name, value),
    path: `parameters.${name}`,
  });
  yield wrong('an unknown parameter', 'größe', values.number);
  for (const { name, kind, presence, minimum, maximum, choices } of specs) {
    const path = `parameters.${name}`;
    if (presence.tag === 'required') yield { what: `without ${name}`, request: { ...good, parameters: others(name) }, path };
    for (const other of Object.values(values))
      if (other.tag !== kind)
        yield { ...wrong(`a value of kind ${other.tag}`, name, other), ...(kind === 'json' ? { rawOnly: true as const } : {}) };
    const twice: NamedValue = good.parameters.find((parameter) => parameter.name === name) ?? {
      name,
      value: presence.tag === 'default' ? presence.val : values[kind],
    };
    if (presence.tag !== 'optional' || good.parameters.some((parameter) => parameter.name === name)) {
      yield { what: `${name} given twice`, request: { ...good, parameters: [...others(name), twice, twice] }, path, rawOnly: true };
    }
    const number = (val: number): Value | undefined =>
      kind === 'number'
        ? { tag: 'number', val }
        : kind === 'numbers'
          ? { tag: 'numbers', val: Float64Array.of(val) }
          : kind === 'integer' && Number.isSafeInteger(val)
            ? { tag: 'integer', val: BigInt(val) }
            : undefined;
    const outside = [
      ...(minimum === undefined ? [] : [minimum - Math.max(1, Math.abs(minimum))]),
      ...(maximum === undefined ? [] : [maximum + Math.max(1, Math.abs(maximum))]),
      ...(minimum === undefined && maximum === undefined ? [] : [Number.NaN]),
    ];
    for (const bad of outside) {
      const value = number(bad);
      if (value !== undefined) yield wrong(`${bad}`, name, value);
    }
    if (choices.length > 0 && kind === 'text') yield wrong('none of the choices', name, values.text);
  }
}

function* inputMistakes({ inputs: ports }: Operation, good: ExecuteRequest): Generator<Mistake> {
  const others = (name: string) => good.inputs.filter((input) => input.name !== name);
  const given = (input: NamedTensor): ExecuteRequest => ({ ...good, inputs: [...others(input.name), input] });
  const vector: NamedTensor['tensor'] = { type: 'fp64', dimensions: Uint32Array.of(1), data: new Uint8Array(8) };
  yield { what: 'an unknown input', request: given({ name: 'größe', tensor: vector }), path: 'inputs.größe' };
  for (const port of ports) {
    const path = `inputs.${port.name}`;
    if (port.always) yield { what: `without input ${port.name}`, request: { ...good, inputs: others(port.name) }, path };
    const sample = good.inputs.find((input) => input.name === port.name);
    if (sample === undefined) continue;
    const { name, tensor } = sample;
    yield { what: `input ${name} given twice`, request: { ...good, inputs: [...others(name), sample, sample] }, path, rawOnly: true };
    const type = tensorTypes.find((candidate) => port.types.length > 0 && !port.types.includes(candidate));
    if (type !== undefined)
      yield { what: `input ${name} of type ${type}`, request: given({ name, tensor: retype(tensor, type) }), path: `${path}.type` };
    yield {
      what: `input ${name} a byte short`,
      request: given({ name, tensor: { ...tensor, data: cut(tensor.data, -1) } }),
      path: `${path}.data`,
    };
    yield {
      what: `input ${name} a byte long`,
      request: given({ name, tensor: { ...tensor, data: cut(tensor.data, 1) } }),
      path: `${path}.data`,
    };
    const huge = Uint32Array.from(tensor.dimensions.length > 0 ? tensor.dimensions : [1]).fill(0xffff_ffff);
    if (tensor.dimensions.length > 0)
      yield {
        what: `input ${name} of overflowing size`,
        request: given({ name, tensor: { ...tensor, dimensions: huge } }),
        path: `${path}.data`,
      };
    if (port.dimensions !== undefined) {
      const more = Uint32Array.from([...tensor.dimensions, 1]);
      yield {
        what: `input ${name} of one rank more`,
        request: given({ name, tensor: { ...tensor, dimensions: more } }),
        path: `${path}.dimensions`,
      };
    }
  }
}

function retype(tensor: NamedTensor['tensor'], type: TensorType): NamedTensor['tensor'] {
  const count = tensor.dimensions.reduce((product, size) => product * size, 1);
  return { ...tensor, type, data: new Uint8Array(count * layouts[type].bytes) };
}

function cut(data: Uint8Array, by: number): Uint8Array {
  const other = new Uint8Array(Math.max(0, data.length + by));
  other.set(data.subarray(0, other.length));
  return data.length + by < 0 ? new Uint8Array(1) : other;
}
