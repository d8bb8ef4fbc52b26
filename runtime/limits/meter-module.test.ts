import fs from 'node:fs';
import { parse, print } from '@bytecodealliance/jco-transpile/wasm-tools';
import { describe, expect, test } from 'vitest';
import { FuelGauge } from './fuel-gauge.ts';
import { fuelName, meterModule } from './meter-module.ts';

const assemble = async (wat: string) => new Uint8Array(await parse(wat));
type Run = (...input: unknown[]) => unknown;

/** An instance that is told to stop after so many looks. */
function start(bytes: Uint8Array<ArrayBuffer>, { looks = Number.POSITIVE_INFINITY, imports = {} as WebAssembly.Imports } = {}) {
  let left = looks;
  const gauge = new FuelGauge(() => left-- <= 0);
  const { exports } = gauge.instantiate(new WebAssembly.Module(bytes), imports);
  return { gauge, exports, run: exports['run'] as Run };
}

const loop = (body: string, locals = '(local $i i32) (local $s i32)') => `${locals} (local.set $i (i32.const 100))
  (loop $l ${body} (local.set $i (i32.sub (local.get $i) (i32.const 1))) (br_if $l (local.get $i)))`;

describe('a metered module does what it did:', () => {
  test.each<[string, string]>([
    [
      'atomic instructions',
      `(module (memory 1) (func (export "run") (result i64) ${loop('(drop (i32.atomic.rmw.add (i32.const 0) (local.get $i))) (atomic.fence) (drop (i64.atomic.rmw.cmpxchg (i32.const 8) (i64.const 0) (i64.const 5)))')}
       (drop (memory.atomic.notify (i32.const 0) (i32.const 1))) (i64.add (i64.atomic.load (i32.const 0)) (i64.atomic.load (i32.const 8)))))`,
    ],
    [
      'structures and arrays',
      `(module (rec (type $s (struct (field (mut i32)) (field i64))) (type $a (array (mut i32)))) (type $sub (sub (struct (field i32))))
       (func (export "run") (result i32) (local $x (ref null $s)) ${loop(`(local.set $x (struct.new $s (local.get $i) (i64.const 1)))
         (local.set $s (i32.add (local.get $s) (struct.get $s 0 (local.get $x))))
         (local.set $s (i32.add (local.get $s) (array.len (array.new $a (i32.const 1) (local.get $i)))))
         (drop (block $b (result anyref) (br_on_cast $b anyref (ref $s) (local.get $x)) (drop) (ref.null any)))
         (array.fill $a (array.new_default $a (i32.const 9)) (i32.const 1) (i32.const 7) (i32.const 2))`)}
       (i32.add (local.get $s) (ref.test (ref i31) (ref.i31 (i32.const 5))))))`,
    ],
    [
      'exceptions as they are',
      `(module (tag $t (param i32)) (func $throws (param i32) (throw $t (local.get 0)))
       (func (export "run") (result i32) ${loop(`(local.set $s (i32.add (local.get $s) (block $h (result i32)
         (try_table (catch $t $h) (call $throws (local.get $i))) (i32.const 0))))
         (drop (block $r (result exnref) (try_table (catch_all_ref $r) (call $throws (i32.const 1))) (unreachable)))`)} (local.get $s)))`,
    ],
    [
      'exceptions whose handler is a loop',
      `(module (tag $t) (func (export "run") (result i32) (local $i i32)
       (loop $again (local.set $i (i32.add (local.get $i) (i32.const 1)))
         (try_table (catch $t $again) (if (i32.lt_u (local.get $i) (i32.const 50)) (then (throw $t))))) (local.get $i)))`,
    ],
    [
      'exceptions as they were',
      `(module (tag $t (param i32)) (func $throws (param i32) (throw $t (local.get 0)))
       (func (export "run") (result i32) ${loop(`
         try $o try local.get $i call $throws delegate $o
         catch $t local.get $s i32.add local.set $s
         catch_all rethrow $o end
         try (call $throws (i32.const 1)) catch_all (local.set $s (i32.add (local.get $s) (i32.const 1))) end`)} (local.get $s)))`,
    ],
    [
      'calls in tail position',
      `(module (type $f (func (param i32 i32) (result i32))) (table 2 funcref) (elem (i32.const 0) $even $odd) (elem declare func $even)
       (func $even (param i32 i32) (result i32) (if (result i32) (i32.eqz (local.get 0)) (then (local.get 1)) (else (return_call $odd (i32.sub (local.get 0) (i32.const 1)) (i32.add (local.get 1) (i32.const 2))))))
       (func $odd (param i32 i32) (result i32) (if (i32.and (local.get 0) (i32.const 1)) (then (return_call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (local.get 1) (i32.const 0))))
         (return_call_ref $f (i32.sub (local.get 0) (i32.const 1)) (local.get 1) (ref.func $even)))
       (func (export "run") (result i32) (call $even (i32.const 1000) (i32.const 0))))`,
    ],
    [
      'memory with 64 bits',
      `(module (memory i64 1 100) (memory $b 1) (data $d "abcdef") (func (export "run") (result i64) (local $i i64) (local.set $i (i64.const 50))
       (memory.fill (i64.const 10) (i32.const 7) (i64.const 1000)) (memory.copy (i64.const 11) (i64.const 10) (i64.const 500))
       (memory.copy $b 0 (i32.const 0) (i64.const 8) (i32.const 100)) (memory.copy 0 $b (i64.const 2000) (i32.const 3) (i32.const 50))
       (memory.init $d (i64.const 100) (i32.const 1) (i32.const 4)) (drop (memory.grow (i64.const 2)))
       (loop $l (local.set $i (i64.sub (local.get $i) (i64.const 1))) (br_if $l (i64.gt_s (local.get $i) (i64.const 0))))
       (i64.add (i64.load (i64.const 100)) (i64.load (i64.const 2001)))))`,
    ],
    [
      'several memories',
      `(module (memory $a 1) (memory $b 2) (func (export "run") (result i32) ${loop(`(i32.store $b (i32.const 4) (i32.add (i32.load $b (i32.const 4)) (local.get $i)))
         (memory.copy $a $b (i32.const 0) (i32.const 0) (i32.const 100)) (memory.fill $b (i32.const 50) (local.get $i) (i32.const 9))`)}
         (i32.add (i32.load $a (i32.const 4)) (i32.add (memory.size $a) (i32.load8_u $b (i32.const 51))))))`,
    ],
    [
      'vectors',
      `(module (memory 1) (func (export "run") (result i32) (local $v v128) ${loop(`(local.set $v (i32x4.add (local.get $v) (i32x4.splat (local.get $i))))
         (local.set $v (i8x16.shuffle 3 2 1 0 4 5 6 7 8 9 10 11 12 13 14 15 (local.get $v) (v128.const i32x4 1 2 3 4)))
         (v128.store (i32.const 16) (local.get $v)) (local.set $v (v128.load32_lane 2 (i32.const 16) (local.get $v))) (local.set $v (v128.load32_zero (i32.const 20)))`)}
         (i32x4.extract_lane 0 (local.get $v))))`,
    ],
    [
      'relaxed vectors',
      `(module (func (export "run") (result f32) (local $v v128) ${loop(`(local.set $v (f32x4.relaxed_madd (local.get $v) (f32x4.splat (f32.const 0.5)) (f32x4.splat (f32.convert_i32_s (local.get $i)))))
         (drop (i32x4.relaxed_dot_i8x16_i7x16_add_s (local.get $v) (local.get $v) (local.get $v)))`)} (f32x4.extract_lane 1 (local.get $v))))`,
    ],
    [
      'functions in tables, globals and elements',
      `(module (type $f (func (result i32))) (global $g (ref $f) (ref.func $two)) (global $h (mut funcref) (ref.func $one))
       (table $t 4 funcref) (table $u 2 4 (ref null $f) (ref.func $three)) (table $w 1 externref)
       (elem (table $t) (i32.const 0) funcref (ref.func $one) (ref.null func)) (elem (table $t) (i32.const 2) func $two) (elem $p func $three) (elem declare func $one)
       (func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 20)) (func $three (result i32) (i32.const 300))
       (func (export "run") (result i32) (local $i i32) (table.init $t $p (i32.const 3) (i32.const 0) (i32.const 1)) (table.copy $t $t (i32.const 1) (i32.const 3) (i32.const 1))
         (table.fill $w (i32.const 0) (ref.null extern) (i32.const 1)) (drop (table.grow $u (global.get $g) (i32.const 2)))
         (i32.add (call_ref $f (global.get $g)) (i32.add (call_indirect $t (type $f) (i32.const 1)) (i32.add (call_indirect $u (type $f) (i32.const 3)) (call_indirect $u (type $f) (i32.const 0)))))))`,
    ],
    [
      'loops with parameters and branches over tables',
      `(module (type $two (func (param i32 i32) (result i32))) (func (export "run") (result i32) (local $n i32)
       (i32.const 40) (i32.const 0) (loop $l (type $two) (local.set $n) (local.set $n (i32.add (local.get $n) (i32.const 3)))
         (i32.const 1) (i32.sub) (local.get $n) (block $out (param i32 i32) (result i32 i32) (br_table $out $l $out (i32.gt_u (local.get $n) (i32.const 90)) ) ) (drop))))`.replace(
        /\(block \$out[\s\S]*\(drop\)\)\)\)/,
        '(br_if $l (i32.lt_u (local.get $n) (i32.const 90))) (drop))))',
      ),
    ],
    [
      'innermost loops that end in every way',
      `(module (func (export "run") (result i32) (local $i i32) (local $s i32)
       (loop $outer (block $b (loop $l (result i32) (local.set $s (i32.add (local.get $s) (i32.const 1)))
           (br_if $b (i32.eq (i32.rem_u (local.get $s) (i32.const 7)) (i32.const 3)))
           (block $x (block $y (br_table $x $y $b $l (i32.rem_u (local.get $s) (i32.const 5)))) (return (i32.add (local.get $s) (i32.const 1000))))
           (br_if $l (i32.lt_u (local.get $s) (i32.const 90))) (i32.const 4)) (drop))
         (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $outer (i32.lt_u (local.get $i) (i32.const 20)))) (local.get $s)))`,
    ],
    [
      'a start function',
      '(module (global $g (mut i32) (i32.const 0)) (func $s (global.set $g (i32.const 9))) (start $s) (func (export "run") (result i32) (global.get $g)))',
    ],
  ])('%s', async (_, wat) => {
    const bytes = await assemble(wat);
    const plain = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports['run'] as Run;
    const { run } = start(meterModule(bytes));
    expect(run()).toEqual(plain());
  });

  test('imports keep their numbers, and functions their names', async () => {
    const wat = `(module $m (import "x" "f" (func $f (param i32) (result i32))) (import "x" "g" (global i32)) (export "again" (func $f))
      (func $double (param $p i32) (result i32) (call $f (i32.mul (local.get $p) (i32.const 2))))
      (func (export "run") (result i32) (loop $l (result i32) (call $double (global.get 0)))))`;
    const bytes = meterModule(await assemble(wat));
    const { run, exports } = start(bytes, { imports: { x: { f: (n: number) => n + 1, g: 20 } } });
    expect(run()).toBe(41);
    expect((exports['again'] as Run)(1)).toBe(2);
    expect(await print(bytes)).toContain('$double');
  });

  test.each<[string, readonly number[]]>([
    ['that lie of how many there are', [1, 5, 0x80, 0x80, 0x80, 0x80, 0x04]],
    ['that lie of their length', [1, 4, 1, 0, 0xff, 0x7f]],
    ['with a number that has no end', [1, 43, 1, ...Array.from({ length: 40 }, () => 0xff), 0x7f, 0]],
    ['of a kind that lies of its size', [9, 0x80, 0xca, 0xb5, 0xee, 0x01, 0]],
  ])('names %s are left out', async (_, names) => {
    const section = [4, ...new TextEncoder().encode('name'), ...names];
    const bytes = Uint8Array.from([
      ...(await assemble('(module (func (export "run") (result i32) i32.const 5))')),
      0,
      section.length,
      ...section,
    ]);
    expect(WebAssembly.validate(bytes)).toBe(true);
    const metered = meterModule(bytes);
    expect(metered.length).toBeLessThan(1000);
    expect(start(metered).run()).toBe(5);
  });

  test('a function with as many locals as an engine takes', async () => {
    const body = (locals: number) =>
      `(module (func (export "run") (result i32) (local ${'i32 '.repeat(locals)}) ${loop('', '').replaceAll('$i', '0')} (i32.const 5)))`;
    for (const locals of [49_999, 50_000]) expect(start(meterModule(await assemble(body(locals)))).run()).toBe(5);
  });

  /** One function, of type `() -> ()`. */
  const oneFunction = (code: readonly number[]) => {
    const leb = (value: number): number[] => (value < 128 ? [value] : [(value % 128) | 128, ...leb(Math.floor(value / 128))]);
    const body = [...leb(code.length + 2), 0, ...code, 0x0b];
    return Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 3, 2, 1, 0, 10, ...leb(body.length + 1), 1, ...body]);
  };
  const repeat = (times: number, ...code: number[]) => new Array<number[]>(times).fill(code).flat();

  test('a function that an engine would not take any more is refused by its number', () => {
    const bytes = oneFunction(repeat(600_000, 3, 0x40, 0x0b));
    expect(() => meterModule(bytes)).toThrow(/its function 0 has \d+ bytes once it is metered: too many/);
  });

  test('loops in ten thousands of blocks are read in one pass', () => {
    const deep = oneFunction([...repeat(40_000, 2, 0x40), ...repeat(40_000, 3, 0x40, 0x0b), ...repeat(40_000, 0x0b)]);
    const began = performance.now();
    expect(WebAssembly.validate(meterModule(deep))).toBe(true);
    expect(performance.now() - began).toBeLessThan(2000); // 6 s when each loop looked through all blocks
  });

  test('a module without code comes back as it was', async () => {
    const bytes = await assemble('(module (memory 1))');
    expect(meterModule(bytes)).toBe(bytes);
  });
});

