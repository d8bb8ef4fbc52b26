import { isDeepStrictEqual } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { loadRaw, type RawExecutor } from '../../runtime/conformance/subject.ts';
import type { ChainBinding, ChainStage, ExecuteResponse, NamedTensor, NamedValue } from '../../runtime/executor/contract.ts';
import { nodePlatform } from '../../runtime/platform/node.ts';

const { readBytes } = nodePlatform();
const signal: NamedTensor = {
  name: 'signal',
  tensor: {
    type: 'fp64',
    dimensions: Uint32Array.of(300),
    data: new Uint8Array(Float64Array.from({ length: 300 }, (_, i) => Math.sin(i / 5) + (i % 7)).buffer),
  },
};
const kind = (val: string): NamedValue => ({ name: 'kind', value: { tag: 'text', val } });
const length = (val: bigint): NamedValue => ({ name: 'length', value: { tag: 'integer', val } });
const given = (name: string, input: string): ChainBinding => ({ name, source: { tag: 'input', val: input } });
const made = (name: string, stage: number, port: string): ChainBinding => ({ name, source: { tag: 'stage', val: { stage, port } } });
const fft = (parameters: NamedValue[], from: ChainBinding): ChainStage => ({ operation: 'signal.fft', parameters, inputs: [from] });
const there = fft([kind('r2c')], given('signal', 'größe'));
const back = fft([kind('c2r'), length(300n)], made('signal', 0, 'spectrum'));
const evidence: ChainStage = {
  operation: 'bearing.evidence',
  parameters: [
    ...['rate', 'speed'].map((name, i): NamedValue => ({ name, value: { tag: 'number', val: i === 0 ? 1000 : 40 } })),
    { name: 'bands', value: { tag: 'numbers', val: Float64Array.of(10, 400) } },
    { name: 'orders', value: { tag: 'numbers', val: Float64Array.of(2) } },
    { name: 'maximum-order', value: { tag: 'number', val: 10 } },
  ],
  inputs: [made('signal', 1, 'spectrum')],
};
const input = { ...signal, name: 'größe' };

describe.each(['glue', 'direct'] as const)('chains of the bare C++ component (%s)', (calls) => {
  let component: RawExecutor;
  beforeAll(async () => {
    component = await loadRaw({ package: cpp, readBytes }, calls);
  });

  test('give what their stages give one by one, every output and value', () => {
    const alone = (stage: ChainStage, tensor: NamedTensor): ExecuteResponse =>
      component.execute({ ...stage, inputs: [{ ...tensor, name: 'signal' }] });
    const first = alone(there, signal);
    const second = alone(back, first.outputs[0]!);
    const third = alone(evidence, second.outputs[0]!);
    const outputs = [
      made('spectrum', 0, 'spectrum'),
      made('signal', 1, 'spectrum'),
      given('itself', 'größe'),
      ...third.outputs.map(({ name }) => made(name, 2, name)),
    ];
    const answer = component.chain!.run([there, back, evidence], [input], outputs);
    const wanted = {
      values: [first.values, second.values, third.values],
      outputs: [first.outputs[0]!, { ...second.outputs[0]!, name: 'signal' }, { ...signal, name: 'itself' }, ...third.outputs],
    };
    expect(third.values.length).toBeGreaterThan(0);
    expect(isDeepStrictEqual(answer, wanted)).toBe(true);
  });

  test('may have no stage at all', () => {
    expect(component.chain!.run([], [input], [given('same', 'größe')])).toEqual({ values: [], outputs: [{ ...signal, name: 'same' }] });
    expect(component.chain!.run([], [], [])).toEqual({ values: [], outputs: [] });
  });

  test.each([
    ['an operation there is not', [{ ...there, operation: 'größe' }], [], 0, 'invalid', 'operation'],
    [
      'a wrong parameter of the second stage',
      [there, fft([kind('c2r'), length(7n)], made('signal', 0, 'spectrum'))],
      [],
      1,
      'invalid',
      'parameters.length',
    ],
    ['an input there is not', [fft([], given('signal', 'nothing'))], [], 0, 'invalid', 'inputs.signal'],
    ['a stage that runs later', [fft([], made('signal', 0, 'spectrum'))], [], 0, 'invalid', 'inputs.signal'],
    ['an output there is not', [there], [made('x', 0, 'nothing')], 1, 'invalid', 'outputs.x'],
  ] as const)('say where %s is, and go on', (_, stages, outputs, stage, tag, path) => {
    expect(() => component.chain!.run([...stages], [input], [...outputs])).toThrow(
      expect.objectContaining({ payload: { stage, error: { tag, val: { path, message: expect.any(String) } } } }),
    );
    expect(component.chain!.run([there], [input], []).values).toHaveLength(1);
  });

  test('leave memory flat', () => {
    const run = () => component.chain!.run([there, back], [input], [made('signal', 1, 'spectrum')]);
    for (let i = 0; i < 50; i++) run();
    const before = component.memoryBytes();
    for (let i = 0; i < 1000; i++) run();
    expect(component.memoryBytes()).toBe(before);
  });
});
