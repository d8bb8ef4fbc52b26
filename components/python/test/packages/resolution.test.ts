import { describe, expect, test } from 'vitest';
import { failureText, type Missing, sorted } from '../../host/packages/resolution.js';

const nothing = () => '';
const missing = (more: Partial<Missing>): Missing => ({ name: 'x', specifier: '>=1', allowed: true, version: '1.0', files: [], ...more });
const textOf = (more: Partial<Missing>) => failureText('pip', { log: 'ERROR: x', missing: [missing(more)], unreachable: [] }, nothing, '');

describe('failureText() says of a package that', () => {
  test.each<[string, Partial<Missing>, string]>([
    ['nobody knows it', { version: null, allowed: false }, 'x>=1: the package index knows no such package'],
    ['it has no such version', { allowed: false }, 'x>=1: there is no such version, the newest is 1.0'],
    ['it is source only', { files: ['x-1.0.tar.gz'] }, 'x>=1: 1.0 has no wheels, only its source'],
    ['it is for another Python', { files: ['x-1.0-py3-none-any.whl'] }, 'x>=1: 1.0 has a wheel, but does not run on Python 3.14.2'],
    [
      'it is for other platforms, the near ones in full',
      {
        files: [
          'x-1.0-cp314-cp314-win_amd64.whl',
          'x-1.0-cp314-cp314-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
          'x-1.0-cp314-cp314-manylinux_2_17_aarch64.whl',
          'x-1.0-cp313-cp313-pyemscripten_2025_0_wasm32.whl',
          'x-1.0.tar.gz',
        ],
      },
      'x>=1: 1.0 has wheels for manylinux, pyemscripten_2025_0_wasm32 (cp313), win only',
    ],
  ])('%s', (_, given, said) => {
    expect(textOf(given)).toBe(`Cannot find wheels for Pyodide (Python 3.14.2, pyemscripten_2026_0_wasm32):\n  ${said}`);
  });
});

test('failureText() tells why a server could not be reached before all else', () => {
  const broken = `WARNING: Retrying (Retry(total=1)) after connection broken by 'NewConnectionError("no route")': /simple/x/`;
  const failure = { log: '', missing: [missing({ version: null })], unreachable: [broken] };
  expect(failureText('pip', failure, nothing, '')).toBe('Cannot reach the server of the packages: no route');
});

test("failureText() gives a resolver's own words where it knows no better", () => {
  const failure = { log: 'ERROR: a and b\n  conflict\n', missing: [], unreachable: [] };
  expect(failureText('pip', failure, nothing, '')).toMatch(/; pip says:\n {2}a and b\n {4}conflict$/);
});

test('sorted() has each package once, under its normalized name', () => {
  const of = (name: string) => ({ name, version: '1', url: '', sha256: null, requiresPython: null });
  expect(sorted(['b_C', 'a', 'B.c'].map(of)).map(({ name }) => name)).toEqual(['a', 'b-c']);
});