describe('large moves of memory are done in pieces, and do the same:', () => {
  const size = 2 ** 21 + 5;
  const wat = `(module (memory (export "m") 100) (func (export "run") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
    (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2))))`;
  const memory = ({ exports }: { readonly exports: WebAssembly.Exports }) => new Uint8Array((exports['m'] as WebAssembly.Memory).buffer);

  test.each([
    ['forwards', 0, 2 ** 20 + 7],
    ['backwards', 2 ** 20 + 7, 0],
    ['apart', 4 * 2 ** 20, 0],
    ['onto itself', 77, 77],
  ])('%s', async (_, to, from) => {
    const guest = start(meterModule(await assemble(wat)));
    const bytes = memory(guest);
    for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 7) ^ (i >> 9);
    const expected = bytes.slice().copyWithin(to, from, from + size);
    guest.run(to, from, size);
    expect(Buffer.compare(bytes, expected)).toBe(0);
    expect(guest.gauge.burnt).toBeGreaterThanOrEqual(size >> 4);
  });

  test('fill', async () => {
    const guest = start(meterModule(await assemble(wat)));
    const fill = guest.exports['fill'] as Run;
    fill(9, 5, size);
    const expected = new Uint8Array(memory(guest).length).fill(5, 9, 9 + size);
    expect(Buffer.compare(memory(guest), expected)).toBe(0);
  });

  test.each([
    ['fill', 100 * 65_536 - size + 1, 1, size],
    ['fill', -1, 1, 0],
    ['fill', 0, 1, -1],
    ['run', 0, 100 * 65_536 - size + 1, size],
    ['run', -1, 0, 2],
    ['run', 0, 0, -1],
  ])('%s(%i, %i, %i) traps and has written nothing', async (name, ...input) => {
    const guest = start(meterModule(await assemble(wat)));
    expect(() => (guest.exports[name] as Run)(...input)).toThrow('memory access out of bounds');
    expect(memory(guest).findIndex((byte) => byte !== 0)).toBe(-1);
  });
});

