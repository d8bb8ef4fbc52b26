import { Encoder } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InvalidValueError } from '../errors.ts';
import { Dependency } from './dependency.ts';
import { ValueCodec } from './value-codec.ts';

const seed = 20_261_125;

class Reference {}
const codec = new ValueCodec({
  idOf: (value) => (value instanceof Reference ? { id: 70_000, extra: ['m'] } : undefined),
  fromId: () => new Reference(),
});
const dependencies = ['a', { b: 1 }];

const shared = { x: [1, 'two'] };
const memory = new Float64Array(200);
const samples = [
  [1, 2],
  { id: 300, name: 'hello', list: [70_000, -5, -200, -40_000, -3e9, 2 ** 40, 1.5, 'x'.repeat(300)], flag: true, none: null },
  [
    undefined,
    -0,
    5n ** 70n,
    new Date(9),
    '\ud800',
    new Dependency(1),
    new Reference(),
    Uint8Array.of(1, 2, 3),
    new DataView(new ArrayBuffer(9)),
  ],
  [new Map([[1, new Set([2, undefined])]]), /a(b)/gi, Object.create(null), JSON.parse('{"__proto__": 1}'), Object.assign([], { 5: 1 })],
  new AggregateError([new TypeError('x', { cause: shared })], 'all'),
  [shared, shared, new Map([[shared, shared]])],
  { memory, part: memory.subarray(10, 90), whole: memory.buffer, other: new Int16Array(400), last: new Uint8Array(300) },
].map((value) => codec.encode(value).toBytes());

/** Decodes in both ways, with more memory around; anything but a value or an InvalidValueError fails the test. */
function attempt(bytes: Uint8Array): 'value' | 'error' {
  let result: 'value' | 'error' = 'value';
  const memory = new Uint8Array(bytes.length + 2000).subarray(64, 64 + bytes.length);
  memory.set(bytes);
  for (const share of [false, true]) {
    try {
      codec.decode(memory, { share, dependencies });
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error;
      expect(error.message).toMatch(/^Cannot decode the value: ./);
      result = 'error';
    }
  }
  return result;
}

