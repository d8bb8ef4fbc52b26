import { describe, expect, test } from 'vitest';
import { coreGuest } from '../../../test/fixtures/core-guest.ts';
import { OutOfMemoryError } from '../../errors.ts';
import { findGuestCore } from './guest-core.ts';
import { GuestMemory } from './guest-memory.ts';

async function memoryOf(realloc?: string) {
  const module = new WebAssembly.Module(await coreGuest(realloc === undefined ? {} : { realloc }));
  const { exports } = new WebAssembly.Instance(module);
  return new GuestMemory(findGuestCore([{ module, exports }], true)!);
}

describe('take()', () => {
  test('gives aligned bytes inside, and views of the memory as it has grown', async () => {
    const memory = await memoryOf();
    const { bytes } = memory;
    for (const [alignment, size] of [
      [1, 3],
      [4, 8],
      [8, 0],
      [8, 200_000],
    ] as const) {
      const at = memory.take(alignment, size);
      expect(at % alignment).toBe(0);
      expect(at + size).toBeLessThanOrEqual(memory.bytes.length);
    }
    expect(bytes.length).toBe(0); // detached
    expect(memory.bytes.length).toBeGreaterThan(200_000);
    expect(memory.view.buffer).toBe(memory.bytes.buffer);
  });

  test.each([
    ['an address that is not aligned', '(i32.const 4098)', 4, 4, 'address 4098 for 4 bytes aligned to 4'],
    ['the end of memory', '(i32.const 65532)', 4, 5, 'address 65532 for 5 bytes'],
    ['the last address there is', '(i32.const -1)', 1, 1, 'address 4294967295 for 1 bytes'],
    ['an address for a size beyond 32 bits', '(i32.const 4096)', 1, 2 ** 32 + 8, 'address 4096 for 4294967304 bytes'],
  ])('refuses %s', async (_, realloc, alignment, size, message) => {
    const memory = await memoryOf(realloc);
    expect(() => memory.take(alignment, size)).toThrow(RangeError);
    expect(() => memory.take(alignment, size)).toThrow(message);
  });

  test('says that there is no memory where it gets null', async () => {
    const memory = await memoryOf('(i32.const 0)');
    expect(() => memory.take(1, 5)).toThrow(OutOfMemoryError);
    expect(() => memory.take(1, 5)).toThrow('has no memory for 5 bytes');
  });

  test('of nothing may be anywhere', async () => {
    expect((await memoryOf('(i32.const 0)')).take(8, 0)).toBe(0);
  });
});

describe('check()', () => {
  test.each([
    [65_528, 1, 8, 8],
    [65_536, 0, 28, 4],
    [0, 65_536, 1, 1],
  ])('passes %i + %i x %i bytes', async (at, length, size, alignment) => {
    (await memoryOf()).check(at, length, size, alignment);
  });

  test.each([
    [65_532, 1, 8, 4],
    [65_537, 0, 1, 1],
    [0, 2 ** 32 - 1, 28, 4],
    [2 ** 32 - 4, 2 ** 32 - 1, 1, 1],
    [4, 0, 24, 8],
    [1026, 1, 4, 4],
  ])('refuses %i + %i x %i bytes', async (at, length, size, alignment) => {
    const memory = await memoryOf();
    expect(() => memory.check(at, length, size, alignment)).toThrow(RangeError);
  });
});
