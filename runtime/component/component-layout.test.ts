import fs from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { ml } from '../../components/ml/index.js';
import { python } from '../../components/python/index.js';
import { fromWat } from '../../test/fixtures/make-component.ts';
import { BinaryFormatError } from './binary-reader.ts';
import { readFileLayout } from './component-layout.ts';

const read = (url: URL) => new Uint8Array(fs.readFileSync(url));

test("our own components' outlines", () => {
  const types = { name: 'polyray:compute/types@0.1.0', kind: 'instance' };
  expect(readFileLayout(read(python.builds[0]!.component))).toMatchObject({
    kind: 'component',
    layout: {
      imports: [types, { name: 'polyray:python/interpreter@0.1.0', kind: 'instance' }],
      exports: [{ name: 'polyray:compute/executor@0.1.0', kind: 'instance' }],
    },
  });
  expect(readFileLayout(read(cpp.builds[0]!.component))).toMatchObject({
    layout: {
      modules: [{ memories: [{ minimum: 8, maximum: 65536 }] }, { bytes: 88, memories: [] }],
      producers: { 'processed-by': [expect.stringMatching(/^wit-component \d/)] },
    },
  });
});

test('every kind of import and export, nested components, memories and tables', async () => {
  const wat = `(component
    (import "m" (core module $m (export "x" (func))))
    (import "f" (func))
    (import "t" (type (sub resource)))
    (import "a:b/i@1.2.3" (instance (export "r" (type (sub resource)))))
    (component $inner (core module (memory 1 2) (memory i64 3) (table 4 funcref) (table 5 6 externref)))
    (export "inner" (component $inner))
    (core module $own (func))
    (export "own" (core module $own)))`;
  const memories = [
    { minimum: 1, maximum: 2 },
    { minimum: 3, maximum: undefined },
  ];
  const tables = [
    { minimum: 4, maximum: undefined },
    { minimum: 5, maximum: 6 },
  ];
  expect(readFileLayout(await fromWat(wat))).toMatchObject({
    kind: 'component',
    layout: {
      imports: [
        { name: 'm', kind: 'module' },
        { name: 'f', kind: 'function' },
        { name: 't', kind: 'type' },
        { name: 'a:b/i@1.2.3', kind: 'instance' },
      ],
      exports: [
        { name: 'inner', kind: 'component' },
        { name: 'own', kind: 'module' },
      ],
      modules: [
        { memories, tables },
        { memories: [], tables: [] },
      ],
    },
  });
});

test('damaged bytes give an outline or a place, soon', () => {
  const seed = 20261126;
  console.info(`seed ${seed}`);
  const bytes = read(ml.builds[1]!.component);
  const damage = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(damage, fc.nat(bytes.length), (changes, length) => {
      const damaged = bytes.slice(0, length);
      for (const [at, value] of changes) if (at < length) damaged[at] = value;
      try {
        readFileLayout(damaged);
      } catch (error) {
        expect(error).toBeInstanceOf(BinaryFormatError);
      }
    }),
    { seed, numRuns: 2000 },
  );
});

test('sections that announce more than there is, and components nested without end', () => {
  const preamble = [0, 97, 115, 109, 13, 0, 1, 0];
  const bad =
    (...bytes: number[]) =>
    () =>
      readFileLayout(Uint8Array.from([...preamble, ...bytes]));
  expect(bad(10, 5, 0xff, 0xff, 0xff, 0xff, 0x0f)).toThrow('4294967295 items are announced and 0 bytes are left, at byte 15');
  expect(bad(10, 0xff, 0xff, 0xff, 0xff, 0x0f)).toThrow('4294967295 bytes are announced and 0 are left');
  expect(bad(10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff)).toThrow('a number is too long');
  expect(bad(99, 0)).toThrow('a section of the unknown kind 99 at byte 10');
  expect(bad(11, 6, 1, 0, 2, 0xff, 0xfe, 1)).toThrow('a name is not UTF-8');
  let nested: number[] = [];
  for (let depth = 0; depth < 40; depth++) {
    const inner = [...preamble, ...nested];
    nested = [4, (inner.length & 127) | 128, inner.length >> 7, ...inner];
  }
  expect(bad(...nested)).toThrow('components are nested deeper than 32');
});

test('text that is no WIT is known soon, whatever comments it begins with', () => {
  const texts = ['/**/'.repeat(1000), '//\n'.repeat(1000), ' '.repeat(4000), '/*'.repeat(2000), `/*${'*'.repeat(4000)}`];
  const began = performance.now();
  for (const text of texts) expect(readFileLayout(new TextEncoder().encode(`${text}x`))).toMatchObject({ kind: 'other' });
  expect(performance.now() - began).toBeLessThan(1000);
  const wit = '// of\n /* a * b */ /**/\npackage a:b@1.0.0;';
  expect(readFileLayout(new TextEncoder().encode(wit))).toEqual({ kind: 'wit', package: 'a:b@1.0.0' });
});

test('hundreds of thousands of imports, tables and memories', () => {
  const count = 300_000;
  const many = (id: number, item: readonly number[]) => {
    const content = [...leb(count), ...Array.from({ length: count }, () => item).flat()];
    return Uint8Array.from([id, ...leb(content.length), ...content]);
  };
  const head = [0, 97, 115, 109, 13, 0, 1, 0];
  const component = (section: Uint8Array) => readFileLayout(Uint8Array.from([...head, ...section]));
  const outline = component(many(10, [0, 1, 97, 1, 0]));
  expect(outline.kind === 'component' && outline.layout.imports.length).toBe(count);
  const fields = [...many(4, [0x70, 0, 1]), ...many(5, [0, 1])];
  const module = [0, 97, 115, 109, 1, 0, 0, 0, ...fields];
  const held = component(Uint8Array.from([1, ...leb(module.length), ...module]));
  expect(held).toMatchObject({ layout: { modules: [{ tables: { length: count }, memories: { length: count } }] } });
});

function leb(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...leb(Math.floor(value / 128))];
}
