import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ExecutorFaultError, InvalidRequestError } from '../errors.ts';
import type { Operation, ParameterSpec, Port } from './contract.ts';
import { OperationCodec, type PlainRequest } from './operation-codec.ts';
import { layouts, tensorTypes } from './tensor.ts';

const seed = 20_261_124;
const parameter = (name: string, kind: ParameterSpec['kind'], more: Partial<ParameterSpec> = {}): ParameterSpec => ({
  name,
  summary: 'A parameter.',
  kind,
  unit: '',
  presence: { tag: 'optional' },
  choices: [],
  ...more,
});
const port = (name: string, more: Partial<Port> = {}): Port => ({ name, summary: 'A port.', types: [], unit: '', always: false, ...more });
const operation = (more: Partial<Operation>): Operation => ({
  name: 'test',
  summary: 'A test.',
  parameters: [],
  inputs: [],
  values: [],
  outputs: [],
  ...more,
});

const matmul = operation({
  inputs: [
    port('a', {
      always: true,
      types: ['fp32'],
      dimensions: [
        { tag: 'named', val: 'm' },
        { tag: 'named', val: 'k' },
      ],
    }),
    port('b', {
      always: true,
      types: ['fp32'],
      dimensions: [
        { tag: 'named', val: 'k' },
        { tag: 'fixed', val: 2 },
      ],
    }),
  ],
});
const parameters = operation({
  parameters: [
    parameter('flag', 'boolean'),
    parameter('count', 'integer', { minimum: 0 }),
    parameter('level', 'number', { minimum: -1, maximum: 1 }),
    parameter('any', 'number'),
    parameter('mode', 'text', { choices: ['fast', 'größer'] }),
    parameter('list', 'numbers', { maximum: 9 }),
    parameter('tags', 'texts'),
    parameter('extra', 'json'),
    parameter('rate', 'number', { presence: { tag: 'required' } }),
  ],
});

function refusal(of: Operation, request: PlainRequest): InvalidRequestError {
  try {
    new OperationCodec(of).encode(request);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidRequestError);
    return error as InvalidRequestError;
  }
  throw new Error('was accepted');
}

describe('encode() refuses', () => {
  test.each([
    [{ flag: 1 }, 'parameters.flag', 'must be a boolean, is a number'],
    [{ count: 1.5 }, 'parameters.count', 'must be an integer, is 1.5'],
    [{ count: 2 ** 53 }, 'parameters.count', 'must be an integer'],
    [{ count: 1n << 64n }, 'parameters.count', 'must fit 64 bits'],
    [{ count: -1 }, 'parameters.count', 'must be at least 0, is -1'],
    [{ level: Number.NaN }, 'parameters.level', 'must be at least -1, is NaN'],
    [{ level: 2 }, 'parameters.level', 'must be at most 1, is 2'],
    [{ any: '1' }, 'parameters.any', 'must be a number, is a string'],
    [{ mode: 'slow' }, 'parameters.mode', 'must be one of "fast", "größer"; is "slow"'],
    [{ mode: '\ud800' }, 'parameters.mode', 'lone surrogate'],
    [{ list: [1, '2'] }, 'parameters.list[1]', 'must be a number'],
    [{ list: [1, 10] }, 'parameters.list[1]', 'at most 9'],
    [{ list: 'abc' }, 'parameters.list', 'must be a list of numbers'],
    [{ tags: ['a', null] }, 'parameters.tags[1]', 'must be a string, is null'],
    [{ extra: () => 1 }, 'parameters.extra', 'has no JSON form'],
    [{ extra: { a: 1n } }, 'parameters.extra', 'has no JSON form'],
    [{ größe: 1 }, 'parameters.größe', 'is not a parameter of "test"'],
    [{ rate: undefined }, 'parameters.rate', 'is required'],
  ])('%o at %s', (given, path, message) => {
    const error = refusal(parameters, { parameters: { rate: 1, ...given } });
    expect(error.path).toBe(path);
    expect(error.message).toContain(message);
  });

  const a = { data: new Float32Array(6), dimensions: [2, 3] };
  test.each([
    [{ a }, 'inputs.b', 'is required'],
    [{ a, b: { data: new Float32Array(4), dimensions: [2, 2] } }, 'inputs.b.dimensions[0]', 'must be 3 (k), is 2'],
    [{ a, b: { data: new Float32Array(9), dimensions: [3, 3] } }, 'inputs.b.dimensions[1]', 'must be 2, is 3'],
    [{ a, b: new Float32Array(6) }, 'inputs.b.dimensions', 'must have rank 2, has rank 1'],
    [{ a, b: { data: new Float64Array(6), dimensions: [3, 2] } }, 'inputs.b.type', 'must be fp32; is fp64'],
    [{ a, b: { data: new Int8Array(24), dimensions: [3, 2], type: 'fp32' } }, 'inputs.b.data', 'must be a Float32Array for fp32'],
    [{ a, b: { data: new Float32Array(5), dimensions: [3, 2] } }, 'inputs.b.data', 'holds 20 bytes, its dimensions and type say 24'],
    [{ a, b: { data: new Float32Array(6), dimensions: [3, -2] } }, 'inputs.b.dimensions[1]', 'must be a whole number below 2^32'],
    [{ a, b: { data: new Float32Array(6), dimensions: [3, 2], type: 'fp128' } }, 'inputs.b.type', 'is "fp128"'],
    [{ a, b: { data: new Uint8Array(7), type: 'fp32' } }, 'inputs.b.data', 'not a whole number of fp32 elements'],
    [{ a, b: [1, 2] }, 'inputs.b.data', 'must be a typed array, is undefined'],
    [{ a, b: null }, 'inputs.b', 'is null'],
    [{ a, b: new DataView(new ArrayBuffer(8)) }, 'inputs.b.data', 'must be a typed array'],
    [{ a, c: a }, 'inputs.c', 'is not an input of "test"'],
  ])('inputs %#', (inputs, path, message) => {
    const error = refusal(matmul, { inputs: inputs as never });
    expect(error.message).toContain(message);
    expect(error.path).toBe(path);
  });

  test.each([null, [], 'x', 5])('parameters %j', (given) => {
    expect(refusal(parameters, { parameters: given as never }).path).toBe('parameters');
  });
});