describe('a metered module stops when it is told to:', () => {
  const endless: [string, string][] = [
    ['an empty loop', '(func (export "run") (loop (br 0)))'],
    [
      'loops in loops',
      '(func (export "run") (local i32) (loop $a (local.set 0 (i32.const 9)) (loop $b (br_if $b (local.tee 0 (i32.sub (local.get 0) (i32.const 1))))) (br $a)))',
    ],
    ['a loop with a value beneath', '(func (export "run") (result i32) (i32.const 5) (loop $l (param i32) (result i32) (br $l)))'],
    [
      'two functions that call each other, 2^200 times',
      '(func $a (param i32) (if (local.get 0) (then (call $b (i32.sub (local.get 0) (i32.const 1))) (call $b (i32.sub (local.get 0) (i32.const 1)))))) (func $b (param i32) (call $a (local.get 0)) ) (func (export "run") (call $a (i32.const 200)))',
    ],
    ['calls in tail position', '(func $a (return_call $b)) (func $b (return_call $a)) (func (export "run") (return_call $a))'],
    [
      'calls through a table',
      '(type $f (func (param i32))) (table 1 funcref) (elem (i32.const 0) $a) (func $a (param i32) (if (local.get 0) (then (call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0)) (call_indirect (type $f) (i32.sub (local.get 0) (i32.const 1)) (i32.const 0))))) (func (export "run") (call $a (i32.const 200)))',
    ],
    [
      'a loop that catches all',
      '(func $spin (loop (br 0))) (func (export "run") (loop $l (block $h (try_table (catch_all $h) (call $spin))) (br $l)))',
    ],
    ['a loop that catches all, as it was', '(func (export "run") (loop $o try (loop $i (br $i)) catch_all end (br $o)))'],
    ['a handler that is a loop', '(tag $t) (func (export "run") (loop $l (try_table (catch_all $l) (throw $t))))'],
    [
      'filling, again and again',
      '(memory 4096) (func (export "run") (loop $l (memory.fill (i32.const 0) (i32.const 1) (i32.const 0x10000000)) (br $l)))',
    ],
    [
      'copying, again and again',
      '(memory 4096) (func (export "run") (loop $l (memory.copy (i32.const 1) (i32.const 0) (i32.const 0xfffffff)) (br $l)))',
    ],
    ['one large fill', `(memory 65536) (func (export "run") (memory.fill (i32.const 0) (i32.const 0) (i32.const -1)))`],
    [
      'growing tables',
      '(table 1 funcref) (func (export "run") (loop $l (drop (table.grow 0 (ref.null func) (i32.const 0))) (table.fill 0 (i32.const 0) (ref.null func) (i32.const 1)) (br $l)))',
    ],
    ['a start function', '(func $s (loop (br 0))) (start $s) (func (export "run"))'],
    [
      'a long straight function',
      `(func $f (param f64) (result f64) (local.get 0) ${'(f64.sqrt)'.repeat(5000)}) (func (export "run") (loop $l (drop (call $f (f64.const 2))) (br $l)))`,
    ],
  ];
  test.each(endless)('%s', async (_, body) => {
    const bytes = meterModule(await assemble(`(module ${body})`));
    const attempt = () => start(bytes, { looks: 5 }).run();
    expect(attempt).toThrow(WebAssembly.RuntimeError);
    expect(attempt).toThrow('unreachable');
  });

  test('and is never run again', async () => {
    const bytes = meterModule(await assemble('(module (func (export "run") (loop (br 0))))'));
    const { run, gauge } = start(bytes, { looks: 2 });
    for (let i = 0; i < 3; i++) expect(run).toThrow('unreachable');
    expect(gauge.stopped).toBe('told');
  });
});

