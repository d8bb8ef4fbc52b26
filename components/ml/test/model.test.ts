import { describe, expect, test } from 'vitest';
import { builds, type Component, tensor, text } from './component.ts';
import { Random } from './random.ts';

interface Layer {
  readonly inputs: number;
  readonly outputs: number;
  readonly activation: string;
  readonly weight: Float32Array;
  readonly bias: Float32Array | undefined;
}

function makeLayers(random: Random, sizes: readonly number[], activations: readonly string[], biased = true): Layer[] {
  return activations.map((activation, i) => {
    const inputs = sizes[i]!;
    const outputs = sizes[i + 1]!;
    return { inputs, outputs, activation, weight: random.list(inputs * outputs), bias: biased ? random.list(outputs) : undefined };
  });
}

function load(component: Component, model: string, { inputs, outputs, activation, weight, bias }: Layer) {
  return component.execute('model.load', {
    parameters: [
      ['model', text(model)],
      ['activation', text(activation)],
    ],
    inputs: [['weight', tensor(weight, outputs, inputs)], ...(bias ? [['bias', tensor(bias, outputs)] as const] : [])],
  }).values;
}

function run(component: Component, model: string, x: ArrayLike<number>, batch: number, features: number, compare?: boolean) {
  return component.execute('model.run', {
    parameters: [['model', text(model)], ...(compare === undefined ? [] : [['compare', { tag: 'boolean', val: compare }] as const])],
    inputs: [['x', tensor(x, batch, features)]],
  }).outputs;
}

const functions: Record<string, (x: number) => number> = {
  none: (x) => x,
  relu: (x) => Math.max(x, 0),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
};

/** One row through the layers, in float64. */
function expected(layers: readonly Layer[], row: readonly number[]): number[] {
  let x = row;
  for (const { inputs, outputs, activation, weight, bias } of layers) {
    const y = Array.from({ length: outputs }, (_, o) => {
      let sum = bias?.[o] ?? 0;
      for (let i = 0; i < inputs; i++) sum += weight[o * inputs + i]! * x[i]!;
      return sum;
    });
    if (activation === 'softmax') {
      const most = Math.max(...y);
      const sum = y.reduce((total, value) => total + Math.exp(value - most), 0);
      x = y.map((value) => Math.exp(value - most) / sum);
    } else x = y.map(functions[activation]!);
  }
  return [...x];
}

