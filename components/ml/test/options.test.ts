import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { print } from '@bytecodealliance/jco-transpile/wasm-tools';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultCacheDirectory } from '../../../build/build.ts';
import { Cache } from '../../../build/cache.ts';
import type { BuiltVariant } from '../../../build/context.ts';
import { denseModelRequests, encodeSafetensors, parseSafetensors } from '../../../runtime/model/index.ts';
import { build } from '../build.ts';
import { options } from '../options.ts';
import { Component, tensor, text } from './component.ts';
import { errorFraction, multiply } from './multiply.ts';
import { Random } from './random.ts';

// The component as a product may choose it, built beside: without SIMD, and with models in it.
const member = path.resolve(import.meta.dirname, '..');
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-ml-options-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const random = new Random(20_261_126);
const numbers = (count: number) => random.list(count);

const layer = (outputs: number, inputs: number) => ({
  type: 'fp32' as const,
  dimensions: [outputs, inputs],
  data: numbers(outputs * inputs),
});
const network = encodeSafetensors(
  new Map([
    ['w0', layer(19, 7)],
    ['b0', { type: 'fp32', dimensions: [19], data: numbers(19) }],
    ['w1', layer(3, 19)],
  ]),
  { format: 'polyray-dense', layers: JSON.stringify([{ weight: 'w0', bias: 'b0', activation: 'gelu' }, { weight: 'w1' }]) },
);

async function made(chosen: object): Promise<readonly BuiltVariant[]> {
  const directory = fs.mkdtempSync(path.join(folder, 'member-'));
  for (const name of ['assembly', 'build', 'package.json']) fs.symlinkSync(path.join(member, name), path.join(directory, name));
  const signal = new AbortController().signal;
  const shared = { directory, root: path.resolve(member, '../..'), cache: new Cache(defaultCacheDirectory), signal };
  const rest = { jobs: 1, debug: false, keepWarm: false, input: (file: string) => path.resolve(folder, file), progress: () => {} };
  return (await build({ ...shared, ...rest, options: options.parse(chosen) })).variants;
}

async function started({ glue, core }: BuiltVariant): Promise<Component> {
  const { instantiate } = (await import(glue)) as { instantiate: ConstructorParameters<typeof Component>[0] };
  return new Component(instantiate, new Map(core.map((file) => [path.basename(file), new WebAssembly.Module(fs.readFileSync(file))])));
}

let variants: readonly BuiltVariant[];
let plain: Component;
let scalar: Component;
beforeAll(async () => {
  fs.writeFileSync(path.join(folder, 'n.safetensors'), network);
  variants = await made({ simd: ['none', 'simd128'], models: { nätwork: 'n.safetensors', twice: 'n.safetensors' } });
  [plain, scalar] = (await Promise.all(variants.map(started))) as [Component, Component];
}, 60_000);

test('the builds that were chosen are there, best first, and no other', () => {
  expect(variants.map(({ features }) => features)).toEqual([['simd128'], []]);
});

