import { describe, expect, test } from 'vitest';
import { builds, type Request, tensor, text, type Value } from './component.ts';

const a = ['a', tensor([1, 2], 1, 2)] as const;
const b = ['b', tensor([1, 2], 2, 1)] as const;
const x = ['x', tensor([1, 2], 1, 2)] as const;
const weight = ['weight', tensor([1, 2, 3, 4, 5, 6], 3, 2)] as const;
const m = ['model', text('m')] as const;
const scale = (val: number) => ['scale', { tag: 'number', val } as Value] as const;

const cases: [string, string, Request, string, string][] = [
  ['an unknown operation', 'tensor.add', {}, 'operation', 'is none of this executor: "tensor.add"'],
  ['an empty operation', '', {}, 'operation', 'is none of this executor: ""'],
  [
    'an unknown parameter',
    'tensor.matmul',
    { parameters: [m], inputs: [a, b] },
    'parameters.model',
    'is not a parameter of "tensor.matmul"',
  ],
  ['a parameter twice', 'tensor.softmax', { parameters: [scale(1), scale(1)], inputs: [x] }, 'parameters.scale', 'is given twice'],
  [
    'a parameter of another kind',
    'tensor.softmax',
    { parameters: [['scale', { tag: 'integer', val: 1n }]], inputs: [x] },
    'parameters.scale',
    'must be of kind number, is of kind integer',
  ],
  [
    'a number out of range',
    'tensor.softmax',
    { parameters: [scale(1e39)], inputs: [x] },
    'parameters.scale',
    'must be at most 1e+38, is 1e+39',
  ],
  [
    'NaN where there are bounds',
    'tensor.softmax',
    { parameters: [scale(Number.NaN)], inputs: [x] },
    'parameters.scale',
    'must be at least -1e+38, is NaN',
  ],
  [
    'a text that is no choice',
    'model.load',
    { parameters: [m, ['activation', text('swish')]], inputs: [weight] },
    'parameters.activation',
    'must be one of "none", "relu", "sigmoid", "tanh", "gelu", "softmax"; is "swish"',
  ],
  ['a missing parameter, before a missing input', 'model.run', {}, 'parameters.model', 'is required'],
  ['an unknown input', 'tensor.matmul', { inputs: [a, b, x] }, 'inputs.x', 'is not an input of "tensor.matmul"'],
  ['an input twice', 'tensor.matmul', { inputs: [a, a] }, 'inputs.a', 'is given twice'],
  ['a missing input', 'tensor.matmul', { inputs: [a] }, 'inputs.b', 'is required'],
  ['an input of another type', 'tensor.matmul', { inputs: [['a', { ...a[1], type: 'i32' }], b] }, 'inputs.a.type', 'must be fp32, is i32'],
  [
    'too few bytes',
    'tensor.matmul',
    { inputs: [['a', { ...a[1], dimensions: Uint32Array.of(1, 3) }], b] },
    'inputs.a.data',
    'holds 8 bytes, its dimensions and type say 12',
  ],
  [
    'dimensions whose product wraps around 32 bits',
    'tensor.matmul',
    { inputs: [['a', { ...a[1], dimensions: Uint32Array.of(0x8000_0001, 2) }], b] },
    'inputs.a.data',
    'holds 8 bytes, its dimensions and type say more than memory has',
  ],
  [
    'dimensions whose product wraps around 64 bits',
    'tensor.matmul',
    { inputs: [['a', { ...a[1], dimensions: Uint32Array.of(0x8000_0000, 0x8000_0000, 0x8000_0000, 2) }], b] },
    'inputs.a.data',
    'holds 8 bytes, its dimensions and type say more than memory has',
  ],
  ['another rank', 'tensor.matmul', { inputs: [['a', tensor([1, 2], 2)], b] }, 'inputs.a.dimensions', 'must have rank 2, has rank 1'],
  ['a scalar', 'tensor.matmul', { inputs: [['a', tensor([1])], b] }, 'inputs.a.dimensions', 'must have rank 2, has rank 0'],
  [
    'sizes that disagree',
    'tensor.matmul',
    { inputs: [a, ['b', tensor([1, 2, 3], 3, 1)]] },
    'inputs.b.dimensions[0]',
    'must be 2 (k), is 3',
  ],
  [
    'sizes that disagree, in the other order',
    'tensor.matmul',
    { inputs: [['b', tensor([1, 2, 3], 3, 1)], a] },
    'inputs.a.dimensions[1]',
    'must be 3 (k), is 2',
  ],
  [
    'a bias of another size',
    'model.load',
    { parameters: [m], inputs: [weight, ['bias', tensor([1, 2], 2)]] },
    'inputs.bias.dimensions[0]',
    'must be 3 (outputs), is 2',
  ],
  [
    'an empty name',
    'model.load',
    { parameters: [['model', text('')]], inputs: [weight] },
    'parameters.model',
    'must have 1 to 255 bytes, has 0',
  ],
  [
    'a long name',
    'model.load',
    { parameters: [['model', text('é'.repeat(128))]], inputs: [weight] },
    'parameters.model',
    'must have 1 to 255 bytes, has 256',
  ],
  [
    'a layer that does not fit the one before',
    'model.load',
    { parameters: [['model', text('loaded')]], inputs: [weight] },
    'inputs.weight.dimensions[1]',
    'must be 3, the outputs of the layer before in model "loaded", is 2',
  ],
  ['an unknown model to run', 'model.run', { parameters: [m], inputs: [x] }, 'parameters.model', 'names no loaded model: "m"'],
  ['an unknown model to drop', 'model.drop', { parameters: [m] }, 'parameters.model', 'names no loaded model: "m"'],
  [
    'rows of another size',
    'model.run',
    { parameters: [['model', text('loaded')]], inputs: [['x', tensor([1, 2, 3], 1, 3)]] },
    'inputs.x.dimensions[1]',
    'must be 2, the inputs of the model, is 3',
  ],
  [
    'a comparison of different sizes',
    'model.run',
    {
      parameters: [
        ['model', text('loaded')],
        ['compare', { tag: 'boolean', val: true }],
      ],
      inputs: [x],
    },
    'parameters.compare',
    'needs a model with as many outputs as inputs, this one has 2 inputs and 3 outputs',
  ],
];

describe.each(builds)('refusals, %s', (_, load) => {
  const component = load();
  component.execute('model.load', { parameters: [['model', text('loaded')]], inputs: [weight] });

  test.each(cases)('%s', (_what, operation, request, path, message) => {
    expect(component.refusal(operation, request)).toEqual({ tag: 'invalid', val: { path, message } });
  });

  test('leave the instance and its models as they were', () => {
    const { y } = component.execute('model.run', { parameters: [['model', text('loaded')]], inputs: [x] }).outputs;
    expect([...y!.data]).toEqual([5, 11, 17]);
  });
});
