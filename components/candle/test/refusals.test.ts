import { beforeAll, describe, expect, test } from 'vitest';
import { encodeRequest } from '../../../runtime/conformance/sample.ts';
import { loadRaw, type RawExecutor } from '../../../runtime/conformance/subject.ts';
import type { ErrorCode } from '../../../runtime/executor/contract.ts';
import type { PlainRequest } from '../../../runtime/executor/operation-codec.ts';
import { nodePlatform } from '../../../runtime/platform/node.ts';
import { candle } from '../index.js';
import { tinyConfig, tinyWeights } from './tiny-bert.ts';

let executor: RawExecutor;
const call = (operation: string, request: PlainRequest) => executor.execute(encodeRequest({ operation, ...request }, executor.operations));
const refusal = (operation: string, request: PlainRequest): ErrorCode => {
  try {
    call(operation, request);
  } catch (error) {
    if (error instanceof Error && 'payload' in error) return error.payload as ErrorCode;
    throw error;
  }
  throw new Error('The request succeeded');
};
const load = (config: object, weights = tinyWeights()): PlainRequest => ({ parameters: { model: 'tiny', config }, inputs: { weights } });
const tokens = (data: number[], dimensions: number[], mask?: number[]): PlainRequest => ({
  parameters: { model: 'tiny' },
  inputs: { tokens: { data: Uint32Array.from(data), dimensions }, ...(mask ? { mask: { data: Uint8Array.from(mask), dimensions } } : {}) },
});

beforeAll(async () => {
  executor = await loadRaw({ package: candle, readBytes: nodePlatform().readBytes }, 'direct');
  call('model.load', load(tinyConfig));
});

describe('what a model cannot be made of, or take, is refused at its place', () => {
  test.each<[string, string, PlainRequest, string, string]>([
    ['a configuration of something else', 'model.load', load({ layers: 3 }), 'parameters.config', 'missing field'],
    ['heads that cannot share', 'model.load', load({ ...tinyConfig, num_attention_heads: 3 }), 'parameters.config', '3 heads'],
    ['another activation', 'model.load', load({ ...tinyConfig, hidden_act: 'relu' }), 'parameters.config', '"relu"'],
    ['a layer more', 'model.load', load({ ...tinyConfig, num_hidden_layers: 3 }), 'inputs.weights', 'encoder.layer.2'],
    ['another width', 'model.load', load({ ...tinyConfig, hidden_size: 16 }), 'inputs.weights', 'shape'],
    ['no safetensors file', 'model.load', load(tinyConfig, new Uint8Array(100).fill(255)), 'inputs.weights', 'eader'],
    ['a file cut short', 'model.load', load(tinyConfig, tinyWeights().subarray(0, 5000)), 'inputs.weights', ''],
    ['a token past the vocabulary', 'model.run', tokens([1, 13], [1, 2]), 'inputs.tokens', '13'],
    ['more tokens than positions', 'model.run', tokens(new Array(11).fill(1), [1, 11]), 'inputs.tokens.dimensions[1]', 'at most 10'],
    ['a row without a token', 'model.run', tokens([1, 2], [2, 1], [1, 0]), 'inputs.mask', 'row 1'],
    ['a mask of something else', 'model.run', tokens([1, 2], [2, 1], [1, 2]), 'inputs.mask', '2'],
    ['no rows', 'model.run', tokens([], [0, 3]), 'inputs.tokens.dimensions[0]', 'at least 1'],
  ])('%s', (_, operation, request, path, message) => {
    expect(refusal(operation, request)).toMatchObject({ tag: 'invalid', val: { path, message: expect.stringContaining(message) } });
    expect(call('model.run', tokens([1, 2], [1, 2])).outputs).toHaveLength(1); // and the model that was there is
  });
});

test('a row is the same alone, in a batch, and filled up', () => {
  const rows = (request: PlainRequest) => new Float32Array(call('model.run', request).outputs[0]!.tensor.data.slice().buffer);
  const alone = rows(tokens([4, 7], [1, 2]));
  const both = rows(tokens([4, 7, 0, 1, 2, 3], [2, 3], [1, 1, 0, 1, 1, 1]));
  expect(alone).toHaveLength(8);
  for (const [i, each] of alone.entries()) expect(both[i]).toBeCloseTo(each, 6);
  expect(Math.hypot(...alone)).toBeCloseTo(1, 6);
  const raw = rows({ ...tokens([4, 7], [1, 2]), parameters: { model: 'tiny', normalize: false } });
  const length = Math.hypot(...raw);
  for (const [i, each] of alone.entries()) expect(raw[i]! / length).toBeCloseTo(each, 6);
});

test('loading again and again leaves memory flat', () => {
  for (let i = 0; i < 20; i++) call('model.load', load(tinyConfig));
  const before = executor.memoryBytes();
  for (let i = 0; i < 500; i++) call('model.load', load(tinyConfig));
  expect(executor.memoryBytes()).toBe(before);
});
