import { describe, expect, test } from 'vitest';
import { meterModule } from './meter-module.ts';
import { WasmWriter } from './wasm-writer.ts';

// Every instruction that this engine takes, found by asking it. What follows one are numbers that are instructions, too, 3 above
// all, which opens a loop: where the rewriting takes it for that, it writes a check behind it.

const end = 0x0b;
const unreachable = 0x00;
const drop = 0x1a;
const i32 = 0x7f;
const i8 = 0x78;
/** There is so much of everything that an instruction may name. */
const many = 8;
const each = (...one: readonly number[]) => Array.from({ length: many }, () => one).flat();
const field = (type: number) => [type, 1];
/** Of functions: what returns a vector, what takes and returns nothing; then structures and arrays, the last two of bytes. */
const types = [
  [0x60, 0, 1, 0x7b],
  [0x60, 0, 0],
  [0x60, 0, 0],
  [0x5f, many, ...each(...field(i32))],
  [0x5e, ...field(i32)],
  [0x5e, ...field(0x70)],
  [0x5f, many, ...each(...field(i8))],
  [0x5e, ...field(i8)],
];
/** `v128.any_true`, `drop`: of what the call returned. */
const useVector = [0xfd, 0x53, drop];

function moduleWith(instruction: readonly number[]): Uint8Array<ArrayBuffer> {
  const w = new WasmWriter(512);
  w.raw(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);
  const section = (id: number, count: number, ...content: number[]) =>
    w.section(id, () => {
      w.u(count);
      w.raw(...content);
    });
  section(1, types.length, ...types.flat());
  section(3, 2 + many, 0, 1, ...each(1));
  section(4, many, ...each(0x70, 0, 1));
  section(5, many, ...each(0, 1));
  section(13, many, ...each(0, 1));
  section(6, many, ...each(i32, 1, 0x41, 0, end));
  section(9, many, ...each(1, 0, 1, 0));
  w.section(12, () => w.u(many));
  w.section(10, () => {
    w.u(2 + many);
    w.sized(() => w.raw(0, unreachable, end));
    w.sized(() => w.raw(1, many, i32, unreachable, ...instruction, unreachable, 0x10, 0, ...useVector, end));
    for (let i = 0; i < many; i++) w.sized(() => w.raw(0, end));
  });
  section(11, many, ...each(1, 1, 0));
  return w.finish().slice();
}

const numbers = [3, 2, 4, 5, 6, 7];
/** Up to what its data are aligned to. */
const alignments = [0, 1, 2, 3, 4];
/** What may follow, what misleads most first. */
const following: readonly (readonly number[])[] = [
  ...numbers.map((a) => [a]),
  ...numbers.flatMap((a) => numbers.map((b) => [a, b])),
  // a memory and an offset; a lane
  ...alignments.flatMap((align) => [3, 1].map((lane) => [align | 0x40, 3, 3, lane])),
  ...alignments.map((align) => [align | 0x40, 3, 3]),
  // a block, one with handlers, labels
  [0x40, end],
  [0x40, 1, 0, 3, 3, end],
  [2, 3, 3, 3],
  // constants, lanes
  [3, 3, 3, 3],
  new Array<number>(8).fill(3),
  new Array<number>(16).fill(3),
  // types; casts: flags, a label, two types
  [1, i32],
  [0x70],
  [0x6e],
  [3, 3, 0x6e, 0x6d],
  [1],
  [0],
  [],
];
const nested = (type: number, inner: readonly number[]) => [...[2, type, 2, type, 2, type, 2, type, unreachable], ...inner];
/** Where an instruction may stand: in blocks without results, or that give a reference; in a handler. */
const around: readonly ((instruction: readonly number[]) => readonly number[])[] = [
  (instruction) => [...nested(0x40, instruction), end, end, end, end],
  (instruction) => [...nested(0x6e, instruction), unreachable, end, end, end, end, drop],
  (instruction) => [0x06, 0x40, 0x19, ...instruction, end],
];

/** Where each prefix has instructions, and how many of them there are at least. */
const spaces: readonly (readonly [name: string, prefix: readonly number[], count: number, least: number])[] = [
  ['without prefix', [], 256, 194],
  ['of structures and arrays', [0xfb], 32, 31],
  ['of bulk memory and saturation', [0xfc], 24, 18],
  ['of vectors', [0xfd], 288, 256],
  ['of atomics', [0xfe], 80, 67],
];

const encoded = (value: number) => {
  const w = new WasmWriter(8);
  w.u(value);
  return [...w.finish()];
};
/** What metering writes otherwise, in each way in which it does so: calls, references to functions, loops, growth, long instructions. */
const rewritten = new Set([
  ...['0x3', '0x10', '0x12', '0x40', '0xd2'],
  ...[8, 10, 11, 12, 14, 15, 17].map((long) => `0xfc 0x${long.toString(16)}`),
  ...[6, 7, 9, 10, 16, 17, 18, 19].map((long) => `0xfb 0x${long.toString(16)}`),
]);
/** They are only read as parts of others. */
const parts = new Set([0x05, 0x07, 0x0b, 0x18, 0x19]);

/** The first way in which the engine takes it. */
function firstValid(opcode: readonly number[]): readonly number[] | undefined {
  for (const within of around) {
    for (const rest of following) {
      const code = within([...opcode, ...rest]);
      if (WebAssembly.validate(moduleWith(code))) return code;
    }
  }
  return undefined;
}

describe('what follows an instruction is known,', () => {
  test.each(spaces)('%s', (_, prefix, count, least) => {
    const taken: number[] = [];
    for (let number = 0; number < count; number++) {
      const opcode = prefix.length === 0 ? [number] : [...prefix, ...encoded(number)];
      if (prefix.length === 0 && (number >= 0xfb || parts.has(number))) continue;
      const code = firstValid(opcode);
      if (code === undefined) continue;
      taken.push(number);
      const metered = meterModule(moduleWith(code));
      const name = `0x${opcode.map((byte) => byte.toString(16)).join(' 0x')}`;
      expect(WebAssembly.validate(metered), name).toBe(true);
      if (rewritten.has(name)) continue;
      const same = Uint8Array.of(unreachable, ...code, unreachable, 0x10, 1, ...useVector, end);
      expect(Buffer.from(metered).includes(same), name).toBe(true);
    }
    expect(taken.length).toBeGreaterThanOrEqual(least);
  });
});
