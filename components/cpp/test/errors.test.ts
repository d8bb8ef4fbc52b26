import { describe, expect, test } from 'vitest';
import type { NamedTensor, NamedValue } from '../../../runtime/executor/contract.ts';
import { errorOf, load, parametersOf, tensorOf } from './component.ts';

const { executor } = load();
const signal = tensorOf('signal', new Float64Array(512).fill(1), [512]);
const complex = tensorOf('signal', new Float64Array(16), [8], true);

function problem(operation: string, parameters: NamedValue[], inputs: NamedTensor[]): { path: string; message: string } {
  const error = errorOf(() => executor.execute({ operation, parameters, inputs })) as {
    tag: string;
    val: { path: string; message: string };
  };
  expect(error.tag).toBe('invalid');
  return error.val;
}
const reshaped = (dimensions: number[], change: Partial<NamedTensor['tensor']> = {}): NamedTensor => ({
  name: 'signal',
  tensor: { ...signal.tensor, dimensions: Uint32Array.from(dimensions), ...change },
});

describe('a wrong request is refused with the exact place', () => {
  const welch = (parameters: Parameters<typeof parametersOf>[0], inputs = [signal]) =>
    problem('signal.welch', parametersOf(parameters), inputs);

  test('the operation', () => {
    expect(problem('signal.nothing', [], [])).toEqual({
      path: 'operation',
      message: 'is not an operation of this executor: "signal.nothing"',
    });
  });

  test('parameters: unknown, twice, kind, bounds, choices, missing', () => {
    expect(welch({ größe: 1 })).toEqual({ path: 'parameters.größe', message: 'is not a parameter of signal.welch' });
    const twice = [...parametersOf({ rate: 1 }), ...parametersOf({ rate: 2 })];
    expect(problem('signal.welch', twice, [signal])).toEqual({ path: 'parameters.rate', message: 'is given twice' });
    expect(welch({ rate: 'fast' })).toEqual({ path: 'parameters.rate', message: 'must be a number, is a text' });
    expect(welch({ segment: 3.5 })).toEqual({ path: 'parameters.segment', message: 'must be an integer, is a number' });
    expect(welch({ segment: 0n })).toEqual({ path: 'parameters.segment', message: 'is below its minimum' });
    expect(welch({ window: 'kaiser' })).toEqual({ path: 'parameters.window', message: 'is not one of its choices: "kaiser"' });
    expect(problem('bearing.evidence', parametersOf({ rate: 1000 }), [signal])).toEqual({
      path: 'parameters.speed',
      message: 'is required',
    });
  });

  test('NaN passes no bound, in a number and among numbers', () => {
    expect(welch({ rate: Number.NaN })).toEqual({ path: 'parameters.rate', message: 'is not a number' });
    const bands = { rate: 1000, bands: Float64Array.of(10, Number.NaN) };
    expect(problem('vibration.features', parametersOf(bands), [signal])).toEqual({ path: 'parameters.bands', message: 'is not a number' });
  });

  test('inputs: unknown, twice, type, bytes, rank, missing', () => {
    expect(welch({}, [{ ...signal, name: 'noise' }])).toEqual({ path: 'inputs.noise', message: 'is not an input of signal.welch' });
    expect(welch({}, [signal, signal])).toEqual({ path: 'inputs.signal', message: 'is given twice' });
    expect(welch({}, [reshaped([512], { type: 'u64' })]).path).toBe('inputs.signal.type');
    expect(welch({}, [reshaped([511])])).toEqual({
      path: 'inputs.signal.data',
      message: 'holds 4096 bytes, its dimensions and type say 4088',
    });
    expect(welch({}, [reshaped([65536, 65536])]).path).toBe('inputs.signal.data');
    expect(welch({}, [reshaped([4294967295, 4294967295, 4294967295])]).path).toBe('inputs.signal.data');
    expect(welch({}, [reshaped([2, 256])])).toEqual({ path: 'inputs.signal.dimensions', message: 'has rank 2, must have rank 1' });
    expect(welch({}, [])).toEqual({ path: 'inputs.signal', message: 'is required' });
  });

  test('the checks come in the contract’s order', () => {
    expect(welch({ rate: 'fast' }, []).path).toBe('parameters.rate');
    expect(problem('bearing.evidence', [], []).path).toBe('parameters.rate');
    expect(welch({}, [reshaped([3, 3], { type: 'u8' })]).path).toBe('inputs.signal.type');
  });

  test('what only the algorithm can see', () => {
    expect(welch({ rate: 0 }).path).toBe('parameters.rate');
    expect(welch({ segment: 64n, overlap: 64n }).path).toBe('parameters.overlap');
    expect(welch({}, [reshaped([0], { data: new Uint8Array() })]).path).toBe('inputs.signal.dimensions[0]');
    expect(problem('signal.envelope-spectrum', parametersOf({ rate: 100, low: 20, high: 10 }), [signal]).path).toMatch(
      /^parameters\.(low|high)$/,
    );
  });

  test('signal.fft', () => {
    const fft = (parameters: Parameters<typeof parametersOf>[0], input = complex) =>
      problem('signal.fft', parametersOf(parameters), [input]);
    expect(fft({ kind: 'r2c' })).toEqual({ path: 'inputs.signal.type', message: 'must be fp32 or fp64 for r2c' });
    expect(fft({}, signal)).toEqual({ path: 'inputs.signal.type', message: 'must be complex64 or complex128 for c2c and c2r' });
    expect(fft({ kind: 'r2c', inverse: true }, signal)).toEqual({ path: 'parameters.inverse', message: 'must be false for r2c' });
    expect(fft({ length: 8n })).toEqual({ path: 'parameters.length', message: 'is for c2r only' });
    expect(fft({ kind: 'c2r', length: 20n })).toEqual({ path: 'parameters.length', message: 'must have length/2 + 1 = 8 bins, is 20' });
    expect(fft({ kind: 'c2r', length: -1n })).toEqual({ path: 'parameters.length', message: 'is below its minimum' });
    expect(fft({ kind: 'r2c' }, reshaped([], { data: new Uint8Array(8) })).path).toBe('inputs.signal.dimensions');
    expect(fft({ kind: 'r2c' }, reshaped([3, 0], { data: new Uint8Array() })).path).toBe('inputs.signal.dimensions[1]');
  });

  test('the instance goes on afterwards', () => {
    expect(executor.execute({ operation: 'signal.welch', parameters: [], inputs: [signal] }).outputs).toHaveLength(2);
  });
});
