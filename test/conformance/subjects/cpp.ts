import { cpp } from '../../../components/cpp/index.js';
import type { SubjectRequests } from '../../../runtime/conformance/subject.ts';

const signal = Float64Array.from({ length: 512 }, (_, i) => Math.sin(i / 3) + ((i * 7919) % 101) / 101);
const bands = [10, 50, 60, 200];

export const cppSubject: SubjectRequests = {
  package: cpp,
  samples: {
    'signal.fft': { parameters: { kind: 'r2c' }, inputs: { signal: { data: signal, dimensions: [4, 128] } } },
    'signal.welch': { parameters: { rate: 500, segment: 64 }, inputs: { signal } },
    'signal.spectrogram': { parameters: { rate: 500, segment: 64 }, inputs: { signal } },
    'signal.envelope-spectrum': { parameters: { rate: 500, low: 20, high: 200 }, inputs: { signal } },
    'vibration.features': { parameters: { rate: 500, segment: 128, bands, unit: 'g' }, inputs: { signal } },
    'bearing.evidence': { parameters: { rate: 500, speed: 50, bands, orders: [0.4, 2.6], 'maximum-order': 4 }, inputs: { signal } },
  },
  large: {
    operation: 'signal.fft',
    parameters: { kind: 'r2c' },
    inputs: { signal: { data: new Float64Array(8_000_000).fill(1), dimensions: [8000, 1000] } },
  },
  failing: {
    operation: 'signal.fft',
    parameters: { kind: 'c2r', length: 7 },
    inputs: { signal: { data: new Float64Array(4), type: 'complex128' } },
  },
};
