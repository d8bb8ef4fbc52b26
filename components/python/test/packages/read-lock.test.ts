import { describe, expect, test } from 'vitest';
import { InvalidLockError, type readLock as ReadLock, readLock } from '../../host/packages/index.js';
import { allowsVersion } from '../../host/packages/version-specifier.js';

const entry = {
  name: 'handmade',
  version: '1.0',
  file: 'handmade-1.0-py3-none-any.whl',
  url: 'https://example.org/handmade-1.0-py3-none-any.whl',
  sha256: 'ab'.repeat(32),
  size: 100,
  requiresPython: '>=3.10',
};
const lock = { lockVersion: 1, python: '3.14.2', platform: 'pyemscripten_2026_0_wasm32', requirements: ['handmade'], packages: [entry] };
const withEntry = (change: object) => ({ ...lock, packages: [{ ...entry, ...change }] });

test('readLock() takes what is written', () => {
  const read: ReturnType<typeof ReadLock> = readLock(JSON.stringify(lock));
  expect(read).toEqual(lock);
});

describe('readLock() names the place of', () => {
  test.each<[string, unknown, string, string]>([
    ['a list', [], '', 'must be an object of JSON'],
    ['another version', { ...lock, lockVersion: 2 }, 'lockVersion', 'must be 1, is 2'],
    ['no version', {}, 'lockVersion', 'must be 1, is missing'],
    ['an older Pyodide', { ...lock, platform: 'pyodide_2025_0_wasm32' }, 'platform', 'is "pyodide_2025_0_wasm32"'],
    ['another Python', { ...lock, python: '3.13.2' }, 'python', 'must be of 3.14: lock anew, is "3.13.2"'],
    ['a script for another Python', { ...lock, requiresPython: '<3.14' }, 'requiresPython', '"<3.14" leaves out Python 3.14.2'],
    ['no requirements', { ...lock, requirements: 'x' }, 'requirements', 'must be a list of texts, is "x"'],
    ['no packages', { ...lock, packages: undefined }, 'packages', 'must be a list, is missing'],
    ['a package that is none', { ...lock, packages: [null] }, 'packages[0]', 'must be an object'],
    ['a package twice', { ...lock, packages: [entry, { ...entry, name: 'Handmade' }] }, 'packages[1].name', '"handmade" is there twice'],
    ['a short digest', withEntry({ sha256: 'ab' }), 'packages[0].sha256', 'must be 64 hexadecimal digits, is "ab"'],
    ['no size', withEntry({ size: 0 }), 'packages[0].size', 'must be a number of bytes, is 0'],
    ['a path for a URL', withEntry({ url: '/x.whl' }), 'packages[0].url', 'must be an http, https or file URL'],
    ['a path for a file', withEntry({ file: '../x-1-py3-none-any.whl' }), 'packages[0].file', "must be a wheel's file name"],
    ['the file of another', withEntry({ file: 'x-1-py3-none-any.whl' }), 'packages[0].file', 'must be a wheel of "handmade"'],
    [
      'another platform',
      withEntry({ file: 'handmade-1.0-cp314-cp314-win_amd64.whl' }),
      'packages[0].file',
      'must be a wheel for pyemscripten',
    ],
    ['another Python', withEntry({ requiresPython: '>=3.15' }), 'packages[0].requiresPython', 'leaves out Python 3.14.2'],
    ['no specifier', withEntry({ requiresPython: 'three' }), 'packages[0].requiresPython', '"three" is no version specifier'],
  ])('%s', (_, given, path, reason) => {
    const error = (() => {
      try {
        return readLock(JSON.stringify(given));
      } catch (each) {
        return each;
      }
    })();
    expect(error).toBeInstanceOf(InvalidLockError);
    expect(error).toMatchObject({ path });
    expect((error as Error).message).toContain(reason);
  });

  test('no JSON', () => {
    expect(() => readLock('')).toThrow('Invalid lock: is empty');
    expect(() => readLock('{')).toThrow(/^Invalid lock: .*JSON/);
  });
});

test.each<[string, boolean]>([
  ['', true],
  ['>=3.10', true],
  ['>=3.10,<4', true],
  ['>=2.7, !=3.0.*, !=3.1.*', true],
  ['!=3.14.*', false],
  ['==3.14.*', true],
  ['==3.14', false],
  ['~=3.12', true],
  ['~=3.14.0', true],
  ['~=3.13.0', false],
  ['<3.14', false],
  ['<=3.14', false],
  ['<3.14.3', true],
  ['>3.14.2', false],
  ['>3.9', true],
  ['===3.14.2', true],
  ['>=3.15.0a1', false],
  ['<4.0,>=3.9,', true],
])('allowsVersion(%j) is %s for 3.14.2', (specifier, allowed) => {
  expect(allowsVersion(specifier, '3.14.2')).toBe(allowed);
});

test.each(['3.10', '>=three', '>=3.6.*', '~=3', '>=3.10 <4', '=>3.10'])('allowsVersion(%j) is a mistake', (specifier) => {
  expect(() => allowsVersion(specifier, '3.14.2')).toThrow(SyntaxError);
});
