import { expect, test } from 'vitest';
import { licencesOf, notices } from './notices.ts';
import { publishedPackages } from './published.ts';

const packages = publishedPackages();
const named = (name: string) => packages.find((one) => one.name === name)!;
const contained = (name: string) => named(name).ingredients.filter(({ how }) => how === 'contained');

test('what the host bundles is found, and what npm installs with it', () => {
  expect(contained('polyray').map(({ name }) => name)).toContain('@msgpack/msgpack');
  const dependencies = named('polyray').ingredients.filter(({ how }) => how === 'dependency');
  expect(dependencies.map(({ name }) => name)).toEqual(['acorn', 'commander', 'csv-parse', 'semver', 'smol-toml', 'wavefile', 'zod']);
  for (const { hash } of dependencies) expect(hash?.hex).toMatch(/^[0-9a-f]{128}$/);
});

test('only what says so is under the GPL', () => {
  const under = packages.filter(({ licence, ingredients }) =>
    [licence, ...ingredients.map((one) => one.licence)].some((text) => text.includes('GPL')),
  );
  expect(under.map(({ name }) => name)).toEqual(['polyray-cpp']);
});

test('each crate of the component has a licence and the checksum of the lock file', () => {
  const crates = contained('polyray-candle').filter(({ purl }) => purl.startsWith('pkg:cargo/'));
  expect(crates.length).toBeGreaterThan(50);
  for (const { licence, hash } of crates) expect([licence.length > 2, hash?.hex.length]).toEqual([true, 64]);
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
