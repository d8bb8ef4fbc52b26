import type { Operation, ParameterSpec } from './contract.ts';
import { toJson } from './json-form.ts';
import { sentence } from './typescript-types.ts';
import { defaultOf } from './value-codec.ts';

/** JSON Schema (2020-12) of an operation's parameters in their JSON form. */
export function parametersJsonSchema({ name, summary, parameters }: Operation): object {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: name,
    description: summary,
    type: 'object',
    additionalProperties: false,
    required: parameters.filter(({ presence }) => presence.tag === 'required').map((spec) => spec.name),
    properties: Object.fromEntries(parameters.map((spec) => [spec.name, schemaOf(spec)])),
  };
}

function schemaOf(spec: ParameterSpec): object {
  const { summary, unit } = spec;
  const given = defaultOf(spec);
  return {
    ...typeSchema(spec),
    description: sentence(summary, unit),
    ...(given === undefined ? {} : { default: toJson(given) }),
  };
}

function typeSchema({ kind, minimum, maximum, choices }: ParameterSpec): object {
  const range = { ...(minimum === undefined ? {} : { minimum }), ...(maximum === undefined ? {} : { maximum }) };
  const words = specials(minimum, maximum);
  const plain = { type: 'number', ...range };
  const number = words.length > 0 ? { anyOf: [plain, { enum: words }] } : plain;
  const text = { type: 'string', ...(choices.length > 0 ? { enum: choices } : {}) };
  switch (kind) {
    case 'boolean':
      return { type: 'boolean' };
    case 'integer':
      return {
        anyOf: [
          { type: 'integer', ...range },
          { type: 'string', pattern: '^-?\\d+$' },
        ],
      };
    case 'number':
      return number;
    case 'numbers':
      return { type: 'array', items: number };
    case 'text':
      return text;
    case 'texts':
      return { type: 'array', items: text };
    case 'json':
      return {};
  }
}

function specials(minimum: number | undefined, maximum: number | undefined): string[] {
  const unbounded = minimum === undefined && maximum === undefined;
  return [...(unbounded ? ['NaN'] : []), ...(maximum === undefined ? ['Infinity'] : []), ...(minimum === undefined ? ['-Infinity'] : [])];
}
