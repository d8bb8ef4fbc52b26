import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Operation } from './contract.ts';
import { parametersFromJson, toJson } from './json-form.ts';
import { parametersJsonSchema } from './json-schema.ts';
import { OperationCodec } from './operation-codec.ts';

const base = { summary: 'A parameter.', unit: '', presence: { tag: 'optional' as const }, choices: [] };
const operation: Operation = {
  name: 'test',
  summary: 'A test.',
  inputs: [],
  values: [],
  outputs: [],
  parameters: [
    { ...base, name: 'rate', kind: 'number', unit: 'Hz', presence: { tag: 'required' }, minimum: 0 },
    { ...base, name: 'level', kind: 'number' },
    { ...base, name: 'count', kind: 'integer', presence: { tag: 'default', val: { tag: 'integer', val: 3n } }, minimum: 1, maximum: 9 },
    { ...base, name: 'big', kind: 'integer' },
    { ...base, name: 'mode', kind: 'text', choices: ['fast', 'exact'] },
    { ...base, name: 'edges', kind: 'numbers', maximum: 5 },
    { ...base, name: 'flag', kind: 'boolean' },
    { ...base, name: 'tags', kind: 'texts' },
    { ...base, name: 'extra', kind: 'json' },
  ],
};

describe('parametersJsonSchema()', () => {
  const schema = z.fromJSONSchema(parametersJsonSchema(operation) as never);
  const codec = new OperationCodec(operation);
  const accepted = (json: Record<string, unknown>): boolean => {
    try {
      codec.encodeParameters(parametersFromJson(operation, json));
      return true;
    } catch {
      return false;
    }
  };

  // an independent reader of JSON Schema and our own check must agree on each
  test.each<[Record<string, unknown>, boolean]>([
    [{ rate: 1 }, true],
    [{}, false],
    [{ rate: -1 }, false],
    [{ rate: 'Infinity' }, true],
    [{ rate: 'NaN' }, false],
    [{ rate: 1, level: 'NaN' }, true],
    [{ rate: 1, level: 'high' }, false],
    [{ rate: 1, count: 9 }, true],
    [{ rate: 1, count: 10 }, false],
    [{ rate: 1, count: 1.5 }, false],
    [{ rate: 1, big: '9007199254740993' }, true],
    [{ rate: 1, big: 'x' }, false],
    [{ rate: 1, mode: 'exact' }, true],
    [{ rate: 1, mode: 'slow' }, false],
    [{ rate: 1, edges: [1, '-Infinity'] }, true],
    [{ rate: 1, edges: [6] }, false],
    [{ rate: 1, edges: 1 }, false],
    [{ rate: 1, flag: 0 }, false],
    [{ rate: 1, tags: ['a', 1] }, false],
    [{ rate: 1, extra: { any: [null] } }, true],
    [{ rate: 1, unknown: 1 }, false],
  ])('%j is %s by the schema and by the check', (json, good) => {
    expect(schema.safeParse(json).success).toBe(good);
    expect(accepted(json)).toBe(good);
  });

  test('states defaults and units', () => {
    expect(parametersJsonSchema(operation)).toMatchObject({
      required: ['rate'],
      properties: { rate: { description: 'A parameter. In Hz.' }, count: { default: 3 } },
    });
  });
});

test('toJson() holds what JSON cannot', () => {
  expect(
    toJson({ a: Number.NaN, b: [1n << 60n, Number.NEGATIVE_INFINITY], c: Float64Array.of(1, Number.POSITIVE_INFINITY), d: null }),
  ).toEqual({
    a: 'NaN',
    b: ['1152921504606846976', '-Infinity'],
    c: [1, 'Infinity'],
    d: null,
  });
});
