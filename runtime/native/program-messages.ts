import { z } from 'zod';
import type { ErrorCode, ExecuteRequest, ExecuteResponse, NamedTensor, NamedValue, Operation, TensorType } from '../executor/contract.ts';
import { toJson } from '../executor/json-form.ts';
import { layouts, tensorTypes } from '../executor/tensor.ts';
import { decodeValue } from '../executor/value-codec.ts';
import { firstIssue, valueFromJson } from './declaration-form.ts';
import { type Frame, writeFrame } from './frame.ts';

const tensor = z.strictObject({
  name: z.string(),
  type: z.enum(tensorTypes as [TensorType, ...TensorType[]]),
  dimensions: z.array(z.int().min(0).max(0xffff_ffff)),
});
const problem = z.strictObject({ code: z.enum(['invalid', 'unsupported']), path: z.string(), message: z.string() });
const trouble = z.strictObject({ code: z.enum(['failed', 'internal']), message: z.string() });
const memory = z.strictObject({ code: z.literal('out-of-memory') });
const answer = z.union([
  z.strictObject({ id: z.number(), error: z.discriminatedUnion('code', [problem, trouble, memory]) }),
  z.strictObject({ id: z.number(), values: z.record(z.string(), z.json()).default({}), outputs: z.array(tensor).default([]) }),
]);

/** Asks a program what it is. */
export function describeFrame(id: number): Uint8Array<ArrayBuffer> {
  return writeFrame({ id, method: 'describe', protocol: 1 });
}

/** Asks a program for one operation. */
export function executeFrame(id: number, { operation, parameters, inputs }: ExecuteRequest): Uint8Array<ArrayBuffer> {
  const header = {
    id,
    method: 'execute',
    operation,
    parameters: Object.fromEntries(parameters.map(({ name, value }) => [name, toJson(decodeValue(value, `parameter "${name}"`))])),
    inputs: inputs.map(({ name, tensor: { type, dimensions } }) => ({ name, type, dimensions: [...dimensions] })),
  };
  const parts = inputs.map(({ tensor: { data } }) => data);
  return writeFrame(header, parts);
}

/** A frame's header. @throws Error where it is no JSON, or answers something else */
export function readHeader({ header }: Frame, id: number): unknown {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header));
  } catch (cause) {
    throw new Error(`it answered with a header that is no JSON: ${(cause as Error).message}`, { cause });
  }
  const { id: found } = (json ?? {}) as { id?: unknown };
  if (found !== id) throw new Error(`it answered to ${JSON.stringify(found)}, and was asked ${id}`);
  return json;
}

/**
 * What a program answered to `executeFrame`.
 *
 * @throws {payload: ErrorCode} what it says is wrong
 * @throws Error where that is no answer
 */
export function readAnswer(operation: Operation, frame: Frame, id: number): ExecuteResponse {
  const { success, data, error } = answer.safeParse(readHeader(frame, id));
  if (!success) throw new Error(`its answer is none: ${firstIssue(error)}`);
  if ('error' in data) throw { payload: errorCode(data.error) };
  const values = Object.entries(data.values).map(([name, json]) => namedValue(operation, name, json));
  return { values, outputs: tensorsOf(data.outputs, frame.body) };
}

function errorCode(error: z.infer<typeof problem | typeof trouble | typeof memory>): ErrorCode {
  switch (error.code) {
    case 'invalid':
    case 'unsupported':
      return { tag: error.code, val: { path: error.path, message: error.message } };
    case 'failed':
    case 'internal':
      return { tag: error.code, val: error.message };
    case 'out-of-memory':
      return { tag: error.code };
  }
}

function namedValue({ name: operation, values }: Operation, name: string, json: unknown): NamedValue {
  const declared = values.find((spec) => spec.name === name);
  if (declared === undefined) throw new Error(`"${operation}" answered with a value "${name}", which it does not declare`);
  try {
    return { name, value: valueFromJson({ ...declared, presence: { tag: 'optional' }, choices: [] }, `values.${name}`, json) };
  } catch (cause) {
    throw new Error(`its answer is none: ${(cause as Error).message}`, { cause }); // the mistake is not the request's
  }
}

/** The bytes stay where they are. */
function tensorsOf(declared: readonly z.infer<typeof tensor>[], body: Uint8Array<ArrayBuffer>): NamedTensor[] {
  let at = 0;
  const tensors = declared.map(({ name, type, dimensions }) => {
    const bytes = dimensions.reduce((product, size) => product * size, layouts[type].bytes);
    if (at + bytes > body.length) throw new Error(`its body has ${body.length} bytes, too few for output "${name}"`);
    const data = body.subarray(at, at + bytes);
    at += bytes;
    return { name, tensor: { type, dimensions: Uint32Array.from(dimensions), data } };
  });
  if (at !== body.length) throw new Error(`its body has ${body.length} bytes, its outputs ${at}`);
  return tensors;
}
