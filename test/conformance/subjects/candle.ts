import { candle } from '../../../components/candle/index.js';
import { tinyConfig, tinyWeights } from '../../../components/candle/test/tiny-bert.ts';
import type { SubjectRequests } from '../../../runtime/conformance/subject.ts';

const wave = (length: number) => Float32Array.from({ length }, (_, i) => Math.sin(i / 3) + (i % 5) / 7);
const load = (model: string) => ({ parameters: { model, config: tinyConfig }, inputs: { weights: tinyWeights() } });
const tokens = { data: Uint32Array.of(1, 5, 12, 2, 7, 0), dimensions: [2, 3] };

export const candleSubject: SubjectRequests = {
  package: candle,
  setup: [{ operation: 'model.load', ...load('größe') }],
  before: { 'model.drop': { operation: 'model.load', ...load('dropped') } },
  samples: {
    'tensor.matmul': {
      inputs: {
        a: { data: wave(7 * 11), dimensions: [7, 11] },
        b: { data: wave(11 * 13), dimensions: [11, 13] },
      },
    },
    'model.load': load('größe'),
    'model.run': {
      parameters: { model: 'größe' },
      inputs: { tokens, mask: { data: Uint8Array.of(1, 1, 1, 1, 1, 0), dimensions: [2, 3] } },
    },
    'model.drop': { parameters: { model: 'dropped' } },
  },
  large: {
    operation: 'tensor.matmul',
    inputs: {
      a: { data: new Float32Array(16_000_000).fill(1), dimensions: [16_000, 1000] },
      b: { data: new Float32Array(1000).fill(1), dimensions: [1000, 1] },
    },
  },
  failing: { operation: 'model.run', parameters: { model: 'none' }, inputs: { tokens } },
};