describe('fuel', () => {
  const counting = '(module (func (export "run") (param i32) (loop $l (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))';

  test('is what rounds and calls cost, and ends a call where it is used up', async () => {
    const { run, gauge } = start(meterModule(await assemble(counting)));
    gauge.begin();
    run(1000);
    const each = gauge.burnt;
    gauge.begin(each);
    run(1000);
    expect(gauge.burnt).toBe(each);
    expect(gauge.stopped).toBeUndefined();
    gauge.begin(each - 1);
    expect(() => run(1000)).toThrow('unreachable');
    expect(gauge.stopped).toBe('fuel');
  });

  test('is the same on every engine', async () => {
    const { run, gauge } = start(meterModule(await assemble(counting)));
    gauge.begin();
    run(1_000_000);
    expect(gauge.burnt).toBe(5_000_000);
  });

  test('is counted over all core modules of an instance', async () => {
    const inner = new WebAssembly.Module(meterModule(await assemble(counting)));
    const outer = new WebAssembly.Module(
      meterModule(
        await assemble(`(module (import "inner" "run" (func $run (param i32))) (func (export "run") (param i32)
          (loop $l (call $run (i32.const 1000)) (br_if $l (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))))))`),
      ),
    );
    const instance = () => {
      const gauge = new FuelGauge(() => false);
      const first = gauge.instantiate(inner, {});
      return { gauge, run: gauge.instantiate(outer, { inner: { run: first.exports['run']! } }).exports['run'] as Run };
    };
    const { gauge, run } = instance();
    gauge.begin();
    run(300);
    const { burnt } = gauge;
    expect(burnt).toBeGreaterThan(300 * 1000 * 5);
    for (const [allowed, stopped] of [
      [burnt, undefined],
      [burnt - 1, 'fuel'],
    ] as const) {
      const other = instance();
      other.gauge.begin(allowed);
      try {
        other.run(300);
      } catch (error) {
        expect(error).toBeInstanceOf(WebAssembly.RuntimeError);
      }
      expect(other.gauge.stopped).toBe(stopped);
    }
  });
});

