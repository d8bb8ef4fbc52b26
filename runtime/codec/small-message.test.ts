import { Decoder, Encoder } from '@msgpack/msgpack';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Extension, extension } from './extensions.ts';
import { passExtensions } from './pass-extensions.ts';
import { notSmall, readSmall } from './small-message.ts';

const seed = 20_261_125;
const encoder = new Encoder({ extensionCodec: passExtensions });
const decoder = new Decoder({ extensionCodec: passExtensions });
/** As the library reads it, `undefined` being an extension to it. */
const byLibrary = (bytes: Uint8Array): unknown => withUndefined(decoder.decode(bytes));
const withUndefined = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withUndefined);
  return value instanceof Extension && value.type === extension.undefined && value.data.length === 0 ? undefined : value;
};

const integer = fc.oneof(
  fc.integer({ min: -40, max: 140 }),
  fc.integer({ min: -40_000, max: 70_000 }),
  fc.integer({ min: -(2 ** 31), max: 2 ** 32 - 1 }),
);
const scalar = fc.oneof(
  integer,
  // whole ones may be long integers, or the extension -0
  fc.double().map((value) => (Number.isInteger(value) ? 0.5 : value)),
  fc.boolean(),
  fc.constantFrom(null, undefined),
  fc.string({ unit: 'binary-ascii', maxLength: 31 }),
);
const wire = (value: unknown) => (value === undefined ? new Extension(extension.undefined) : value);
const message = (value: unknown) => encoder.encode(Array.isArray(value) ? value.map(wire) : wire(value));

test('numbers, booleans, null, undefined, short texts, and lists of them are small', () => {
  const values = fc.oneof(scalar, fc.array(scalar, { maxLength: 5 }));
  fc.assert(
    fc.property(values, (value) => {
      const bytes = message(value);
      if (bytes.length > 64) expect(readSmall(bytes)).toBe(notSmall);
      else expect(readSmall(bytes)).toEqual(value);
    }),
    { seed, numRuns: 20_000 },
  );
});

test('whatever bytes there are, they are read as the library reads them, or left to it', () => {
  // bytes that begin something, more often than others
  const begins = fc.constantFrom(
    0x00,
    0x7f,
    0x90,
    0x91,
    0x92,
    0x9f,
    0xa0,
    0xa1,
    0xbf,
    0xc0,
    0xc1,
    0xc2,
    0xc7,
    0xcb,
    0xcc,
    0xcd,
    0xce,
    0xcf,
  );
  const bytes = fc.array(fc.oneof(begins, fc.constantFrom(0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xe0, 1), fc.integer({ min: 0, max: 255 })), {
    maxLength: 12,
  });
  let small = 0;
  fc.assert(
    fc.property(bytes, (list) => {
      const message = Uint8Array.from(list);
      const value = readSmall(message);
      if (value === notSmall) return;
      small++;
      expect(value).toEqual(byLibrary(message));
    }),
    { seed, numRuns: 50_000 },
  );
  expect(small).toBeGreaterThan(1000);
});