describe('damaged bytes', () => {
  test('every truncation is an InvalidValueError', () => {
    for (const bytes of samples) {
      for (let length = 0; length < bytes.length; length++) expect(attempt(bytes.slice(0, length))).toBe('error');
      expect(attempt(bytes)).toBe('value');
    }
  });

  test('a message that announces more than there is says so', () => {
    expect(() => codec.decode(Uint8Array.of(0x92, 1))).toThrow(new InvalidValueError('it ends early, after 2 bytes'));
  });

  test('bytes behind a message are an InvalidValueError', () => {
    expect(() => codec.decode(Uint8Array.of(1, 0))).toThrow(new InvalidValueError('it ends at byte 1 of 2'));
  });

  test('any changed bytes are a value or an InvalidValueError', () => {
    let errors = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...samples),
        fc.array(fc.tuple(fc.nat(), fc.oneof(fc.nat(255), fc.constantFrom(0xc1, 0xc9, 0xd4, 0xdd, 0xdf, 0xff))), {
          minLength: 1,
          maxLength: 4,
        }),
        (sample, changes) => {
          const bytes = sample.slice();
          // most of a large sample is the content of its arrays, where any byte will do
          for (const [at, value] of changes) bytes[at % Math.min(bytes.length, 250)] = value;
          if (attempt(bytes) === 'error') errors++;
        },
      ),
      { seed, numRuns: 20_000 },
    );
    expect(errors).toBeGreaterThan(5000);
  });

  test('any bytes are a value or an InvalidValueError', () => {
    const head = fc.constantFrom([], [...samples.at(-1)!.subarray(0, 4)], [0x92, 0xc7, 0, 10], [0x93, 0xc7, 0, 15]);
    fc.assert(
      fc.property(head, fc.uint8Array({ maxLength: 60 }), (start, rest) => {
        attempt(Uint8Array.from([...start, ...rest]));
      }),
      { seed, numRuns: 20_000 },
    );
  });

  test.each<[string, number[]]>([
    ['a list of 4 billion items', [0xdd, 0xff, 0xff, 0xff, 0xff, 1]],
    ['lists of 30 million items inside each other', Array.from({ length: 1000 }, () => [0xdd, 2, 0, 0, 0]).flat()],
    ['a map of 4 billion keys', [0xdf, 0xff, 0xff, 0xff, 0xff, 1]],
    ['a string of 4 GB', [0xdb, 0xff, 0xff, 0xff, 0xff, 1]],
    ['bytes of 4 GB', [0xc6, 0xff, 0xff, 0xff, 0xff, 1]],
    ['an extension of 4 GB', [0xc9, 0xff, 0xff, 0xff, 0xff, 1]],
    ['4 billion buffers', [0xc1, 0x50, 0x52, 1, 1, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xc0]],
    ['a version that is not this one', [0xc1, 0x50, 0x52, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xc0]],
  ])('%s are refused before there is room for them', (_, bytes) => {
    const before = process.memoryUsage().rss;
    expect(attempt(Uint8Array.from(bytes))).toBe('error');
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });

  test('a length of 4 billion takes no memory, even where one item has it', () => {
    const list = [0x94, 0xc7, 0, 18, 0xce, 0xff, 0xff, 0xff, 0xff, 0, 7];
    const before = process.memoryUsage().rss;
    expect((codec.decode(Uint8Array.from(list)) as unknown[]).length).toBe(2 ** 32 - 1);
    expect(process.memoryUsage().rss - before).toBeLessThan(50e6);
  });

  test('buffers that overlap, so that copies would be larger than the bytes, are refused', () => {
    const bytes = codec.encode([new Uint8Array(300), new Uint8Array(300)]).toBytes();
    const view = new DataView(bytes.buffer);
    view.setBigUint64(32, view.getBigUint64(16, true), true);
    expect(() => codec.decode(bytes)).toThrow('its buffer 1 cannot have 300 bytes at 128 of 748');
  });

  test('an array that ends behind its buffer does not show what lies there', () => {
    const bytes = codec.encode([new Uint8Array(300), new Uint8Array(300)]).toBytes();
    const view = new DataView(bytes.buffer);
    // the last byte of the length in the extension of the first array
    view.setUint8(16 + 32 + 1 + 3 + 20, 255);
    expect(() => codec.decode(bytes)).toThrow('an array of 511 bytes lies at 0 of buffer 0, which has 300');
    expect(() => codec.decode(bytes, { share: true })).toThrow('an array of 511 bytes lies at 0 of buffer 0, which has 300');
  });

  test('lists with extensions, nested without end, are refused', () => {
    const bytes = Uint8Array.from([...new Uint8Array(100_000).fill(0x91), 0xc7, 0, 1]);
    expect(() => codec.decode(bytes)).toThrow(new InvalidValueError('it is nested deeper than 500 levels'));
  });

  test.each([
    ['a graph inside a value', [0x91, 0x92, 0xc7, 0, 10, 1], 'a graph lies inside it'],
    ['an object that is not there', [0xd6, 9, 0, 0, 0, 5], 'it refers to object 5 of 0'],
    ['an object that is itself', [0x93, 0xc7, 0, 10, 0xd6, 9, 0, 0, 0, 0, 0xd6, 9, 0, 0, 0, 0], 'its object 0 contains itself but cannot'],
    ['an item behind the end of its array', [0x94, 0xc7, 0, 18, 2, 5, 1], 'an array of length 2 has 6 items'],
    ['an unknown extension', [0xd4, 99, 0], 'There is no extension 99 here'],
    ['an unknown kind of array', [0xd5, 6, 77, 0], 'There is no array kind 77'],
    ['half an element', [0xd5, 6, 11, 0], '1 bytes are no whole Float64Array'],
    ['a byte that begins nothing', [0x91, 0xc1], 'byte 1 is 0xc1, which begins nothing'],
  ])('%s', (_, bytes, reason) => {
    expect(() => codec.decode(Uint8Array.from(bytes))).toThrow(new InvalidValueError(reason));
  });
});

test('messages of other writers are read: every form of MessagePack', () => {
  const encoder = new Encoder({ forceFloat32: true });
  const value = { f: 1.5, list: [Uint8Array.of(1, 2), new Uint8Array(70_000), [[]], {}] };
  const back = codec.decode(encoder.encode(value)) as typeof value;
  expect(back).toEqual(value);
  expect(Object.getPrototypeOf(back.list[0])).toBe(Uint8Array.prototype);
  const small = codec.decode(encoder.encode(Uint8Array.of(1, 2)));
  codec.decode(encoder.encode('what comes next'));
  expect(small).toEqual(Uint8Array.of(1, 2));
  // float64 -0, uint64, int64, str 8, array 16, array 32, map 16, map 32
  const forms: [number[], unknown][] = [
    [[0xcb, 0x80, 0, 0, 0, 0, 0, 0, 0], -0],
    [[0xcf, 0, 0, 0, 1, 0, 0, 0, 0], 2 ** 32],
    [[0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], -1],
    [[0xd9, 1, 0x61], 'a'],
    [[0xdc, 0, 1, 5], [5]],
    [[0xdd, 0, 0, 0, 1, 5], [5]],
    [[0xde, 0, 1, 0xa1, 0x61, 5], { a: 5 }],
    [[0xdf, 0, 0, 0, 1, 0xa1, 0x61, 5], { a: 5 }],
  ];
  for (const [bytes, expected] of forms) expect(codec.decode(Uint8Array.from(bytes))).toEqual(expected);
});
