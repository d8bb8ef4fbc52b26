import { describe, expect, test } from 'vitest';
import { coreGuest, resultAt } from '../../../test/fixtures/core-guest.ts';
import type { ErrorCode } from '../contract.ts';
import { DirectCalls } from './direct-calls.ts';
import { findGuestCore } from './guest-core.ts';

const operation = { operation: 'x', parameters: [], inputs: [] };
const beyond = 0xffff_ffff;
const valueAt = 2048;
const tensorAt = 2100;
const dimensionsAt = 2200;
const textAt = 3000;
const list = (view: DataView, at: number, from: number, length: number) => {
  view.setUint32(at, from, true);
  view.setUint32(at + 4, length, true);
};
const write = (view: DataView, at: number, bytes: readonly number[]) => {
  for (const [i, byte] of bytes.entries()) view.setUint8(at + i, byte);
};

/** One value, "é": 5, and one tensor, "é": u8 [2]; after which `poke` spoils it. */
async function answering(poke: (view: DataView) => void, address = resultAt) {
  const module = new WebAssembly.Module(await coreGuest({ execute: `(i32.const ${address})` }));
  const { exports } = new WebAssembly.Instance(module);
  const view = new DataView((exports['memory'] as WebAssembly.Memory).buffer);
  view.setUint8(resultAt, 0);
  list(view, resultAt + 4, valueAt, 1);
  list(view, resultAt + 12, tensorAt, 1);
  list(view, valueAt, textAt, 2);
  view.setUint8(valueAt + 8, 1);
  view.setBigInt64(valueAt + 16, 5n, true);
  list(view, tensorAt, textAt, 2);
  list(view, tensorAt + 8, dimensionsAt, 1);
  view.setUint8(tensorAt + 16, 1);
  list(view, tensorAt + 20, textAt, 2);
  view.setUint32(dimensionsAt, 2, true);
  write(view, textAt, [0xc3, 0xa9]);
  poke(view);
  const calls = new DirectCalls(findGuestCore([{ module, exports }], true)!);
  return () => calls.execute(operation);
}

test('an answer that is right is read', async () => {
  const data = Uint8Array.of(0xc3, 0xa9);
  expect((await answering(() => {}))()).toEqual({
    values: [{ name: 'é', value: { tag: 'integer', val: 5n } }],
    outputs: [{ name: 'é', tensor: { type: 'u8', dimensions: Uint32Array.of(2), data } }],
  });
});

describe('an answer that breaks the canonical ABI costs the instance:', () => {
  const value = (kind: number, from: number, length: number) => (view: DataView) => {
    view.setUint8(valueAt + 8, kind);
    list(view, valueAt + 16, from, length);
  };
  const name =
    (...bytes: number[]) =>
    (view: DataView) => {
      write(view, textAt, bytes);
      list(view, valueAt, textAt, bytes.length);
    };
  const cases: [string, (view: DataView) => void][] = [
    ['a result of case 2', (view) => view.setUint8(resultAt, 2)],
    ['values outside', (view) => list(view, resultAt + 4, beyond - 7, 1)],
    ['too many values', (view) => list(view, resultAt + 4, valueAt, beyond)],
    ['values not aligned', (view) => list(view, resultAt + 4, valueAt + 4, 1)],
    ['no values, not aligned', (view) => list(view, resultAt + 4, 3, 0)],
    ['outputs outside', (view) => list(view, resultAt + 12, 65_536, 1)],
    ['too many outputs', (view) => list(view, resultAt + 12, tensorAt, beyond)],
    ['outputs not aligned', (view) => list(view, resultAt + 12, tensorAt + 2, 1)],
    ['a name outside', (view) => list(view, valueAt, beyond, 1)],
    ['a name without end', (view) => list(view, valueAt, textAt, beyond)],
    ['a name one byte too long', (view) => list(view, valueAt, 65_536 - 30, 31)],
    ['a name that is no UTF-8', name(0xff)],
    ['a name that breaks off in a character', name(0x61, 0xc3)],
    ['a name with a surrogate', name(0xed, 0xa0, 0x80)],
    ['a name in overlong form', name(0xc0, 0x80)],
    ['a long name that is no UTF-8', name(...new Array(100).fill(0x61), 0x80)],
    ['a value of kind 7', value(7, 0, 0)],
    ['a text outside', value(3, beyond, beyond)],
    ['numbers outside', value(4, 65_536 - 8, 2)],
    ['too many numbers', value(4, 0, beyond)],
    ['numbers not aligned', value(4, 4, 1)],
    ['texts outside', value(5, 65_536 - 4, 1)],
    ['texts not aligned', value(5, 2, 1)],
    [
      'a text in a list outside',
      (view) => {
        value(5, 4000, 2)(view);
        list(view, 4008, 65_535, 2);
      },
    ],
    ['JSON outside', value(6, 65_535, 2)],
    ['dimensions outside', (view) => list(view, tensorAt + 8, 65_536 - 4, 2)],
    ['too many dimensions', (view) => list(view, tensorAt + 8, dimensionsAt, beyond)],
    ['dimensions not aligned', (view) => list(view, tensorAt + 8, dimensionsAt + 1, 1)],
    ['a tensor of type 15', (view) => view.setUint8(tensorAt + 16, 15)],
    ['data outside', (view) => list(view, tensorAt + 20, beyond, 1)],
    ['too much data', (view) => list(view, tensorAt + 20, 0, beyond)],
    ['data one byte too long', (view) => list(view, tensorAt + 20, 1, 65_536)],
    ['error 5', (view) => write(view, resultAt, [1, 0, 0, 0, 5])],
    [
      'a message outside',
      (view) => {
        write(view, resultAt, [1, 0, 0, 0, 3]);
        list(view, resultAt + 8, 65_535, 2);
      },
    ],
    [
      'a path that is no UTF-8',
      (view) => {
        write(view, resultAt, [1, 0, 0, 0, 0]);
        write(view, textAt, [0xfe]);
        list(view, resultAt + 8, textAt, 1);
      },
    ],
  ];
  test.each(cases)('%s', async (_, poke) => {
    const execute = await answering(poke);
    let error: unknown;
    try {
      execute();
    } catch (thrown) {
      error = thrown;
    }
    // the decoder's own error is a TypeError
    expect(error instanceof RangeError || error instanceof TypeError).toBe(true);
    expect(error).not.toHaveProperty('payload');
    expect(execute).toThrow('an earlier call broke its instance');
  });

  test.each([-4, 65_536 - 20, resultAt + 1, 65_536])('a result at %i', async (address) => {
    await expect(answering(() => {}, address).then((execute) => execute())).rejects.toThrow(RangeError);
  });
});

describe('an error', () => {
  const problem = { path: 'é', message: 'éé' };
  const codes: ErrorCode[] = [
    { tag: 'invalid', val: problem },
    { tag: 'unsupported', val: problem },
    { tag: 'out-of-memory' },
    { tag: 'failed', val: 'é' },
    { tag: 'internal', val: 'é' },
  ];
  test.each(codes.map((code, tag) => [code.tag, tag, code] as const))(
    'of case "%s" is thrown as the glue throws it',
    async (_, tag, payload) => {
      const execute = await answering((view) => {
        write(view, textAt, [0xc3, 0xa9, 0xc3, 0xa9]);
        write(view, resultAt, [1, 0, 0, 0, tag]);
        list(view, resultAt + 8, textAt, 2);
        list(view, resultAt + 16, textAt, 4);
      });
      for (let i = 0; i < 2; i++) expect(execute).toThrow(expect.objectContaining({ name: 'ErrorAnswer', payload }));
    },
  );
});
