import { describe, expect, test } from 'vitest';
import { contractVersion } from './contract.ts';
import { compatibleVersion, compatibleVersions, executorVersion, isCompatible } from './contract-version.ts';

test.each([
  [contractVersion, true],
  ['0.1.1', true],
  ['0.1.99', true],
  ['0.1.2+build.5', true],
  ['0.2.0', false],
  ['0.0.9', false],
  ['1.0.0', false],
  ['1.1.0', false],
  ['0.1.1-rc.1', false],
  ['0.1', false],
  ['', false],
  ['latest', false],
])('version %s of the contract fits: %s', (version, fits) => {
  expect(isCompatible(version)).toBe(fits);
});

test('what fits is said as people say it', () => {
  expect(compatibleVersions).toBe('0.1.x');
});

describe('of what a component exports,', () => {
  test('the highest version that fits is taken', () => {
    const names = ['0.1.2', '0.1.10', '0.2.0', '0.1.9', '1.0.0'].map((version) => `polyray:compute/executor@${version}`);
    expect(executorVersion(names)).toBe('0.1.10');
  });

  test('other interfaces and other packages are none of it', () => {
    expect(executorVersion(['polyray:compute/chain@0.1.0', 'other:compute/executor@0.1.0', 'executor'])).toBeUndefined();
    expect(compatibleVersion('polyray:compute/types@0.1.7', 'types')).toBe('0.1.7');
    expect(compatibleVersion('polyray:compute/types@0.1.7', 'chain')).toBeUndefined();
  });
});