describe('encode() and decode()', () => {
  test('give back every kind of value', () => {
    const given = {
      flag: true,
      count: 7,
      level: -0.5,
      any: Number.NaN,
      mode: 'größer',
      list: [1, 2],
      tags: ['', '日本'],
      extra: { a: [null, 'ö'] },
      rate: Number.POSITIVE_INFINITY,
    };
    const { parameters: specs } = parameters;
    const mirror = operation({
      parameters: specs,
      values: specs.map(({ name, kind }) => ({ name, kind, summary: 'As given.', unit: '', always: false })),
    });
    const codec = new OperationCodec(mirror);
    const { values } = codec.decode({ values: codec.encode({ parameters: given }).parameters, outputs: [] });
    expect(values).toEqual({ ...given, list: Float64Array.of(1, 2) });
  });

  test('keep any tensor, bit by bit', () => {
    const codec = new OperationCodec(operation({ inputs: [port('x')], outputs: [port('x')] }));
    fc.assert(
      fc.property(
        fc.constantFrom(...tensorTypes),
        fc.array(fc.nat(4), { maxLength: 4 }),
        fc.infiniteStream(fc.nat(255)),
        (type, dimensions, bytes) => {
          const size = dimensions.reduce((product, n) => product * n, layouts[type].bytes);
          const raw = Uint8Array.from({ length: size }, () => bytes.next().value as number);
          const [input] = codec.encode({ inputs: { x: { type, dimensions, data: raw } } }).inputs;
          const { outputs } = codec.decode({ values: [], outputs: [input!] });
          const { data } = outputs['x']!;
          expect(outputs['x']).toMatchObject({ type, dimensions });
          expect(data).toBeInstanceOf(layouts[type].array);
          expect(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)).toEqual(raw);
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  test('decode() refuses what is not declared', () => {
    const codec = new OperationCodec(operation({ values: [{ name: 'n', summary: 'N.', kind: 'number', unit: '', always: true }] }));
    expect(() => codec.decode({ values: [], outputs: [] })).toThrow(ExecutorFaultError);
    expect(() => codec.decode({ values: [{ name: 'n', value: { tag: 'text', val: '1' } }], outputs: [] })).toThrow('kind text');
  });
});
