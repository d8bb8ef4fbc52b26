import { python } from '../../../components/python/index.js';
import type { SubjectRequests } from '../../../runtime/conformance/subject.ts';

export const pythonSubject: SubjectRequests = {
  package: python,
  samples: {
    run: { parameters: { source: 'def main(x): return x' }, inputs: { a: Float64Array.of(1, 2, 3) } },
    call: { parameters: { module: 'statistics', function: 'fmean' }, inputs: { a: Float64Array.of(1, 2, 3) } },
    info: {},
  },
  large: { operation: 'run', parameters: { source: 'def main(x): return x' }, inputs: { a: new Float64Array(8_000_000).fill(2) } },
  failing: { operation: 'run', parameters: { source: 'def main(): return 1 / 0' } },
};
