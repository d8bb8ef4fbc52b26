import { describe, expect, test } from 'vitest';
import { builds, type Component, tensor, text } from './component.ts';
import { Random } from './random.ts';

const pageBytes = 65_536;
const maximumPages = 32_768;
const name = ['model', text('m')] as const;

/** Takes all memory but so many bytes, as a busy neighbour in the same memory would. */
function leave(component: Component, bytes: number): void {
  component.memory.grow(maximumPages - component.memory.buffer.byteLength / pageBytes - Math.ceil(bytes / pageBytes));
}

describe.each(builds)('memory, %s', (_, load) => {
  test('is flat over 100 000 calls, whatever they answer', () => {
    const component = load();
    const x = new Float32Array(20_000);
    const calls = [
      () =>
        component.execute('tensor.matmul', {
          inputs: [
            ['a', tensor(x, 100, 200)],
            ['b', tensor(x, 200, 100)],
          ],
        }),
      () => component.execute('tensor.softmax', { inputs: [['x', tensor(x, 10, 2000)]] }),
      () => component.execute('tensor.softmax', { inputs: [['x', tensor([1, 2, 3], 1, 3)]] }),
      () => component.refusal('tensor.softmax', { inputs: [['x', tensor([1, 2, 3], 1, 2)]] }),
      () => component.refusal('no such operation', {}),
      () => component.executor.operations(),
      () => component.executor.name() + component.executor.version(),
    ];
    for (const call of calls) for (let i = 0; i < 10; i++) call();
    const before = component.memory.buffer.byteLength;
    for (let i = 0; i < 100_000; i++) calls[i % 100 === 0 ? (i / 100) % 2 : 2 + (i % (calls.length - 2))]!();
    expect(component.memory.buffer.byteLength).toBe(before);
  }, 60_000);

  test('is flat over 10 000 runs of a model', () => {
    const component = load();
    component.execute('model.load', { parameters: [name], inputs: [['weight', tensor(new Float32Array(64 * 32), 64, 32)]] });
    const run = () => component.execute('model.run', { parameters: [name], inputs: [['x', tensor(new Float32Array(320), 10, 32)]] });
    run();
    const before = component.memory.buffer.byteLength;
    for (let i = 0; i < 10_000; i++) run();
    expect(component.memory.buffer.byteLength).toBe(before);
  }, 60_000);

  test('is flat over 1 000 models of changing sizes, loaded and dropped', () => {
    const component = load();
    const cycle = (i: number) => {
      const width = 8 + ((i * 37) % 200);
      const layer = (outputs: number, inputs: number) =>
        component.execute('model.load', {
          parameters: [['model', text(`m${i}`)]],
          inputs: [['weight', tensor(new Float32Array(outputs * inputs), outputs, inputs)]],
        }).values;
      layer(width, 40);
      const { bytes } = layer(40, width);
      expect(component.execute('model.drop', { parameters: [['model', text(`m${i}`)]] }).values).toEqual({ bytes });
    };
    for (let i = 0; i < 200; i++) cycle(i);
    const before = component.memory.buffer.byteLength;
    for (let i = 200; i < 1200; i++) cycle(i);
    expect(component.memory.buffer.byteLength).toBe(before);
  }, 60_000);

  test('models keep their weights while others come and go', () => {
    const component = load();
    const random = new Random(9);
    const alive = new Map<string, { size: number; factor: number }>();
    for (let step = 0; step < 3000; step++) {
      const model = `m${random.size(20)}`;
      const found = alive.get(model);
      if (found === undefined) {
        const size = random.size(step % 10 === 0 ? 300 : 30);
        // factor times the identity
        const weight = Float32Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? step : 0));
        component.execute('model.load', { parameters: [['model', text(model)]], inputs: [['weight', tensor(weight, size, size)]] });
        alive.set(model, { size, factor: step });
      } else if (random.next() < 0) {
        component.execute('model.drop', { parameters: [['model', text(model)]] });
        alive.delete(model);
      } else {
        const { size, factor } = found;
        const x = Float32Array.from({ length: 2 * size }, (_, i) => i + 1);
        const { y } = component.execute('model.run', {
          parameters: [['model', text(model)]],
          inputs: [['x', tensor(x, 2, size)]],
        }).outputs;
        expect(y!.data).toEqual(x.map((value) => value * factor));
      }
    }
  }, 60_000);

  test('a product that memory cannot hold is refused, and the instance goes on', () => {
    const component = load();
    const product = (m: number, n: number) =>
      component.refusal('tensor.matmul', {
        inputs: [
          ['a', tensor([], m, 0)],
          ['b', tensor([], 0, n)],
        ],
      });
    expect(product(40_000, 40_000)).toEqual({ tag: 'out-of-memory' });
    expect(product(0xffff_ffff, 0xffff_ffff)).toEqual({ tag: 'out-of-memory' });
    leave(component, 8 << 20);
    expect(product(2000, 2000)).toEqual({ tag: 'out-of-memory' });
    expect(product(500, 500)).toBeUndefined();
  });

  test('weights that memory cannot hold are refused and leave no model behind', () => {
    const component = load();
    leave(component, 6 << 20);
    const weight = tensor(new Float32Array(1 << 20), 1024, 1024); // 4 MiB, once as argument, once packed
    expect(component.refusal('model.load', { parameters: [name], inputs: [['weight', weight]] })).toEqual({ tag: 'out-of-memory' });
    expect(component.refusal('model.drop', { parameters: [name] })).toMatchObject({ tag: 'invalid' });
    const small = tensor(new Float32Array(1 << 18), 512, 512);
    expect(component.refusal('model.load', { parameters: [name], inputs: [['weight', small]] })).toBeUndefined();
  });

  test('arguments that memory cannot hold are a trap', () => {
    const component = load();
    leave(component, 1 << 20);
    const x = tensor(new Float32Array(1 << 20), 1024, 1024);
    expect(component.refusal('tensor.softmax', { inputs: [['x', x]] })).toBeInstanceOf(WebAssembly.RuntimeError);
  });
});
