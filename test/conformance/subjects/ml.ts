import { ml } from '../../../components/ml/index.js';
import type { SubjectRequests } from '../../../runtime/conformance/subject.ts';

const wave = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i / 3) + (i % 5) / 7);
const weight = { data: Float32Array.of(1, 2, 3, 4), dimensions: [2, 2] };
const layer = { parameters: { model: 'größe' }, inputs: { weight, bias: Float32Array.of(1, 1) } };

/** Both builds, whichever the engine would take. */
export const mlSubjects: readonly SubjectRequests[] = ml.builds.map((build) => ({
  package: { ...ml, builds: [build] },
  changing: ['model.load', 'model.drop'],
  setup: [{ operation: 'model.load', ...layer }],
  before: { 'model.drop': { operation: 'model.load', parameters: { model: 'dropped' }, inputs: { weight } } },
  samples: {
    'tensor.matmul': {
      inputs: {
        a: { data: wave(7 * 11), dimensions: [7, 11] },
        b: { data: wave(11 * 13), dimensions: [11, 13] },
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
}));
