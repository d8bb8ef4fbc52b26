import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { IdSpace } from './id-space.ts';
import { ObjectID } from './object-id.ts';

const seed = 20_261_125;
const number = fc.maxSafeNat();

describe('IdSpace', () => {
  test('numbers come back, whatever the space', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), number, (bytes, n) => {
        const space = new IdSpace(bytes);
        const id = space.toObjectID(n);
        expect(id.bytes.slice(0, 8)).toEqual(bytes);
        expect(new DataView(id.bytes.buffer).getBigUint64(8)).toBe(BigInt(n));
        expect(space.numberOf(id)).toBe(n);
        expect(new IdSpace(space.bytes).numberOf(ObjectID.fromHex(id.toHex()))).toBe(n);
      }),
      { seed, numRuns: 300 },
    );
  });

  test("another runtime's ids have no number here", () => {
    fc.assert(
      fc.property(number, (n) => {
        expect(IdSpace.random().numberOf(IdSpace.random().toObjectID(n))).toBeUndefined();
      }),
      { seed, numRuns: 50 },
    );
  });

  test('nothing from outside changes it', () => {
    const bytes = new Uint8Array(8).fill(1);
    const space = new IdSpace(bytes);
    bytes.fill(2);
    space.bytes.fill(3);
    expect(space.toObjectID(4).toHex()).toBe(`${'01'.repeat(8)}${'0'.repeat(15)}4`);
  });

  test('an id beyond 2^53 has no number', () => {
    const space = new IdSpace(new Uint8Array(8).fill(7));
    expect(space.numberOf(ObjectID.fromHex(`${'07'.repeat(8)}${'f'.repeat(16)}`))).toBeUndefined();
  });

  test.each([-1, 0.5, Number.NaN, 2 ** 53])('there is no object %d', (n) => {
    expect(() => IdSpace.random().toObjectID(n)).toThrow(new RangeError(`There is no object ${n}`));
  });

  test('a space has 8 bytes', () => {
    expect(() => new IdSpace(new Uint8Array(16))).toThrow(new RangeError('An id space has 8 bytes, not 16'));
  });
});
