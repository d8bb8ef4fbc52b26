import { describe, expect, test } from 'vitest';
import type { NamedTensor } from '../../../runtime/executor/contract.ts';
import { type Component, errorOf, load, type Plain, parametersOf, tensorOf } from './component.ts';

const call = ({ executor }: Component, operation: string, parameters: Record<string, Plain>, inputs: NamedTensor[]) =>
  executor.execute({ operation, parameters: parametersOf(parameters), inputs });

test('memory stays flat over 10 000 calls, right and wrong, of several shapes', () => {
  const component = load();
  const { executor, chain, memory } = component;
  const inputs = [256, 1000, 4099].map((n) => [tensorOf('signal', new Float64Array(2 * n).fill(0.5), [n], true)]);
  const real = [tensorOf('signal', new Float64Array(3000).fill(0.5), [3000])];
  const round = (calls: number): void => {
    for (let i = 0; i < calls; i++) {
      switch (i % 5) {
        case 0:
          executor.operations();
          executor.name();
          executor.version();
          break;
        case 1:
          errorOf(() => call(component, 'signal.fft', { kind: 'r2c' }, inputs[i % 3]!));
          break;
        case 2:
          call(component, 'signal.welch', { rate: 1000 }, real);
          break;
        case 3: {
          const stage = {
            operation: 'signal.fft',
            parameters: [],
            inputs: [{ name: 'signal', source: { tag: 'input' as const, val: 'signal' } }],
          };
          chain.run([stage, stage], inputs[i % 3]!, [{ name: 'y', source: { tag: 'stage', val: { stage: 1, port: 'spectrum' } } }]);
          break;
        }
        default:
          call(component, 'signal.fft', {}, inputs[i % 3]!);
      }
    }
  };
  round(100);
  const before = memory.buffer.byteLength;
  round(10_000);
  expect(memory.buffer.byteLength).toBe(before);
});

describe('when memory is short', () => {
  const pages = 1024; // 64 MiB

  // smooth, prime (Rader and Bluestein), twice a prime, power of two: FFTW needs different amounts of room for each
  test.each([180_000, 500_000, 499_979, 999_958, 1 << 20, 1_299_709, 1_500_000, 2_097_143])(
    'a transform of %i either works or says so, and a small one works afterwards',
    (n) => {
      for (const kind of ['c2c', 'r2c', 'c2r'] as const) {
        const component = load(pages);
        const length = kind === 'c2r' ? Math.floor(n / 2) + 1 : n;
        const data = new Float32Array(kind === 'r2c' ? n : 2 * length);
        let failed = false;
        try {
          const parameters = kind === 'c2r' ? { kind, length: BigInt(n) } : { kind };
          call(component, 'signal.fft', parameters, [tensorOf('signal', data, [length], kind !== 'r2c')]);
        } catch (error) {
          expect((error as { payload: unknown }).payload).toEqual({ tag: 'out-of-memory' });
          failed = true;
        }
        expect(component.memory.buffer.byteLength).toBeLessThanOrEqual(pages * 65536);
        const small = call(component, 'signal.fft', {}, [tensorOf('signal', new Float64Array(32), [16], true)]);
        expect(small.outputs).toHaveLength(1);
        if (n < 200_000) expect(failed).toBe(false);
        if (n > 2_000_000) expect(failed).toBe(true);
      }
    },
    60_000,
  );

  test('an output that memory cannot hold', () => {
    const component = load(pages);
    const parameters = { rate: 1000, segment: 30_000n, overlap: 29_999n };
    const inputs = [tensorOf('signal', new Float64Array(60_000), [60_000])];
    expect(errorOf(() => call(component, 'signal.spectrogram', parameters, inputs))).toEqual({ tag: 'out-of-memory' });
    expect(call(component, 'signal.welch', {}, inputs).outputs).toHaveLength(2);
  });
});
