import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import { ActorID } from './actor-id.ts';
import { FunctionID } from './function-id.ts';
import { ObjectID } from './object-id.ts';
import { TaskID } from './task-id.ts';

const seed = 20_261_125;
const bytes16 = fc.uint8Array({ minLength: 16, maxLength: 16 });

/** All classes, each as one of them: their static methods are the same. */
const classes = [ObjectID, TaskID, FunctionID, ActorID] as unknown as (typeof ObjectID)[];

describe.each(classes.map((ID) => ({ ID })))('$ID.name', ({ ID }) => {
  test('bytes and hexadecimal digits come back', () => {
    fc.assert(
      fc.property(bytes16, (bytes) => {
        const id = ID.fromBytes(bytes);
        expect(id).toBeInstanceOf(ID);
        expect(id.bytes).toEqual(bytes);
        expect(id.toHex()).toBe(Buffer.from(bytes).toString('hex'));
        expect(ID.fromHex(id.toHex()).equals(id)).toBe(true);
        expect(ID.fromHex(id.toHex().toUpperCase()).equals(id)).toBe(true);
        expect(id.isNil).toBe(bytes.every((byte) => byte === 0));
      }),
      { seed, numRuns: 200 },
    );
  });

  test('compare() is the order of the bytes, equals() and key say the same', () => {
    fc.assert(
      fc.property(bytes16, bytes16, (a, b) => {
        const [left, right] = [ID.fromBytes(a), ID.fromBytes(b)];
        const order = Buffer.compare(a, b);
        expect(Math.sign(left.compare(right))).toBe(order);
        expect(left.equals(right)).toBe(order === 0);
        expect(left.key === right.key).toBe(order === 0);
        expect(left.compare(ID.fromBytes(a))).toBe(0);
      }),
      { seed, numRuns: 200 },
    );
  });

  test('random ids use all the bits and do not repeat', () => {
    const ids = Array.from({ length: 2000 }, () => ID.fromRandom());
    expect(new Set(ids.map(({ key }) => key)).size).toBe(2000);
    // each bit is set in about half of the ids: 12 standard deviations allowed
    for (let bit = 0; bit < 128; bit++) {
      const set = ids.filter(({ bytes }) => (bytes[bit >> 3]! & (1 << (bit & 7))) !== 0).length;
      expect(Math.abs(set - 1000)).toBeLessThan(270);
    }
  });

  test('nothing from outside changes it', () => {
    const bytes = new Uint8Array(16).fill(1);
    const id = ID.fromBytes(bytes);
    bytes.fill(2);
    id.bytes.fill(3);
    expect(id.toHex()).toBe('01'.repeat(16));
  });

  test('nil is 16 zeros', () => {
    expect(ID.nil().toHex()).toBe('0'.repeat(32));
    expect(ID.nil().isNil).toBe(true);
    expect(ID.nil().equals(ID.nil())).toBe(true);
  });

  test('is readable wherever it is printed', () => {
    const id = ID.fromHex('00112233445566778899aabbccddeeff');
    const text = `${ID.name}(00112233445566778899aabbccddeeff)`;
    expect(`${id}`).toBe(text);
    expect(inspect({ id })).toBe(`{ id: ${text} }`);
    expect(JSON.stringify({ id })).toBe('{"id":"00112233445566778899aabbccddeeff"}');
    expect(Object.prototype.toString.call(id)).toBe(`[object ${ID.name}]`);
  });

  test.each(['', '0'.repeat(31), '0'.repeat(33), `${'0'.repeat(31)}g`, ` ${'0'.repeat(32)}`, `${'0'.repeat(30)}0x`])(
    'fromHex(%j) is refused',
    (hex) => {
      expect(() => ID.fromHex(hex)).toThrow(new RangeError(`An id has 32 hexadecimal digits, unlike "${hex}"`));
    },
  );

  test.each([0, 15, 17])('%i bytes are refused', (length) => {
    expect(() => ID.fromBytes(new Uint8Array(length))).toThrow(new RangeError(`An id has 16 bytes, not ${length}`));
  });

  test('shared memory is read', () => {
    expect(ID.fromBytes(new Uint8Array(new SharedArrayBuffer(16)).fill(255)).toHex()).toBe('f'.repeat(32));
  });
});

test('ids of different kinds are different types, and not equal', () => {
  expectTypeOf<ObjectID>().not.toExtend<TaskID>();
  expectTypeOf<TaskID>().not.toExtend<ObjectID>();
  expectTypeOf<ActorID>().not.toExtend<FunctionID>();
  const id: unknown = TaskID.nil();
  expect(ObjectID.nil().equals(id as ObjectID)).toBe(false);
});
