import { expect, test } from 'vitest';
import type { ChainBinding, ChainStage } from '../../../runtime/executor/contract.ts';
import { errorOf, load, numbersOf, parametersOf, tensorOf } from './component.ts';
import { noise, relativeError } from './dft.ts';

const { executor, chain } = load();
const from = (name: string, stage: number, port: string): ChainBinding => ({ name, source: { tag: 'stage', val: { stage, port } } });
const given = (name: string, input: string): ChainBinding => ({ name, source: { tag: 'input', val: input } });

const x = noise(600);
const forward: ChainStage = { operation: 'signal.fft', parameters: parametersOf({ kind: 'r2c' }), inputs: [given('signal', 'recording')] };
const back: ChainStage = {
  operation: 'signal.fft',
  parameters: parametersOf({ kind: 'c2r', normalize: true }),
  inputs: [from('signal', 0, 'spectrum')],
};
const recording = { ...tensorOf('signal', x, [600]), name: 'recording' };

test('tensors pass between stages, and none is spoilt for a later reader', () => {
  const again = { ...back, parameters: parametersOf({ kind: 'c2r' }) };
  const outputs = [from('spectrum', 0, 'spectrum'), from('once', 1, 'spectrum'), from('twice', 2, 'spectrum'), given('x', 'recording')];
  const response = chain.run([forward, back, again], [recording], outputs);
  expect(response.outputs.map(({ name }) => name)).toEqual(['spectrum', 'once', 'twice', 'x']);
  expect(numbersOf(response, 'x')).toEqual(x);
  const alone = executor.execute({ operation: 'signal.fft', parameters: forward.parameters, inputs: [tensorOf('signal', x, [600])] });
  expect(numbersOf(response, 'spectrum')).toEqual(numbersOf(alone, 'spectrum'));
  expect(relativeError(numbersOf(response, 'once'), x)).toBeLessThan(1e-14);
  expect(
    relativeError(
      numbersOf(response, 'twice'),
      x.map((value) => 600 * value),
    ),
  ).toBeLessThan(1e-14);
});

test('values come per stage', () => {
  const evidence: ChainStage = {
    operation: 'bearing.evidence',
    parameters: parametersOf({ rate: 600, speed: 5, bands: Float64Array.of(50, 200), orders: Float64Array.of(3.5) }),
    inputs: [given('signal', 'recording')],
  };
  const { values, outputs } = chain.run([forward, evidence], [recording], []);
  expect(outputs).toEqual([]);
  expect(values[0]).toEqual([]);
  expect(values[1]).toEqual([
    { name: 'revolutions', value: { tag: 'number', val: 5 } },
    { name: 'resolved', value: { tag: 'boolean', val: false } },
  ]);
});

test('nothing to do is no error', () => {
  expect(chain.run([], [recording], [given('y', 'recording')]).outputs[0]).toMatchObject({ name: 'y' });
});

test('an error says its stage and place', () => {
  const fault = (stages: ChainStage[], outputs: ChainBinding[] = []) => errorOf(() => chain.run(stages, [recording], outputs));
  const invalid = (stage: number, path: string, message: string) => ({ stage, error: { tag: 'invalid', val: { path, message } } });
  expect(fault([forward, forward, { ...back, parameters: parametersOf({ kind: 'r2c' }) }])).toEqual(
    invalid(2, 'inputs.signal.type', 'must be fp32 or fp64 for r2c'),
  );
  expect(fault([{ ...forward, inputs: [given('signal', 'tape')] }])).toEqual(
    invalid(0, 'inputs.signal', 'no input of the chain is called "tape"'),
  );
  expect(fault([forward, { ...back, inputs: [from('signal', 1, 'spectrum')] }])).toEqual(
    invalid(1, 'inputs.signal', 'stage 1 does not run before this'),
  );
  expect(fault([forward], [from('y', 0, 'power')])).toEqual(invalid(1, 'outputs.y', 'stage 0 made no output "power"'));
  expect(fault([{ ...forward, operation: 'signal.nothing' }])).toMatchObject({
    stage: 0,
    error: { tag: 'invalid', val: { path: 'operation' } },
  });
});
