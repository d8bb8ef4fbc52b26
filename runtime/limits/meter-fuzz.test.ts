import { parse } from '@bytecodealliance/jco-transpile/wasm-tools';
import { expect, test } from 'vitest';
import { randomModule } from '../../test/fixtures/random-module.ts';
import { capModules } from './cap-module.ts';
import { FuelGauge } from './fuel-gauge.ts';
import { meterModule } from './meter-module.ts';

const seeds = Array.from({ length: 200 }, (_, i) => 6_000 + i);
const inputs = [
  [0, 0n, 0],
  [5, -7n, 2.5],
  [-1, 2n ** 40n, Number.NaN],
] as const;

/** All that can be seen of a run: the answer or the trap, and what is in memory, tables and globals afterwards. */
function outcomes(instance: WebAssembly.Instance) {
  const { run, memory, t, g } = instance.exports as {
    readonly run: (...input: (number | bigint)[]) => number;
    readonly memory: WebAssembly.Memory;
    readonly t: WebAssembly.Table;
    readonly g: WebAssembly.Global;
  };
  return inputs.map((input) => {
    let answer: unknown;
    try {
      answer = run(...input);
    } catch (error) {
      if (
        !(error instanceof WebAssembly.RuntimeError) &&
        !(error instanceof (WebAssembly as unknown as { Exception: new () => object }).Exception)
      )
        throw error;
      answer = error instanceof Error ? error.message : 'an exception';
    }
    const bytes = new Uint8Array(memory.buffer);
    let sum = 0;
    for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) sum = (Math.imul(sum, 31) + bytes[i]! * (i + 1)) | 0;
    const entries = Array.from({ length: t.length }, (_, i) => t.get(i) !== null);
    return { answer, sum, pages: bytes.length >> 16, g: g.value, entries };
  });
}

function metered(module: WebAssembly.Module, allowed?: number) {
  const gauge = new FuelGauge(() => false);
  gauge.begin(allowed);
  const instance = gauge.instantiate(module, {});
  return { gauge, instance };
}

test(`random modules do the same when they are metered and capped, seeds ${seeds[0]} to ${seeds.at(-1)}`, async () => {
  let burnt = 0;
  let compared = 0;
  for (const seed of seeds) {
    const bytes = new Uint8Array(await parse(randomModule(seed)));
    const rewritten = meterModule(capModules([bytes], { memoryBytes: 2 ** 22, tableEntries: 100 })[0]!);
    const module = new WebAssembly.Module(rewritten);
    const { gauge, instance } = metered(module);
    const seen = outcomes(instance);
    expect(seen, `seed ${seed}`).toEqual(outcomes(new WebAssembly.Instance(new WebAssembly.Module(bytes))));
    const again = metered(module);
    outcomes(again.instance);
    expect(again.gauge.burnt, `seed ${seed}`).toBe(gauge.burnt);
    burnt += gauge.burnt;
    // a short way without loops is its caller's to pay, and a trap leaves uncounted what a function had in a local
    if (gauge.burnt === 0 || seen.some(({ answer }) => typeof answer !== 'number')) continue;
    compared++;
    const less = metered(module, gauge.burnt - 1);
    outcomes(less.instance);
    expect(less.gauge.stopped, `seed ${seed}`).toBe('fuel');
  }
  expect(compared).toBeGreaterThan(40);
  expect(burnt).toBeGreaterThan(1e6);
});
