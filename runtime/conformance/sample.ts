import type { ExecuteRequest, Operation, Value } from '../executor/contract.ts';
import { OperationCodec, type PlainRequest } from '../executor/operation-codec.ts';
import type { Subject } from './subject.ts';

/** A request as the contract carries it. */
export function encodeRequest(
  { operation, ...request }: PlainRequest & { readonly operation: string },
  operations: readonly Operation[],
): ExecuteRequest {
  return new OperationCodec(operations.find(({ name }) => name === operation)!).encode(request);
}

/** The operations that there are samples of; a sample that is missing without being known to be fails what needs it. */
export function triedOf<O extends Pick<Operation, 'name'>>({ untried }: Pick<Subject, 'untried'>, operations: readonly O[]): O[] {
  return operations.filter(({ name }) => !untried?.includes(name));
}

/** The subject's good request for an operation. */
export function encodeSample(subject: Pick<Subject, 'samples'>, operation: string, operations: readonly Operation[]): ExecuteRequest {
  const sample = subject.samples[operation];
  if (sample === undefined) throw new Error(`There is no sample of "${operation}"`);
  return encodeRequest({ operation, ...sample }, operations);
}

/** A value as a caller of the host writes it. */
export function plainValue(value: Value): unknown {
  return value.tag === 'json' ? JSON.parse(value.val) : value.val;
}