describe.each(builds)('models, %s', (_, make) => {
  test.each([
    { batch: 1, sizes: [5, 3], activations: ['none'], biased: false },
    { batch: 4, sizes: [7, 16, 9, 3], activations: ['relu', 'tanh', 'softmax'], biased: true },
    { batch: 500, sizes: [33, 64, 5], activations: ['sigmoid', 'none'], biased: true },
    { batch: 1, sizes: [513, 40, 41], activations: ['tanh', 'softmax'], biased: true },
    { batch: 241, sizes: [1, 1, 1, 1], activations: ['relu', 'none', 'tanh'], biased: true },
  ])('a batch of $batch through $sizes agrees with float64', ({ batch, sizes, activations, biased }) => {
    const component = make();
    const random = new Random(5);
    const layers = makeLayers(random, sizes, activations, biased);
    for (const [i, layer] of layers.entries()) expect(load(component, 'm', layer)['layers']).toBe(BigInt(i + 1));
    const features = sizes[0]!;
    const x = random.list(batch * features);
    const y = run(component, 'm', x, batch, features)['y']!;
    const outputs = sizes.at(-1)!;
    expect(y.dimensions).toEqual([batch, outputs]);
    for (let row = 0; row < batch; row++) {
      const wanted = expected(layers, [...x.subarray(row * features, (row + 1) * features)]);
      for (const [o, value] of wanted.entries()) {
        // each layer adds at most (inputs + 9) u of its sums' absolute terms and passes on, times its norm, what came in;
        // weights and activations below 1 keep the product of both below 2e-3 of u per input here
        const tolerance = 2 ** -24 * layers.reduce((bound, { inputs }) => bound * Math.max(1, inputs / 4) + inputs + 9, 0);
        if (!(Math.abs(y.data[row * outputs + o]! - value) <= tolerance))
          throw new Error(`y[${row}][${o}] is ${y.data[row * outputs + o]}, not ${value}`);
      }
    }
  });

  test('a batch of rows gives, to a rounding, what each row gives alone', () => {
    const component = make();
    const random = new Random(6);
    for (const layer of makeLayers(random, [19, 24, 6], ['relu', 'none'])) load(component, 'm', layer);
    const x = random.list(19 * 50);
    const all = run(component, 'm', x, 50, 19)['y']!.data;
    for (let row = 0; row < 50; row++) {
      const alone = run(component, 'm', x.subarray(row * 19, (row + 1) * 19), 1, 19)['y']!.data;
      for (let o = 0; o < 6; o++) expect(Math.abs(alone[o]! - all[row * 6 + o]!)).toBeLessThan(1e-5);
    }
  });

  test('compare answers the mean squared difference of each row', () => {
    const component = make();
    const random = new Random(7);
    const [layer] = makeLayers(random, [13, 13], ['none']);
    load(component, 'm', layer!);
    const x = random.list(13 * 9);
    const { y, error } = run(component, 'm', x, 9, 13, true);
    expect(error!.dimensions).toEqual([9]);
    for (let row = 0; row < 9; row++) {
      let sum = 0;
      for (let i = row * 13; i < (row + 1) * 13; i++) sum += (x[i]! - y!.data[i]!) ** 2;
      expect(Math.abs(error!.data[row]! - sum / 13)).toBeLessThan((sum / 13) * 2 ** -20);
    }
    expect(run(component, 'm', x, 9, 13, false)).not.toHaveProperty('error');
  });

  test('takes empty batches, layers without inputs and layers without outputs', () => {
    const component = make();
    load(component, 'm', makeLayers(new Random(8), [3, 4], ['gelu'])[0]!);
    expect(run(component, 'm', [], 0, 3)['y']).toEqual({ dimensions: [0, 4], data: new Float32Array(0) });
    const none = new Float32Array(0);
    load(component, 'constant', { inputs: 0, outputs: 2, activation: 'none', weight: none, bias: Float32Array.of(1, 2) });
    expect([...run(component, 'constant', [], 3, 0)['y']!.data]).toEqual([1, 2, 1, 2, 1, 2]);
    load(component, 'sink', { inputs: 2, outputs: 0, activation: 'softmax', weight: none, bias: none });
    expect(run(component, 'sink', [1, 2], 1, 2)['y']!.dimensions).toEqual([1, 0]);
    load(component, 'sink', { inputs: 0, outputs: 1, activation: 'none', weight: none, bias: Float32Array.of(5) });
    expect([...run(component, 'sink', [1, 2], 1, 2)['y']!.data]).toEqual([5]);
  });

  test('lets NaN through', () => {
    const component = make();
    load(component, 'm', { inputs: 2, outputs: 1, activation: 'relu', weight: Float32Array.of(1, 1), bias: undefined });
    const { y, error } = run(component, 'm', [Number.NaN, 1, 1, 1], 2, 2);
    expect([...y!.data]).toEqual([Number.NaN, 2]);
    expect(error).toBeUndefined();
  });

  test('names keep models apart, and a dropped one is gone', () => {
    const component = make();
    const one = { inputs: 1, outputs: 1, activation: 'none', bias: undefined };
    const names = ['a', 'b', 'größe', 'ab', 'a'.repeat(255)];
    for (const [i, name] of names.entries()) load(component, name, { ...one, weight: Float32Array.of(i + 1) });
    for (const [i, name] of names.entries()) expect([...run(component, name, [1], 1, 1)['y']!.data]).toEqual([i + 1]);
    const drop = (name: string) => component.execute('model.drop', { parameters: [['model', text(name)]] }).values;
    const { bytes } = load(component, 'b', { ...one, weight: Float32Array.of(10) });
    expect(drop('b')).toEqual({ bytes });
    expect(component.refusal('model.drop', { parameters: [['model', text('b')]] })).toEqual({
      tag: 'invalid',
      val: { path: 'parameters.model', message: 'names no loaded model: "b"' },
    });
    expect([...run(component, 'ab', [1], 1, 1)['y']!.data]).toEqual([4]);
    for (const name of ['a', 'größe', 'a'.repeat(255), 'ab']) drop(name);
    load(component, 'a', { ...one, weight: Float32Array.of(7) });
    expect([...run(component, 'a', [1], 1, 1)['y']!.data]).toEqual([7]);
  });
});
