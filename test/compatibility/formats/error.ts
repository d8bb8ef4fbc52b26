import { type ExecutorFailure, errorOf } from '../../../runtime/worker/worker-error.ts';
import { type Format, plain } from '../format.ts';

/** The contract's errors, as callers catch them. */
export const samples: Format['samples'] = () => ({
  invalid: { tag: 'invalid', val: { path: 'inputs.x.dimensions[0]', message: 'must be 2, is 3' } },
  unsupported: { tag: 'unsupported', val: { path: 'operation', message: 'is not here' } },
  'out of memory': { tag: 'out-of-memory' },
  failed: { tag: 'failed', val: 'no convergence' },
  internal: { tag: 'internal', val: 'a bug' },
  trapped: { tag: 'trapped', val: 'unreachable' },
});

export const read = (written: ExecutorFailure): unknown => plain(errorOf('cpp', written, 2));
