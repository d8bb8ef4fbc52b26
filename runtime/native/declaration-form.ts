import { z } from 'zod';
import type { Operation, ParameterSpec, Presence, TensorType, Value, ValueKind } from '../executor/contract.ts';
import { parametersFromJson } from '../executor/json-form.ts';
import { tensorTypes } from '../executor/tensor.ts';
import { encodeValue } from '../executor/value-codec.ts';

// The contract's declarations as JSON says them: what is empty may be left out, `presence` is "required", "optional" or
// {"default": …}, and a dimension is a number or a name.
const kinds = ['boolean', 'integer', 'number', 'text', 'numbers', 'texts', 'json'] as const satisfies readonly ValueKind[];
const name = z.string().min(1);
const unit = z.string().default('');
const parameter = z.strictObject({
  name,
  summary: z.string(),
  kind: z.enum(kinds),
  unit,
  presence: z.union([z.literal('required'), z.literal('optional'), z.strictObject({ default: z.json() })]),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  choices: z.array(z.string()).default([]),
});
const value = z.strictObject({ name, summary: z.string(), kind: z.enum(kinds), unit, always: z.boolean().default(true) });
const port = z.strictObject({
  name,
  summary: z.string(),
  types: z.array(z.enum(tensorTypes as [TensorType, ...TensorType[]])).default([]),
  dimensions: z.array(z.union([z.int().min(0).max(0xffff_ffff), name])).optional(),
  unit,
  always: z.boolean().default(true),
});
const operation = z.strictObject({
  name,
  summary: z.string(),
  parameters: z.array(parameter).default([]),
  inputs: z.array(port).default([]),
  values: z.array(value).default([]),
  outputs: z.array(port).default([]),
});
const description = z.strictObject({
  id: z.number(),
  protocol: z.literal(1),
  name,
  version: z.string(),
  operations: z.array(operation),
});

/** What a program says of itself. */
export interface ProgramDescription {
  readonly name: string;
  readonly version: string;
  readonly operations: Operation[];
}

/** Checks what a program says of itself. @throws Error that names the place of the first mistake */
export function readDescription(json: unknown): ProgramDescription {
  const { success, data, error } = description.safeParse(json);
  if (!success) throw new Error(`it describes itself wrongly: ${firstIssue(error)}`);
  return { name: data.name, version: data.version, operations: data.operations.map(operationOf) };
}

/** The place and the reason. */
export function firstIssue({ issues }: z.ZodError): string {
  const { path, message } = issues[0]!;
  const place = path.reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text && '.'}${String(key)}`),
    '',
  );
  return place === '' ? message : `${place}: ${message}`;
}

function operationOf({ parameters, inputs, outputs, ...rest }: z.infer<typeof operation>): Operation {
  return { ...rest, parameters: parameters.map(parameterOf), inputs: inputs.map(portOf), outputs: outputs.map(portOf) };
}

function portOf({ dimensions, ...rest }: z.infer<typeof port>): Operation['inputs'][number] {
  if (dimensions === undefined) return rest;
  return {
    ...rest,
    dimensions: dimensions.map((size) => (typeof size === 'number' ? { tag: 'fixed', val: size } : { tag: 'named', val: size })),
  };
}

function parameterOf({ presence, minimum, maximum, ...rest }: z.infer<typeof parameter>): ParameterSpec {
  const bounds = { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
  const spec: ParameterSpec = { ...rest, ...bounds, presence: { tag: 'optional' } };
  return { ...spec, presence: presenceOf(spec, presence) };
}

function presenceOf(spec: ParameterSpec, presence: z.infer<typeof parameter>['presence']): Presence {
  if (typeof presence === 'string') return { tag: presence };
  return { tag: 'default', val: valueFromJson(spec, `the default of ${spec.name}`, presence.default) };
}

/** A value of the JSON form as the contract carries it. @throws {InvalidRequestError} where it is none of its kind */
export function valueFromJson(spec: ParameterSpec, path: string, json: unknown): Value {
  const { [spec.name]: plain } = parametersFromJson({ parameters: [spec] } as unknown as Operation, { [spec.name]: json });
  return encodeValue(spec, path, plain);
}
