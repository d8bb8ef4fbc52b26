import { parse, print } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import { capModules } from './cap-module.ts';

const assemble = async (wat: string) => new Uint8Array(await parse(`(module ${wat})`));
const page = 65_536;

async function capped(wats: readonly string[], pages: number, tableEntries = 100): Promise<WebAssembly.Exports[]> {
  const modules = capModules(await Promise.all(wats.map(assemble)), { memoryBytes: pages * page, tableEntries });
  return modules.map((bytes) => new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports);
}
const growAll = ({ grow }: WebAssembly.Exports) => {
  let grown = 0;
  while ((grow as () => number)() !== -1 && grown < 1000) grown++;
  return grown;
};
const growing = (memory: string, bits = 'i32') =>
  `(memory ${memory}) (func (export "grow") (result ${bits}) (memory.grow (${bits}.const 1)))`;

describe('memory', () => {
  test.each([
    ['without a maximum', growing('1'), 9],
    ['with a larger one', growing('1 1000'), 9],
    ['with a smaller one', growing('1 4'), 3],
    ['with what it begins with as its maximum', growing('10 10'), 0],
  ])('%s grows up to its cap', async (_, wat, grown) => {
    const [exports] = await capped([wat], 10);
    expect(growAll(exports!)).toBe(grown);
  });

  test('of 64 bits, too', async () => {
    const [exports] = await capped(
      [growing('i64 1', 'i64').replace('(result i64)', '(result i32)').replace('(memory.grow', '(i32.wrap_i64 (memory.grow').concat(')')],
      10,
    );
    expect(growAll(exports!)).toBe(9);
  });

  test('several share it: what they begin with, and the rest in equal parts', async () => {
    const all = await capped([growing('2'), growing('4 4'), growing('1')], 17);
    expect(all.map(growAll)).toEqual([5, 0, 5]);
  });

  test('that begins with more is refused', async () => {
    await expect(capped([growing('8'), growing('3')], 10)).rejects.toThrow('it begins with 11 pages of memory and may have 10');
  });

  test('that is shared is refused, also where it comes from outside', async () => {
    await expect(capped(['(memory 1 2 shared)'], 10)).rejects.toThrow('it uses shared memory');
    await expect(capped(['(import "a" "b" (memory 1 2 shared))'], 10)).rejects.toThrow('it uses shared memory');
  });

  test.each(['(type (struct (field i32)))', '(type (array (mut i8)))', '(rec (type (func)) (type (sub (struct))))'])(
    'outside of memories is refused: %s',
    async (wat) => {
      await expect(capped([wat], 10)).rejects.toThrow('structures or arrays');
    },
  );
});

describe('tables', () => {
  const table = (type: string) => `(table $t ${type}) (func (export "grow") (result i32) (table.grow $t (ref.null func) (i32.const 1)))`;
  test.each([
    ['2 funcref', 98],
    ['2 5 funcref', 3],
    ['2 500 (ref null func)', 98],
    ['2 500 funcref (ref.func 0)', 98],
  ])('%s grows up to its cap', async (type, grown) => {
    const [exports] = await capped([table(type)], 10);
    expect(growAll(exports!)).toBe(grown);
  });

  test('that begin with more are refused', async () => {
    await expect(capped(['(table 90 funcref) (table 20 funcref)'], 10)).rejects.toThrow(
      'it begins with 110 entries of tables and may have 100',
    );
  });
});

test('all else stays as it is', async () => {
  const wat =
    '(import "x" "y" (func (param i32))) (memory 1 2) (global i32 (i32.const 5)) (data (i32.const 0) "abc") (func (export "f") (call 0 (i32.const 1)))';
  const bytes = await assemble(wat);
  expect(await print(capModules([bytes], { memoryBytes: 2 * page, tableEntries: 0 })[0]!)).toBe(await print(bytes));
});

test.each([
  ['no bytes', []],
  ['a component', [0, 97, 115, 109, 13, 0, 1, 0]],
  ['a section beyond the end', [0, 97, 115, 109, 1, 0, 0, 0, 5, 9, 1]],
  ['a section that is longer than what it holds', [0, 97, 115, 109, 1, 0, 0, 0, 5, 4, 1, 0, 1, 1]],
  ['a list that is longer than the file', [0, 97, 115, 109, 1, 0, 0, 0, 5, 5, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ['a type with more parameters than bytes', [0, 97, 115, 109, 1, 0, 0, 0, 1, 7, 1, 0x60, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ['an unknown section', [0, 97, 115, 109, 1, 0, 0, 0, 77, 0]],
  ['pages of another size', [0, 97, 115, 109, 1, 0, 0, 0, 5, 4, 1, 8, 1, 0]],
])('%s is refused', (_, bytes) => {
  expect(() => capModules([Uint8Array.from(bytes)], { memoryBytes: page, tableEntries: 0 })).toThrow(WebAssembly.CompileError);
});
