import { ExecutorFaultError, InvalidRequestError } from '../errors.ts';
import type { ExecuteRequest, ExecuteResponse, NamedTensor, NamedValue, Operation, Port, WireTensor } from './contract.ts';
import type { Tensor, TensorInput } from './tensor.ts';
import { decodeTensor, encodeTensor, type Sizes } from './tensor-codec.ts';
import { decodeValue, describe, encodeValue, type PlainValue } from './value-codec.ts';

/** What a caller writes; a key whose value is undefined counts as absent. */
export interface PlainRequest {
  readonly parameters?: Readonly<Record<string, PlainValue>>;
  readonly inputs?: Readonly<Record<string, TensorInput | undefined>>;
}

/** What a caller reads. */
export interface PlainResponse {
  readonly values: Record<string, PlainValue>;
  readonly outputs: Record<string, Tensor>;
}

/** Between plain JavaScript and the contract, for one operation: every check follows from its declaration. */
export class OperationCodec {
  readonly operation: Operation;
  readonly #parameters: Map<string, { readonly spec: Operation['parameters'][number]; readonly path: string }>;
  readonly #inputs: Map<string, { readonly port: Port; readonly path: string }>;

  constructor(operation: Operation) {
    this.operation = operation;
    this.#parameters = new Map(operation.parameters.map((spec) => [spec.name, { spec, path: `parameters.${spec.name}` }]));
    this.#inputs = new Map(operation.inputs.map((port) => [port.name, { port, path: `inputs.${port.name}` }]));
  }

  /** @throws {InvalidRequestError} with the place of the first mistake. */
  encode(request: PlainRequest): ExecuteRequest {
    return {
      operation: this.operation.name,
      parameters: this.encodeParameters(request.parameters),
      inputs: this.encodeInputs(request.inputs),
    };
  }

  /** @throws {InvalidRequestError} with the place of the first mistake. */
  encodeParameters(given: PlainRequest['parameters'] = {}): NamedValue[] {
    mustBeObject('parameters', given);
    const encoded: NamedValue[] = [];
    for (const [name, value] of Object.entries(given)) {
      if (value === undefined) continue;
      const slot = this.#parameters.get(name);
      if (slot === undefined) throw new InvalidRequestError(`parameters.${name}`, `is not a parameter of "${this.operation.name}"`);
      encoded.push({ name, value: encodeValue(slot.spec, slot.path, value) });
    }
    for (const { spec, path } of this.#parameters.values()) {
      if (spec.presence.tag === 'required' && given[spec.name] === undefined) throw new InvalidRequestError(path, 'is required');
    }
    return encoded;
  }

  /** One tensor alone: sizes that must agree with other inputs are left to the component. */
  encodeInput(name: string, input: TensorInput): WireTensor {
    const slot = this.#inputs.get(name);
    if (slot === undefined) throw new InvalidRequestError(`inputs.${name}`, `is not an input of "${this.operation.name}"`);
    return encodeTensor(slot.port, slot.path, input, new Map());
  }

  encodeInputs(given: PlainRequest['inputs'] = {}): NamedTensor[] {
    mustBeObject('inputs', given);
    const encoded: NamedTensor[] = [];
    const sizes: Sizes = new Map();
    for (const [name, input] of Object.entries(given)) {
      if (input === undefined) continue;
      const slot = this.#inputs.get(name);
      if (slot === undefined) throw new InvalidRequestError(`inputs.${name}`, `is not an input of "${this.operation.name}"`);
      encoded.push({ name, tensor: encodeTensor(slot.port, slot.path, input, sizes) });
    }
    for (const { port, path } of this.#inputs.values()) {
      if (port.always && given[port.name] === undefined) throw new InvalidRequestError(path, 'is required');
    }
    return encoded;
  }

  /** @throws {ExecutorFaultError} when the response is not what the operation declares. */
  decode(response: ExecuteResponse): PlainResponse {
    const decoded = this.decodePart(response);
    const { name, values, outputs } = this.operation;
    const missing = [
      ...values.map((spec) => [spec, decoded.values] as const),
      ...outputs.map((port) => [port, decoded.outputs] as const),
    ].find(([spec, given]) => spec.always && !Object.hasOwn(given, spec.name));
    if (missing !== undefined)
      throw new ExecutorFaultError(`Operation "${name}" answered without "${missing[0].name}", which it declares`, false);
    return decoded;
  }

  /** Like `decode`, where only some of the outputs were asked for. */
  decodePart(response: ExecuteResponse): PlainResponse {
    const { name, values: valueSpecs, outputs: ports } = this.operation;
    const values: Record<string, PlainValue> = {};
    for (const { name: key, value } of response.values) {
      if (valueSpecs.find((spec) => spec.name === key)?.kind !== value.tag) throw undeclared(name, `value "${key}" of kind ${value.tag}`);
      values[key] = decodeValue(value, `value "${key}" of operation "${name}"`);
    }
    const outputs: Record<string, Tensor> = {};
    for (const { name: key, tensor } of response.outputs) {
      const port = ports.find((candidate) => candidate.name === key);
      if (port === undefined || (port.types.length > 0 && !port.types.includes(tensor.type))) {
        throw undeclared(name, `output "${key}" of type ${tensor.type}`);
      }
      outputs[key] = decodeTensor(tensor);
    }
    return { values, outputs };
  }
}

function mustBeObject(path: string, given: unknown): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InvalidRequestError(path, `must be an object, is ${describe(given)}`);
  }
}

function undeclared(operation: string, what: string): ExecutorFaultError {
  return new ExecutorFaultError(`Operation "${operation}" answered with ${what}, which it does not declare`, false);
}
