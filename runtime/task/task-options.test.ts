import { expect, test } from 'vitest';
import { checkTaskOptions } from './task-options.ts';

test.each([
  [{ name: null }, 'name must be a text, is null'],
  [{ name: 5 }, 'name must be a text, is 5'],
  [{ signal: {} }, 'signal must be an AbortSignal, is object'],
  [{ signal: null }, 'signal must be an AbortSignal, is null'],
  [{ numReturns: 0 }, 'numReturns must be "streaming" or a whole number from 1 to 1000, is 0'],
  [{ numReturns: Number.NaN }, 'numReturns must be "streaming" or a whole number from 1 to 1000, is NaN'],
  [{ maxRetries: 0.5 }, 'maxRetries must be -1 or a whole number of at least 0, is 0.5'],
  [{ retryExceptions: 'all' }, 'retryExceptions must be a boolean or a list of error classes, is all'],
  [{ timeoutMs: Number.NaN }, 'timeoutMs must be a number above 0, is NaN'],
  [{ numCpus: Number.POSITIVE_INFINITY }, 'numCpus must be a number of at least 0, is Infinity'],
  [{ resources: { gpu: -1 } }, 'resources.gpu must be a number of at least 0, is -1'],
  [{ maxretries: 1 }, 'There is no option "maxretries"; there are'],
])('%j is refused', (options, message) => {
  expect(() => checkTaskOptions(options as never)).toThrow(message);
});

test('a generator streams unless it is told otherwise', () => {
  expect(checkTaskOptions({}, function* () {}).numReturns).toBe('streaming');
  expect(checkTaskOptions({}, async function* () {}).numReturns).toBe('streaming');
  expect(checkTaskOptions({}, () => 1).numReturns).toBe(1);
  expect(checkTaskOptions({ numReturns: 2 }, function* () {}).numReturns).toBe(2);
});
