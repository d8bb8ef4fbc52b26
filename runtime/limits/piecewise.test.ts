import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import { Random } from '../coordinator/simulator/random.ts';
import { FuelGauge } from './fuel-gauge.ts';
import { meterModule } from './meter-module.ts';

const assemble = async (wat: string) => new Uint8Array(await parse(wat));
type Run = (...input: (number | bigint | (() => void) | null)[]) => unknown;

const seed = 7_001;
const mebibyte = 2 ** 20;
const entries = 50_000;

/** All long instructions on 32-bit spaces, or on 64-bit ones. */
const guest = (wide: boolean) => {
  const [is, type] = wide ? ['i64', 'i64'] : ['', 'i32'];
  const params = `(param ${type} ${type} ${type})`;
  const three = '(local.get 0) (local.get 1) (local.get 2)';
  return `(module (type $f (func)) (func $one (export "one")) (func $two (export "two"))
    (memory $m (export "m") ${is} 48 64) (memory $n (export "n") ${is} 33)
    (table $t (export "t") ${is} ${entries} 100000 funcref) (table $u (export "u") ${is} 40000 funcref)
    (table $typed (export "typed") ${is} 20 60000 (ref null $f)) (table $never (export "never") ${is} 20 60000 (ref $f) (ref.func $one))
    (data $d "${'some bytes'.repeat(150_000)}") (elem $e funcref ${'(ref.func $one) (ref.null func) (ref.func $two)'.repeat(14_000)})
    (elem declare func $one $two)
    (func (export "memory.fill") (param ${type} i32 ${type}) (memory.fill $m ${three}))
    (func (export "memory.copy") ${params} (memory.copy $m $m ${three}))
    (func (export "memory.copy to another") ${params} (memory.copy $n $m ${three}))
    (func (export "memory.init") (param ${type} i32 i32) (memory.init $m $d ${three}))
    (func (export "table.fill") (param ${type} i32 ${type}) (table.fill $t (local.get 0)
      (if (result funcref) (local.get 1) (then (ref.func $two)) (else (ref.null func))) (local.get 2)))
    (func (export "table.copy") ${params} (table.copy $t $t ${three}))
    (func (export "table.copy to another") ${params} (table.copy $u $t ${three}))
    (func (export "table.init") (param ${type} i32 i32) (table.init $t $e ${three}))
    (func (export "table.grow") ${params} (result ${type}) (table.grow $t (ref.func $one) (local.get 2)))
    (func (export "table.grow, typed") ${params} (result ${type}) (table.grow $typed (ref.func $two) (local.get 2)))
    (func (export "table.grow, never null") ${params} (result ${type}) (table.grow $never (ref.func $two) (local.get 2)))
    (func (export "drop") (data.drop $d) (elem.drop $e)))`;
};

/** What there is to see of a guest. */
function stateOf({ m, n, one, two, ...tables }: WebAssembly.Exports) {
  const digest = (memory: WebAssembly.Memory) => Buffer.from(memory.buffer);
  const names = ['t', 'u', 'typed', 'never'] as const;
  const table = (name: string) => {
    const { length } = tables[name] as WebAssembly.Table;
    const is64 = typeof length === 'bigint';
    const all = Number(length);
    return Array.from({ length: all }, (_, i) => {
      const entry = (tables[name] as WebAssembly.Table).get((is64 ? BigInt(i) : i) as number);
      return entry === null ? '-' : entry === one ? '1' : entry === two ? '2' : '?';
    }).join('');
  };
  return { memories: [m, n].map((memory) => digest(memory as WebAssembly.Memory)), tables: names.map(table) };
}

function outcome(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof WebAssembly.RuntimeError)) throw error;
    return error.message;
  }
}

describe.each([false, true])(`long instructions do the same in pieces, 64-bit %s, seed ${seed}:`, (wide) => {
  const module = assemble(guest(wide));
  const names = [
    'memory.fill',
    'memory.copy',
    'memory.copy to another',
    'memory.init',
    'table.fill',
    'table.copy',
    'table.copy to another',
    'table.init',
    'table.grow',
    'table.grow, typed',
    'table.grow, never null',
  ];

  test.each(names)('%s', async (name) => {
    const bytes = await module;
    const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    const gauge = new FuelGauge(() => false);
    const metered = gauge.instantiate(new WebAssembly.Module(meterModule(bytes)), {}).exports;
    const random = new Random(seed);
    const memory = name.startsWith('memory');
    // what lies in the segment is less
    const whole = name === 'memory.init' ? 1_500_000 : memory ? 3 * mebibyte : entries;
    for (const exports of [plain, metered]) for (let i = 0; i < 5000; i++) writeTo(exports['m'] as WebAssembly.Memory, i);
    const some = () =>
      random.pick([0, 1, 5, whole / 3, whole / 2, whole - 1, whole, whole + 1, random.below(whole), 2 ** 32 - 1].map(Math.floor));
    const widths = name.endsWith('fill') ? [wide, false, wide] : name.endsWith('init') ? [wide, false, false] : [wide, wide, wide];
    let done = 0;
    for (let i = 0; i < 40; i++) {
      if (i === 36) for (const exports of [plain, metered]) (exports['drop'] as Run)();
      const input = widths.map((is) => (is ? BigInt(some()) : some()));
      const wanted = outcome(() => (plain[name] as Run)(...input));
      expect(
        outcome(() => (metered[name] as Run)(...input)),
        `${name} ${input}`,
      ).toEqual(wanted);
      if (typeof wanted !== 'string') done++;
      if (i % 5 < 4) continue;
      const [a, b] = [stateOf(plain), stateOf(metered)];
      expect(b.tables, `${name} ${input}`).toEqual(a.tables);
      for (const [j, one] of a.memories.entries()) expect(one.equals(b.memories[j]!), `${name} ${input}`).toBe(true);
    }
    expect(done).toBeGreaterThan(5);
    expect(gauge.burnt).toBeGreaterThan(whole / 16);
  });
});

function writeTo({ buffer }: WebAssembly.Memory, i: number): void {
  new Uint8Array(buffer)[(i * 7919) % buffer.byteLength] = i;
}

describe('long instructions stop where they are told to, in between:', () => {
  test.each([
    ['table.fill', '(table.fill $t (i32.const 0) (ref.func $f) (i32.const 1000000))'],
    ['table.copy', '(table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 999999))'],
    ['table.grow', '(drop (table.grow $t (ref.func $f) (i32.const 1000000)))'],
    ['memory.init', '(memory.init $d (i32.const 0) (i32.const 0) (i32.const 20000000))'],
    ['table.init', '(table.init $t $e (i32.const 0) (i32.const 0) (i32.const 100000))'],
  ])('%s', async (_, code) => {
    const bytes = await assemble(`(module (func $f (export "f")) (memory 400) (table $t (export "t") 1000000 2000000 funcref)
      (data $d "${'0123456789'.repeat(code.startsWith('(memory') ? 2_000_000 : 1)}") (elem $e func ${'$f '.repeat(100_000)})
      (func (export "run") ${code}))`);
    let left = 2;
    const gauge = new FuelGauge(() => left-- <= 0);
    const { exports } = gauge.instantiate(new WebAssembly.Module(meterModule(bytes)), {});
    expect(() => (exports['run'] as Run)()).toThrow('unreachable');
    expect(gauge.stopped).toBe('told');
  });
});