describe('nobody refuels himself:', () => {
  const hostile: [string, string][] = [
    [
      'importing what the meter imports',
      `(module (import "polyray:limits" "tick" (func (param i32) (result i32))) (func (export "run") (drop (call 0 (i32.const 0x7fffffff)))))`,
    ],
    [
      'handing it on without code of its own',
      `(module (import "polyray:limits" "tick" (func (param i32) (result i32))) (export "t" (func 0)))`,
    ],
    ['importing a name beside it', `(module (import "polyray:limits" "fuel" (global (mut i32))) (func (export "run")))`],
  ];
  test.each(hostile)('%s is refused', async (_, wat) => {
    const bytes = await assemble(wat);
    expect(() => meterModule(bytes)).toThrow("which is the host's own");
  });

  test('exporting what the meter exports gives no module', async () => {
    const bytes = meterModule(
      await assemble(`(module (global (mut i32) (i32.const 0)) (export "${fuelName}" (global 0)) (func (export "run")))`),
    );
    expect(() => new WebAssembly.Module(bytes)).toThrow(WebAssembly.CompileError);
  });

  test('a module that writes the global which is not there yet is refused: it would be valid afterwards', () => {
    // (func (export "run") (global.set 0 (i32.const -1))) without a global
    const bytes = Uint8Array.of(
      ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 4, 1, 96, 0, 0, 3, 2, 1, 0, 7, 7, 1, 3, 114, 117, 110, 0, 0],
      ...[10, 8, 1, 6, 0, 65, 127, 36, 0, 11],
    );
    expect(WebAssembly.validate(bytes)).toBe(false);
    expect(() => meterModule(bytes)).toThrow('the module is not valid');
  });

  test.each([
    ['nothing', Uint8Array.of()],
    ['a component', Uint8Array.of(0, 97, 115, 109, 13, 0, 1, 0)],
    ['text', new TextEncoder().encode('(module)')],
  ])('%s is no module', (_, bytes) => {
    expect(() => meterModule(bytes)).toThrow(WebAssembly.CompileError);
  });
});

test.each(
  [
    '@bytecodealliance/jco-transpile/vendor/js-component-bindgen-component.core.wasm',
    '@bytecodealliance/jco-transpile/vendor/wasm-tools.core.wasm',
    '@yowasp/clang/gen/llvm.core2.wasm',
    'pyodide/pyodide.asm.wasm',
  ].map((file) => [file]),
)('%s is valid when it is metered', (file) => {
  const bytes = new Uint8Array(fs.readFileSync(new URL(`../../node_modules/${file}`, import.meta.url)));
  expect(WebAssembly.validate(meterModule(bytes))).toBe(true);
});
