import type { SubjectRequests } from '../../../runtime/conformance/subject.ts';
import type { ExecutorPackage } from '../../../runtime/executor/executor-package.ts';

/** What a native program that does the softmax of `examples/native-executors/softmax.json` is asked. */
export const softmaxSubject = (source: ExecutorPackage): SubjectRequests => ({
  package: source,
  samples: {
    'tensor.softmax': { parameters: { scale: 0.5 }, inputs: { x: { data: Float32Array.of(1, 2, 3, 4, 5, 6), dimensions: [2, 3] } } },
  },
  // a call costs two ways through pipes and threads
  calls: 500,
});
