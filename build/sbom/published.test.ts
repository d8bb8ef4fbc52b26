import { expect, test } from 'vitest';
import { licencesOf, notices } from './notices.ts';
import { publishedPackages } from './published.ts';

const published = publishedPackages();
const named = (name: string) => published.find((one) => one.name === name)!;
const contained = (name: string) => named(name).ingredients.filter(({ how }) => how === 'contained');

test('what the host bundles is found, each with what it was fetched as', () => {
  const names = contained('polyray').map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['@bytecodealliance/jco-transpile', '@msgpack/msgpack', 'commander', 'zod']));
  expect(names).not.toContain('esbuild');
  for (const { hash, text } of contained('polyray')) expect([hash?.hex.length, text!.length > 500]).toEqual([128, true]);
});

test('what npm installs with a package is told, and what it was made by', () => {
  const how = (name: string, what: string) => named(name).ingredients.filter((one) => one.how === what);
  expect(how('polyray-python', 'dependency').map(({ name }) => name)).toContain('pyodide');
  expect(how('polyray-ml', 'tool').map(({ name }) => name)).toEqual(['assemblyscript']);
});

test('only what says so is under the GPL', () => {
  const under = published.filter(({ licence, ingredients }) =>
    [licence, ...ingredients.map((one) => one.licence)].some((text) => text.includes('GPL')),
  );
  expect(under.map(({ name }) => name)).toEqual(['polyray-cpp']);
});

test('each crate of the component has a licence and the checksum of the lock file', () => {
  const packages = contained('polyray-candle').filter(({ purl }) => purl.startsWith('pkg:cargo/'));
  expect(packages.length).toBeGreaterThan(50);
  for (const { licence, hash } of packages) expect([licence.length > 2, hash?.hex.length]).toEqual([true, 64]);
});

test.each([
  ['MIT OR Apache-2.0', ['MIT']],
  ['Zlib OR Apache-2.0 OR MIT', ['MIT']],
  ['CC0-1.0 OR MIT-0 OR Apache-2.0', ['Apache-2.0']],
  ['(MIT AND Unicode-3.0)', ['MIT', 'Unicode-3.0']],
  ['Unicode-3.0', ['Unicode-3.0']],
])('of %s these are quoted: %j', (expression, chosen) => {
  expect(licencesOf(expression)).toEqual(chosen);
});

test('own texts are quoted before common ones', () => {
  const one = {
    name: 'a',
    version: '1.0.0',
    licence: 'X',
    purl: 'pkg:generic/a@1.0.0',
    how: 'contained',
    text: 'Do as you like.',
  } as const;
  const text = notices({ ...named('polyray'), ingredients: [one, { ...one, name: 'b', how: 'dependency' }] });
  expect(text).toContain('- a 1.0.0: X\n');
  expect(text).toContain('a 1.0.0\n\nDo as you like.');
  expect(text).not.toContain('b 1.0.0');
});
