import { expect, test } from 'vitest';
import { checkLimits, defaultLimits, describeLimits, type ExecutorLimits, settleLimits } from './executor-limits.ts';

const check = (limits: unknown) => () => checkLimits(limits as ExecutorLimits, 'executors.x.limits');

test.each([undefined, {}, { memoryBytes: undefined }, defaultLimits, { fuel: 1, stop: 'meter' }, { timeoutMs: Number.POSITIVE_INFINITY }])(
  '%j is fine',
  (limits) => expect(check(limits)).not.toThrow(),
);

test.each([
  [{ memoryBytes: 1000 }, RangeError, 'executors.x.limits.memoryBytes must be a multiple of 65536 from 65536 to 4294967296, is 1000'],
  [{ memoryBytes: 2 ** 33 }, RangeError, 'is 8589934592'],
  [{ tableEntries: -1 }, RangeError, 'executors.x.limits.tableEntries must be a whole number from 0 to 10000000, is -1'],
  [{ timeoutMs: 0 }, RangeError, 'executors.x.limits.timeoutMs must be a number above 0, is 0'],
  [{ timeoutMs: '5' }, RangeError, 'is "5"'],
  [{ stop: 'kill' }, RangeError, 'executors.x.limits.stop must be "terminate" or "meter", is "kill"'],
  [{ fuel: 0.5 }, RangeError, 'executors.x.limits.fuel must be a whole number'],
  [{ fuel: 5, stop: 'terminate' }, RangeError, 'executors.x.limits.fuel needs executors.x.limits.stop to be "meter"'],
  [{ reuse: 'never' }, RangeError, 'is "never"'],
  [{ memory: 5 }, TypeError, 'executors.x.limits has no limit "memory"; there are memoryBytes, '],
  [{ toString: 5 }, TypeError, 'has no limit "toString"'],
  [7, TypeError, 'executors.x.limits must be an object, is 7'],
] as const)('%j is refused by name', (limits, type, message) => {
  expect(check(limits)).toThrow(type);
  expect(check(limits)).toThrow(message);
});

test.each([
  [undefined, true, true, { stop: 'terminate', fuel: Number.POSITIVE_INFINITY, memoryBytes: 2 ** 28 }, ['memory 256 MiB', 'calls 300 s']],
  [{ memoryBytes: undefined }, false, true, { stop: 'meter', memoryBytes: 2 ** 28 }, ['memory 256 MiB', 'calls 300 s', 'metered']],
  [{}, false, false, { stop: 'terminate' }, ['memory 256 MiB', 'calls 300 s']],
  [{ stop: 'terminate' }, false, true, { stop: 'terminate' }, ['memory 256 MiB', 'calls 300 s']],
  [
    { fuel: 9, reuse: 'fresh', timeoutMs: 500 },
    true,
    true,
    { stop: 'meter', fuel: 9 },
    ['memory 256 MiB', 'calls 0.5 s', 'metered', 'fuel 9', 'an instance for each call'],
  ],
] as const)(
  '%j settles where threads can be ended: %j, and its component can be metered: %j',
  (given, hardKill, meterable, settled, said) => {
    const limits = settleLimits(given as ExecutorLimits | undefined, hardKill, meterable);
    expect(limits).toMatchObject(settled);
    expect(settleLimits(limits, true, true)).toEqual(limits);
    expect(describeLimits(limits, 'sealed')).toEqual(said);
  },
);
