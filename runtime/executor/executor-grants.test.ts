import { describe, expect, test } from 'vitest';
import { ImportNotGrantedError } from '../errors.ts';
import {
  checkGrants,
  checkImports,
  describeGrants,
  type ExecutorGrants,
  grantedOrigin,
  grantsNothing,
  importNeed,
  ungrantedImports,
} from './executor-grants.ts';

const everything: ExecutorGrants = {
  clocks: { resolutionMs: 100 },
  random: true,
  output: { maxBytesPerCall: 0 },
  environment: { MODE: 'secret', LANG: true },
  directories: [
    { guest: '/', host: '.' },
    { guest: '/data', host: './data', write: true, maxBytesWritten: 10 },
  ],
  http: { hosts: ['api.example.org:443', 'http://localhost:8080', 'https://[::1]:9'], timeoutMs: 1, maxBodyBytes: 0 },
  others: 'refuse',
};

describe('checkGrants()', () => {
  test('takes what is right', () => {
    checkGrants({}, 'grants');
    checkGrants({ clocks: {}, output: {} }, 'grants');
    checkGrants(everything, 'grants');
  });

  test.each<[unknown, string]>([
    [[], 'grants must be an object'],
    [null, 'grants must be an object, is null'],
    [{ clock: {} }, 'grants.clock is unknown; there are clocks, random'],
    [{ clocks: true }, 'grants.clocks must be an object, is true'],
    [{ clocks: { resolutionMs: 0 } }, 'grants.clocks.resolutionMs must be above 0'],
    [{ random: false }, 'grants.random must be true, is false'],
    [{ output: { maxBytesPerCall: 1.5 } }, 'grants.output.maxBytesPerCall must be a whole number from 0 to 16777216, is 1.5'],
    [{ environment: ['LANG'] }, 'grants.environment must be an object'],
    [{ environment: { 'A=B': '' } }, 'no variable can have: "A=B"'],
    [{ environment: { A: 1 } }, 'grants.environment.A must be a text without NUL, or true, is 1'],
    [{ directories: {} }, 'grants.directories must be a list'],
    ...['data', '', '//', '/a/', '/a/../b', '/a/.', '/a//b', '/\0', 7].map((guest): [unknown, string] => [
      { directories: [{ guest, host: '.' }] },
      'grants.directories[0].guest must be an absolute path',
    ]),
    [
      {
        directories: [
          { guest: '/a', host: '.' },
          { guest: '/a', host: '..' },
        ],
      },
      'grants.directories[1].guest must be an absolute path',
    ],
    [{ directories: [{ guest: '/a', host: '' }] }, 'grants.directories[0].host must be a path, is ""'],
    [{ directories: [{ guest: '/a', host: '.', write: 1 }] }, 'grants.directories[0].write must be true or false, is 1'],
    [{ directories: [{ guest: '/a', host: '.', maxBytesWritten: 1 }] }, 'grants.directories[0].maxBytesWritten needs write: true'],
    [{ http: {} }, 'grants.http.hosts must be a list'],
    ...['*', 'example.org', 'ftp://example.org', 'http://u@h', 'https://h/path', 'https://*.h', 'h:99999', 'https://h?'].map(
      (host): [unknown, string] => [{ http: { hosts: [host] } }, 'grants.http.hosts[0] must be like "api.example.org:443"'],
    ),
    [{ http: { hosts: [], timeoutMs: 0 } }, 'grants.http.timeoutMs must be a whole number from 1'],
    [{ http: { hosts: [], maxBodyBytes: -1 } }, 'grants.http.maxBodyBytes must be a whole number from 0'],
    [{ others: 'allow' }, 'grants.others must be "refuse", is allow'],
  ])('refuses %j', (grants, message) => {
    expect(() => checkGrants(grants, 'grants')).toThrow(message);
  });
});

test('grantedOrigin() says what a host stands for', () => {
  expect(grantedOrigin('api.example.org:443')).toBe('https://api.example.org');
  expect(grantedOrigin('API.example.org:8443')).toBe('https://api.example.org:8443');
  expect(grantedOrigin('http://localhost:80/')).toBe('http://localhost');
});

test('importNeed() knows every 0.2 version of what it knows, and nothing under names that are nearly right', () => {
  for (const version of ['0.2.0', '0.2.3', '0.2.12']) expect(importNeed(`wasi:io/poll@${version}`)).toEqual({ kind: 'nothing' });
  expect(importNeed('wasi:clocks/wall-clock@0.2.0')).toEqual({ kind: 'grant', grant: 'clocks', refusable: false });
  expect(importNeed('wasi:sockets/tcp@0.2.9')).toEqual({ kind: 'grant', refusable: true });
  expect(importNeed('polyray:compute/types@0.1.0')).toEqual({ kind: 'nothing' });
  for (const odd of [
    'wasi:io/poll',
    'wasi:io/poll@0.3.0',
    'wasi:io/poll@0.2.0-rc',
    'Wasi:io/poll@0.2.0',
    'wasi:io/poll@0.2.0 ',
    'wasi:io/polls@0.2.0',
    'wasi:io/constructor@0.2.0',
    'constructor',
    'wasi-x:io/poll@0.2.0',
    'polyray:python/interpreter@0.1.0',
  ]) {
    expect([odd, importNeed(odd)]).toEqual([odd, { kind: 'unknown' }]);
  }
});

test('ungrantedImports() names what would give each', () => {
  const imports = ['wasi:io/poll@0.2.3', 'wasi:clocks/wall-clock@0.2.3', 'wasi:filesystem/types@0.2.3', 'wasi:sockets/tcp@0.2.3', 'a:b/c'];
  expect(ungrantedImports(imports)).toEqual([
    { name: 'wasi:clocks/wall-clock@0.2.3', grants: ['clocks'] },
    { name: 'wasi:filesystem/types@0.2.3', grants: ['directories', "others: 'refuse'"] },
    { name: 'wasi:sockets/tcp@0.2.3', grants: ["others: 'refuse'"] },
    { name: 'a:b/c', grants: [] },
  ]);
  expect(ungrantedImports(imports, { others: 'refuse' }).map(({ name }) => name)).toEqual(['wasi:clocks/wall-clock@0.2.3', 'a:b/c']);
  expect(ungrantedImports(imports.slice(0, 3), { clocks: {}, directories: [] })).toEqual([]);
});

test('checkImports() refuses by an error that says what to grant', () => {
  checkImports('x', ['wasi:cli/exit@0.2.0']);
  const check = () => checkImports('x', ['wasi:cli/stdout@0.2.0', 'a:b/c'], { clocks: {} });
  expect(check).toThrow(ImportNotGrantedError);
  expect(check).toThrow(
    `Cannot load executor "x": it imports wasi:cli/stdout@0.2.0 (grant output or others: 'refuse'), a:b/c (no grant gives it)`,
  );
});

test('describeGrants() tells all but the values of variables', () => {
  expect(describeGrants()).toEqual([]);
  expect(describeGrants({ clocks: {} })).toEqual(['clocks']);
  expect(describeGrants(everything)).toEqual([
    'clocks in steps of 100 ms',
    'random',
    'output',
    'environment MODE, LANG',
    'directory . as /, read only',
    'directory ./data as /data, read and write',
    'http api.example.org:443, http://localhost:8080, https://[::1]:9',
    'others refused',
  ]);
});

test('grantsNothing() sees what only refuses', () => {
  for (const grants of [undefined, {}, { others: 'refuse' } as const]) expect(grantsNothing(grants)).toBe(true);
  expect(grantsNothing({ clocks: {} })).toBe(false);
});