describe('the build without SIMD', () => {
  test('has no vector in it', async () => {
    const [vectors, none] = await Promise.all(variants.map(({ core }) => print(fs.readFileSync(core[0]!))));
    expect(vectors).toContain('v128');
    expect(none).not.toContain('v128');
  });

  test.each(['relu', 'sigmoid', 'tanh', 'gelu'])('gives the same bits as the one with, for %s', (activation) => {
    const special = [0, -0, 0.625, -0.625, 1e-30, 88, 89, -104, 1e38, Infinity, -Infinity, NaN];
    const x = Float32Array.from([...special, ...numbers(500), ...numbers(500).map((value) => value * 50)]);
    const one = tensor([1], 1, 1);
    const run = (component: Component) => {
      const name = ['model', text(activation)] as const;
      component.execute('model.load', { parameters: [name, ['activation', text(activation)]], inputs: [['weight', one]] });
      return component.execute('model.run', { parameters: [name], inputs: [['x', tensor(x, x.length, 1)]] }).outputs['y']!.data;
    };
    expect(run(scalar)).toEqual(run(plain));
  });

  test.each([
    [1, 1, 1],
    [3, 5, 2],
    [2, 0, 3],
    [17, 129, 31],
    [1, 64, 9],
  ])('a product of %i x %i x %i is within its bound', (m, k, n) => {
    const [a, b] = [numbers(m * k), numbers(k * n)];
    const product = multiply(scalar, m, k, n, a, b);
    expect(errorFraction({ m, k, n, roundings: k + 1 }, a, b, product)).toBeLessThanOrEqual(1);
  });

  test('a softmax sums to 1, and is NaN where a row has one', () => {
    const x = numbers(3 * 37);
    x[37] = NaN;
    const { data } = scalar.execute('tensor.softmax', { inputs: [['x', tensor(x, 3, 37)]] }).outputs['y']!;
    const sum = (row: number) => data.subarray(37 * row, 37 * (row + 1)).reduce((total, value) => total + value, 0);
    expect(sum(0)).toBeCloseTo(1, 6);
    expect(data.subarray(37, 74).every(Number.isNaN)).toBe(true);
    expect(sum(2)).toBeCloseTo(1, 6);
  });
});

describe.each([
  ['simd128', () => plain],
  ['none', () => scalar],
])('models baked into the build %s', (_, of) => {
  const x = tensor(numbers(5 * 7), 5, 7);
  const run = (model: string) => of().execute('model.run', { parameters: [['model', text(model)]], inputs: [['x', x]] }).outputs['y'];

  test('run by their names without being loaded, as those that are loaded', () => {
    for (const { parameters, inputs } of denseModelRequests(parseSafetensors(network), 'loaded')) {
      of().execute('model.load', {
        parameters: Object.entries(parameters!).map(([name, value]) => [name, text(String(value))] as const),
        inputs: Object.entries(inputs!).map(([name, value]) => {
          const { data, dimensions } = value as { data: Float32Array; dimensions: number[] };
          return [name, tensor(data, ...dimensions)] as const;
        }),
      });
    }
    expect(run('nätwork')).toEqual(run('loaded'));
    expect(run('twice')).toEqual(run('loaded'));
  });

  test('come back after they were dropped', () => {
    const before = run('twice');
    const { bytes } = of().execute('model.drop', { parameters: [['model', text('twice')]] }).values;
    expect(Number(bytes)).toBeGreaterThan(4 * (19 * 7 + 19 + 3 * 19));
    expect(run('twice')).toEqual(before);
  });

  test('another name is unknown still', () => {
    const request = { parameters: [['model', text('natwork')]], inputs: [['x', x]] } as const;
    expect(of().refusal('model.run', request)).toMatchObject({ tag: 'invalid', val: { path: 'parameters.model' } });
  });
});

test.each([
  ['not safetensors', Buffer.from('no'), 'the file has 2 bytes, its length alone takes 8'],
  [
    'a bias of another size',
    encodeSafetensors(
      new Map([
        ['w', layer(2, 2)],
        ['b', { type: 'fp32', dimensions: [3], data: numbers(3) }],
      ]),
      { format: 'polyray-dense', layers: '[{"weight":"w","bias":"b"}]' },
    ),
    'layer 0: its bias must have 2 elements',
  ],
  [
    'layers that do not fit',
    encodeSafetensors(new Map([['w', layer(2, 3)]]), { format: 'polyray-dense', layers: '[{"weight":"w"},{"weight":"w"}]' }),
    'layer 1: its weight must have 2 inputs',
  ],
  [
    'an unknown activation',
    encodeSafetensors(new Map([['w', layer(2, 3)]]), { format: 'polyray-dense', layers: '[{"weight":"w","activation":"swish"}]' }),
    'is "swish"',
  ],
])('a model of %s fails the build and is named', async (_, bytes, message) => {
  const file = path.join(folder, 'bad.safetensors');
  fs.writeFileSync(file, bytes);
  const attempt = made({ simd: ['simd128'], models: { bad: file } });
  await expect(attempt).rejects.toThrow(`Cannot bake model "${file}": `);
  await expect(attempt).rejects.toThrow(message);
});
