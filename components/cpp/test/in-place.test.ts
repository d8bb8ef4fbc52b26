import { describe, expect, test } from 'vitest';
import { init, type Tensor } from '../../../runtime/index.ts';
import { runPipeline } from '../../../runtime/pipeline/index.ts';
import { cpp } from '../index.js';

// From 16 384 on, and where plans were measured, a transform works in its argument's memory, unless a stage of a chain may
// read that again.
describe.each([1024, 16_383, 16_384, 65_536])('a transform of %i', (n) => {
  const data = Float64Array.from({ length: 2 * n }, (_, i) => Math.sin(i) + (i % 5));
  const signal = { data, type: 'complex128' as const };

  test('leaves the caller its array, and is undone by its inverse', async () => {
    await using ray = await init({ numWorkers: 1, executors: { cpp } });
    const executor = ray.executors.get('cpp');
    const before = data.slice();
    const there = await executor.execute({ operation: 'signal.fft', inputs: { signal } });
    expect(data).toEqual(before);
    const back = await executor.execute({
      operation: 'signal.fft',
      parameters: { inverse: true, normalize: true },
      inputs: { signal: there.outputs.spectrum },
    });
    expect(worst(back.outputs.spectrum.data as Float64Array, data)).toBeLessThan(1e-12);
  });

  test('in a chain leaves what another stage reads', async () => {
    await using ray = await init({ numWorkers: 1, executors: { cpp } });
    const stage = (name: string, from: string, inverse: boolean) => ({
      name,
      executor: 'cpp',
      operation: 'signal.fft',
      inputs: { signal: from },
      parameters: { inverse, normalize: inverse },
    });
    const { outputs, stages } = await runPipeline(
      ray,
      {
        name: 'shared',
        inputs: { x: {} },
        stages: [stage('a', 'inputs.x', false), stage('b', 'stages.a.outputs.spectrum', true)],
        outputs: { a: 'stages.a.outputs.spectrum', b: 'stages.b.outputs.spectrum' },
      },
      { inputs: { x: signal } },
    );
    expect(stages.map(({ chainedWith }) => chainedWith.length)).toEqual([2, 2]);
    const alone = await ray.executors.get('cpp').execute({ operation: 'signal.fft', inputs: { signal } });
    // in place and apart FFTW may plan differently: O(eps log n) of the largest
    const [a, direct] = [(outputs['a'] as Tensor<'complex128'>).data, alone.outputs.spectrum.data as Float64Array];
    expect(worst(a, direct)).toBeLessThan(1e-14 * Math.log2(n) * Math.max(...direct.slice(0, 4)));
    expect(worst((outputs['b'] as Tensor<'complex128'>).data, data)).toBeLessThan(1e-12);
  });
});

function worst(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
