import type { Dimension, Operation, ParameterSpec, Port, TensorType } from '../executor/contract.ts';
import { OperationCodec, type PlainRequest } from '../executor/operation-codec.ts';
import { type TensorInput, tensorTypes } from '../executor/tensor.ts';
import { makeArray } from './make-array.ts';
import type { RawExecutor } from './subject.ts';

/** Requests that were made up from declarations, and why there is none for the other operations. */
export interface MadeSamples {
  readonly samples: Readonly<Record<string, PlainRequest>>;
  readonly missing: Readonly<Record<string, string>>;
}

/** What is tried, in this order: numbers, as far as their bounds allow; sizes of axes; and how many axes, where any may be. */
const numbers = [1, 'least', 'middle', 100] as const;
const sizes = [8, 4, 16, 2, 1, 64, 256];
const ranks = [1, 2, 0, 3];

/** For each operation of which there is no sample, the first request that its declaration allows and that it answers. */
export function makeSamples(component: RawExecutor, given: Readonly<Record<string, PlainRequest>>): MadeSamples {
  const samples: Record<string, PlainRequest> = { ...given };
  const missing: Record<string, string> = {};
  for (const operation of component.operations) {
    if (operation.name in given) continue;
    const found = firstAnswered(component, operation);
    if (typeof found === 'string') missing[operation.name] = found;
    else samples[operation.name] = found;
  }
  return { samples, missing };
}

/** Or why the last one was refused. */
function firstAnswered(component: RawExecutor, operation: Operation): PlainRequest | string {
  let reason = '';
  for (const request of requestsOf(operation)) {
    try {
      component.execute(new OperationCodec(operation).encode(request));
      return request;
    } catch (error) {
      const { payload, message } = error as Error & { payload?: { tag: string; val?: { path: string; message: string } | string } };
      if (payload === undefined) return message; // it died, or its declaration allows nothing that could be made up
      const { tag, val } = payload;
      reason = val === undefined ? tag : typeof val === 'string' ? val : `${val.path} ${val.message}`;
    }
  }
  return reason;
}

function* requestsOf({ parameters, inputs }: Operation): Generator<PlainRequest> {
  const required = parameters.filter(({ presence }) => presence.tag === 'required');
  const ports = inputs.filter(({ always }) => always).map((port) => ({ ...port, types: typesOf(port) }));
  const most = Math.max(1, ...ports.map(({ types }) => types.length));
  for (const number of required.length === 0 ? numbers.slice(0, 1) : numbers) {
    for (let type = 0; type < most; type++) {
      for (const rank of ports.some(({ dimensions }) => dimensions === undefined) ? ranks : [1]) {
        for (const size of sizes) {
          yield {
            parameters: Object.fromEntries(required.map((spec) => [spec.name, sampleValue(spec, number)])),
            inputs: Object.fromEntries(
              ports.map(({ name, types, dimensions }) => [name, sampleTensor(types[type % types.length]!, dimensions, rank, size)]),
            ),
          };
        }
      }
    }
  }
}

/** Those that a port takes, floating-point first. */
function typesOf({ types }: Port): TensorType[] {
  const all = types.length === 0 ? tensorTypes : types;
  const usual: readonly TensorType[] = ['fp32', 'fp64'];
  return [...usual.filter((type) => all.includes(type)), ...all.filter((type) => !usual.includes(type))];
}

function sampleValue({ kind, minimum, maximum, choices }: ParameterSpec, wanted: (typeof numbers)[number]): unknown {
  const least = minimum ?? (maximum === undefined ? 1 : Math.min(1, maximum));
  const greatest = maximum ?? Math.max(least, 1000);
  const number = wanted === 'least' ? least : wanted === 'middle' ? (least + greatest) / 2 : Math.min(greatest, Math.max(least, wanted));
  const text = choices[0] ?? 'sample';
  switch (kind) {
    case 'boolean':
      return true;
    case 'integer':
      return Math.ceil(number);
    case 'number':
      return number;
    case 'numbers':
      return [number];
    case 'text':
      return text;
    case 'texts':
      return [text];
    case 'json':
      return {};
  }
}

function sampleTensor(type: TensorType, dimensions: readonly Dimension[] | undefined, rank: number, size: number): TensorInput {
  const axes = dimensions?.map((dimension) => (dimension.tag === 'fixed' ? dimension.val : size)) ?? new Array<number>(rank).fill(size);
  // small and above zero, whatever the type
  return { type, dimensions: axes, data: makeArray(type, axes, (i) => 1 + (i % 5) / 4) };
}
