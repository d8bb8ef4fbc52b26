import { describe } from 'vitest';
import { callSuite } from '../../python/test/suites/call.ts';
import { errorsSuite } from '../../python/test/suites/errors.ts';
import { runSuite } from '../../python/test/suites/run.ts';
import { tensorsSuite } from '../../python/test/suites/tensors.ts';
import { sealedSubject } from './subject.ts';

describe.each([
  ['run', runSuite],
  ['call', callSuite],
  ['errors', errorsSuite],
  ['tensors', tensorsSuite],
])('as the Python executor: %s', (_, suite) => suite(sealedSubject));
