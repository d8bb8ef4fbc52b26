import { InvalidRequestError } from '../errors.ts';
import type { ErrorCode, ExecuteRequest, Operation } from '../executor/contract.ts';
import type { OperationCodec } from '../executor/operation-codec.ts';
import { decodeValue } from '../executor/value-codec.ts';

/**
 * What a component checks by itself is checked here for a program, which is never asked anything wrong.
 *
 * @throws {payload: ErrorCode} that names the place of the first mistake
 */
export function checkRequest(codecs: ReadonlyMap<string, OperationCodec>, request: ExecuteRequest): Operation {
  const codec = codecs.get(request.operation);
  if (codec === undefined) throw invalid('operation', `there is no ${JSON.stringify(request.operation)}`);
  const { parameters, inputs } = request;
  checkKinds(codec.operation, parameters);
  for (const [what, list] of [
    ['parameters', parameters],
    ['inputs', inputs],
  ] as const) {
    const twice = list.find(({ name }, i) => list.findIndex((other) => other.name === name) !== i);
    if (twice !== undefined) throw invalid(`${what}.${twice.name}`, 'is given twice');
  }
  try {
    codec.encode({
      parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, decodeValue(value, `parameter "${name}"`)])),
      inputs: Object.fromEntries(inputs.map(({ name, tensor }) => [name, tensor])),
    });
  } catch (error) {
    if (error instanceof InvalidRequestError) throw invalid(error.path, error.message.slice(`Invalid ${error.path}: `.length));
    throw error;
  }
  return codec.operation;
}

/** In plain JavaScript they look alike: 1 is an integer and a number. */
function checkKinds(operation: Operation, parameters: ExecuteRequest['parameters']): void {
  for (const { name, value } of parameters) {
    const spec = operation.parameters.find((one) => one.name === name);
    if (spec !== undefined && spec.kind !== value.tag)
      throw invalid(`parameters.${name}`, `must be of kind ${spec.kind}, is of kind ${value.tag}`);
  }
}

function invalid(path: string, message: string): { readonly payload: ErrorCode } {
  return { payload: { tag: 'invalid', val: { path, message } } };
}
