import type { Operation, ParameterSpec } from './contract.ts';

// JSON has no NaN, no infinities and no integers beyond 2^53: these travel as text, "NaN", "-Infinity", "9007199254740993".
const special = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);

function numberFromJson(value: unknown): unknown {
  return typeof value === 'string' ? (special.get(value) ?? value) : value;
}

function parameterFromJson(spec: ParameterSpec, value: unknown): unknown {
  switch (spec.kind) {
    case 'number':
      return numberFromJson(value);
    case 'numbers':
      return Array.isArray(value) ? value.map(numberFromJson) : value;
    case 'integer':
      return typeof value === 'string' && /^-?\d+$/.test(value) ? BigInt(value) : value;
    default:
      return value;
  }
}

/** Parameters as JSON holds them, made ready for `execute`, which checks them. */
export function parametersFromJson(operation: Operation, json: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => {
      const spec = operation.parameters.find((candidate) => candidate.name === name);
      return [name, spec === undefined ? value : parameterFromJson(spec, value)];
    }),
  );
}

/** Any value of a response, or a list or object of them, as JSON can hold it. */
export function toJson(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'bigint') return String(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>, toJson);
  if (Array.isArray(value)) return value.map(toJson);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(item)]));
  return value;
}
