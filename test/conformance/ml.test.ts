import { afterAll, test } from 'vitest';
import { ml } from '../../components/ml/index.js';
import { executorConformance } from './executor.ts';
import { vitestSubject } from './vitest-subject.ts';

const weight = { data: Float32Array.of(1, 2, 3, 4), dimensions: [2, 2] };
const layer = { parameters: { model: 'größe' }, inputs: { weight, bias: Float32Array.of(1, 1) } };

// both builds, whichever the engine would take
for (const build of ml.builds) {
  const subject = { ...ml, builds: [build] };
  const { runner, host, close } = vitestSubject((name, run, timeout) => test(`${build.features.at(-1)} ${name}`, run, timeout), subject);
  afterAll(close);
  executorConformance(
    runner,
    {
      package: subject,
      readBytes: host.readBytes,
      setup: [{ operation: 'model.load', ...layer }],
      before: { 'model.drop': { operation: 'model.load', parameters: { model: 'dropped' }, inputs: { weight } } },
      samples: {
        'tensor.matmul': {
          inputs: {
            a: { data: new Float32Array(6).fill(2), dimensions: [2, 3] },
            b: { data: new Float32Array(12).fill(3), dimensions: [3, 4] },
          },
        },
        'tensor.softmax': { parameters: { scale: 0.5 }, inputs: { x: { data: Float32Array.of(1, 2, 3, 4, 5, 6), dimensions: [2, 3] } } },
        'model.load': layer,
        'model.run': {
          parameters: { model: 'größe', compare: true },
          inputs: { x: { data: Float32Array.of(1, 2, 3, 4), dimensions: [2, 2] } },
        },
        'model.drop': { parameters: { model: 'dropped' } },
      },
      large: {
        operation: 'tensor.softmax',
        inputs: { x: { data: new Float32Array(16_000_000).fill(1), dimensions: [16_000, 1000] } },
      },
      failing: { operation: 'model.run', parameters: { model: 'none' }, inputs: { x: { data: new Float32Array(2), dimensions: [1, 2] } } },
    },
    host.executor,
  );
}
