import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import { replaceFunction, wrapFunction } from '../build/edit-functions.ts';
import { sectionsOf } from '../build/sections.ts';

const source = `(component
  (core module
    (import "env" "one" (func (param i32)))
    (import "env" "memory" (memory 1 2))
    (import "env" "table" (table 0 funcref))
    (import "env" "global" (global i32))
    (func $twice (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
    (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
    (func (export "other") (result i32) (call $twice (i32.const 200)))
    (export "twice" (func $twice)))
  (core module (func (export "same")))
  (core module (func (export "same"))))`;

const exportsOf = (component: Uint8Array) => {
  const [core] = sectionsOf(component).filter(({ id }) => id === 1);
  const env = {
    one: () => {},
    memory: new WebAssembly.Memory({ initial: 1, maximum: 2 }),
    table: new WebAssembly.Table({ initial: 0, element: 'anyfunc' }),
    global: new WebAssembly.Global({ value: 'i32', mutable: false }, 0),
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(core!.contents)), { env });
  return exports as Record<string, (...numbers: number[]) => number>;
};

describe('a function of one core module', async () => {
  const component = await parse(source);

  test('gets another body', () => {
    const { twice, other, add } = exportsOf(replaceFunction(component, 'twice', [0, 0x41, 7, 0x0b]));
    expect([twice!(4), other!(), add!(2, 3)]).toEqual([7, 7, 5]);
  });

  test('is wrapped, where it is exported', () => {
    // twice(x) becomes add(twice(x), 1)
    const wrapped = wrapFunction(component, 'twice', ['add'], (twice, add) => [0, 0x20, 0, 0x10, twice, 0x41, 1, 0x10, add, 0x0b]);
    const { twice, other } = exportsOf(wrapped);
    expect([twice!(4), other!()]).toEqual([9, 400]);
  });

  test('must be there once', () => {
    expect(() => replaceFunction(component, 'nothing', [])).toThrow('Cannot edit function "nothing": 0 core modules export it');
    expect(() => replaceFunction(component, 'same', [0, 0x0b])).toThrow('2 core modules');
    expect(() => wrapFunction(component, 'twice', ['subtract'], () => [])).toThrow('"subtract" is not exported beside it');
  });
});
