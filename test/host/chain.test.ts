import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { InvalidPipelineError, init, type Ray, type Tensor } from '../../runtime/index.ts';
import { type PipelineSource, runPipeline } from '../../runtime/pipeline/index.ts';

let ray: Ray<{ cpp: typeof cpp; other: typeof cpp }>;
beforeAll(async () => {
  // the same executor under two names: stages of different names are never fused
  ray = await init({ numWorkers: 1, executors: { cpp, other: cpp } });
});
afterAll(() => ray.shutdown());

const signal = { data: Float64Array.from({ length: 300 }, (_, i) => Math.sin(i / 5) + (i % 7)), rate: 1000 };
const stage = (name: string, executor: string, from: string, parameters: object) => ({
  name,
  executor,
  operation: 'signal.fft',
  inputs: { signal: from },
  parameters: parameters as Record<string, string>,
});
const there = { kind: 'r2c' };
const back = { kind: 'c2r', length: 300, normalize: true };
const pipeline = (second: string, more: Partial<PipelineSource> = {}): PipelineSource => ({
  name: 'there-and-back',
  inputs: { signal: {} },
  stages: [stage('there', 'cpp', 'inputs.signal', there), stage('back', second, 'stages.there.outputs.spectrum', back)],
  outputs: { signal: 'stages.back.outputs.spectrum' },
  ...more,
});
const run = (source: PipelineSource) => runPipeline(ray, source, { inputs: { signal } });

describe('neighbouring stages of the C++ executor', () => {
  test('run as one chain and give what separate calls give', async () => {
    const fused = await run(pipeline('cpp'));
    const apart = await run(pipeline('other'));
    expect(fused.stages.map(({ chainedWith }) => chainedWith)).toEqual([
      ['there', 'back'],
      ['there', 'back'],
    ]);
    expect(apart.stages.map(({ chainedWith }) => chainedWith)).toEqual([['there'], ['back']]);
    expect(fused.outputs).toEqual(apart.outputs);
    const { data } = fused.outputs['signal'] as Tensor<'fp64'>;
    // r2c, then c2r over n: O(eps log n)
    for (const [i, value] of data.entries()) expect(Math.abs(value - signal.data[i]!)).toBeLessThan(1e-13);
  });

  test('give intermediate tensors and values only where they are asked for', async () => {
    const source = pipeline('cpp', {
      stages: [
        stage('there', 'cpp', 'inputs.signal', there),
        stage('back', 'cpp', 'stages.there.outputs.spectrum', back),
        {
          name: 'evidence',
          executor: 'cpp',
          operation: 'bearing.evidence',
          inputs: { signal: 'stages.back.outputs.spectrum' },
          parameters: { rate: 1000, speed: 40, bands: [10, 400], orders: [2], 'maximum-order': 10 },
        },
      ],
      outputs: { spectrum: 'stages.there.outputs.spectrum', revolutions: 'stages.evidence.values.revolutions' },
    });
    const { outputs, stages } = await run(source);
    expect(stages.every(({ chainedWith }) => chainedWith.length === 3)).toBe(true);
    expect(outputs['revolutions']).toBeCloseTo(12);
    expect((outputs['spectrum'] as Tensor).dimensions).toEqual([151]);
  });

  test('an error names the stage it belongs to', async () => {
    const wrong = {
      stages: [
        stage('there', 'cpp', 'inputs.signal', there),
        stage('back', 'cpp', 'stages.there.outputs.spectrum', { kind: 'c2r', length: 7 }),
      ],
    };
    await expect(run(pipeline('cpp', wrong))).rejects.toMatchObject({ path: 'stages[1].parameters.length' });
    const kind = {
      stages: [stage('there', 'cpp', 'inputs.signal', there), stage('back', 'cpp', 'stages.there.outputs.spectrum', { kind: 'r2r' })],
    };
    await expect(run(pipeline('cpp', kind))).rejects.toBeInstanceOf(InvalidPipelineError);
    expect((await run(pipeline('cpp'))).outputs['signal']).toBeDefined();
  });
});
