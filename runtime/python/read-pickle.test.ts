import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidValueError } from '../errors.ts';
import { readPickle } from './read-pickle.ts';
import { writePickle } from './write-pickle.ts';

const noMentions = { kindOf: () => undefined };
const read = (data: Uint8Array, buffers: readonly Uint8Array[] = []) => readPickle({ data, kinds: '', buffers, refs: [] });
/** Bytes as `pickle.dumps(value, 5).hex()` of CPython gives them (3.11 to 3.14 alike). */
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'));

test.each<[string, string, unknown]>([
  ['None', '80054e2e', null],
  ['True', '8005882e', true],
  ['1', '80054b012e', 1],
  ['-1', '80059506000000000000004affffffff2e', -1],
  ['70000', '80059506000000000000004a701101002e', 70_000],
  ['2**40', '80059509000000000000008a060000000000012e', 2 ** 40],
  ['-2**63', '8005950b000000000000008a0800000000000000802e', -(2n ** 63n)],
  ['2**64', '8005950c000000000000008a090000000000000000012e', 2n ** 64n],
  ['0', '80054b002e', 0],
  ['1.5', '8005950a00000000000000473ff80000000000002e', 1.5],
  ["'é'", '80059506000000000000008c02c3a9942e', 'é'],
  ["b'ab'", '800595060000000000000043026162942e', Uint8Array.of(97, 98)],
  ['(1, (2,), ())', '8005950a000000000000004b014b0285942987942e', [1, [2], []]],
  ["{'a': [1, None]}", '8005950f000000000000007d948c0161945d94284b014e65732e', { a: [1, null] }],
  ['{1: 2}', '80059508000000000000007d944b014b02732e', new Map([[1, 2]])],
  ['{1, 2}', '80059509000000000000008f94284b014b02902e', new Set([1, 2])],
])('%s is read as CPython wrote it', (_, pickle, value) => {
  expect(read(hex(pickle))).toEqual(value);
});

/** `base64.b64encode(pickle.dumps(value, 5))` with NumPy 2.4.6. */
const base64 = (text: string) => Uint8Array.from(Buffer.from(text, 'base64'));

test.each<[string, unknown, string]>([
  [
    "np.arange(3, dtype='i4')",
    { data: Int32Array.of(0, 1, 2), dimensions: [3] },
    'gAWVgAAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWDAAAAAAAAAAAAAAAAQAAAAIAAACUjAVudW1weZSMBWR0eXBllJOUjAJpNJSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiSwOFlIwBQ5R0lFKULg==',
  ],
  [
    'np.arange(4.0).reshape(2, 2)',
    { data: Float64Array.of(0, 1, 2, 3), dimensions: [2, 2] },
    'gAWVlgAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWIAAAAAAAAAAAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEAAAAAAAAAIQJSMBW51bXB5lIwFZHR5cGWUk5SMAmY4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGJLAksChpSMAUOUdJRSlC4=',
  ],
  [
    'np.array(3.5)',
    { data: Float64Array.of(3.5), dimensions: [] },
    'gAWVeQAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWCAAAAAAAAAAAAAAAAAAMQJSMBW51bXB5lIwFZHR5cGWUk5SMAmY4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGIpjAFDlHSUUpQu',
  ],
  [
    'np.array([True, False])',
    { data: Uint8Array.of(1, 0), dimensions: [2], type: 'bool' },
    'gAWVdgAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWAgAAAAAAAAABAJSMBW51bXB5lIwFZHR5cGWUk5SMAmIxlImIh5RSlChLA4wBfJROTk5K/////0r/////SwB0lGJLAoWUjAFDlHSUUpQu',
  ],
  [
    "np.arange(2, dtype='f2')",
    { data: Uint16Array.of(0, 0x3c00), dimensions: [2], type: 'fp16' },
    'gAWVeAAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWBAAAAAAAAAAAAAA8lIwFbnVtcHmUjAVkdHlwZZSTlIwCZjKUiYiHlFKUKEsDjAE8lE5OTkr/////Sv////9LAHSUYksChZSMAUOUdJRSlC4=',
  ],
  [
    'np.float64(2.5)',
    2.5,
    'gAWVagAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAZzY2FsYXKUk5SMBW51bXB5lIwFZHR5cGWUk5SMAmY4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGJDCAAAAAAAAARAlIaUUpQu',
  ],
  [
    'np.float32(0.5)',
    0.5,
    'gAWVZgAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAZzY2FsYXKUk5SMBW51bXB5lIwFZHR5cGWUk5SMAmY0lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGJDBAAAAD+UhpRSlC4=',
  ],
  [
    'np.int64(-7)',
    -7,
    'gAWVagAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAZzY2FsYXKUk5SMBW51bXB5lIwFZHR5cGWUk5SMAmk4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGJDCPn/////////lIaUUpQu',
  ],
  [
    'np.uint64(2**64 - 1)',
    2n ** 64n - 1n,
    'gAWVagAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAZzY2FsYXKUk5SMBW51bXB5lIwFZHR5cGWUk5SMAnU4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGJDCP//////////lIaUUpQu',
  ],
  [
    'np.bool_(True)',
    true,
    'gAWVYwAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAZzY2FsYXKUk5SMBW51bXB5lIwFZHR5cGWUk5SMAmIxlImIh5RSlChLA4wBfJROTk5K/////0r/////SwB0lGJDAQGUhpRSlC4=',
  ],
])('%s is read as NumPy wrote it', (_, value, pickle) => {
  expect(read(base64(pickle))).toEqual(value);
});

test.each([
  [
    "np.arange(4.0).reshape(2, 2, order='F')",
    'column-major',
    'gAWVlgAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWIAAAAAAAAAAAAAAAAAAAAAAAAAAAAPA/AAAAAAAAAEAAAAAAAAAIQJSMBW51bXB5lIwFZHR5cGWUk5SMAmY4lImIh5RSlChLA4wBPJROTk5K/////0r/////SwB0lGJLAksChpSMAUaUdJRSlC4=',
  ],
  [
    "np.arange(2, dtype='>i4')",
    'a NumPy array of type "i4"',
    'gAWVfAAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWCAAAAAAAAAAAAAAAAAAAAZSMBW51bXB5lIwFZHR5cGWUk5SMAmk0lImIh5RSlChLA4wBPpROTk5K/////0r/////SwB0lGJLAoWUjAFDlHSUUpQu',
  ],
  [
    "np.array(['a'])",
    'a NumPy array of type "U1"',
    'gAWVcgAAAAAAAACME251bXB5Ll9jb3JlLm51bWVyaWOUjAtfZnJvbWJ1ZmZlcpSTlCiWBAAAAAAAAABhAAAAlIwFbnVtcHmUjAVkdHlwZZSTlIwCVTGUiYiHlFKUKEsDjAE8lE5OTksESwRLCHSUYksBhZSMAUOUdJRSlC4=',
  ],
  [
    'np.complex128(1 + 2j)',
    'a NumPy scalar of type "c16"',
    'gAWVcwAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAZzY2FsYXKUk5SMBW51bXB5lIwFZHR5cGWUk5SMA2MxNpSJiIeUUpQoSwOMATyUTk5OSv////9K/////0sAdJRiQxAAAAAAAADwPwAAAAAAAABAlIaUUpQu',
  ],
  [
    "np.datetime64('2020-01-01')",
    'a NumPy scalar of type "M8"',
    'gAWVegAAAAAAAACMFm51bXB5Ll9jb3JlLm11bHRpYXJyYXmUjAZzY2FsYXKUk5SMBW51bXB5lIwFZHR5cGWUk5SMAk04lImIh5RSlChLBIwBPJROTk5K/////0r/////SwBOKEMBRJRLAUsBSwF0lIaUdJRiQwhWRwAAAAAAAJSGlFKULg==',
  ],
])('%s is refused: %s', (_, message, pickle) => {
  expect(() => read(base64(pickle))).toThrow(message);
});

test('a list that contains itself does so again', () => {
  const list = read(hex('80059506000000000000005d946800612e')) as unknown[];
  expect(list[0]).toBe(list);
});

test('"__proto__" is a name like any other', () => {
  const value = read(writePickle(new Map([['__proto__', { polluted: true }]]), noMentions).data) as object;
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  expect(Object.keys(value)).toEqual(['__proto__']);
});

const seed = 20_261_125;
const leaf = fc.oneof(fc.boolean(), fc.constant(null), fc.double(), fc.integer(), fc.bigInt(), fc.string({ unit: 'grapheme' }));
const array = fc.oneof(fc.float64Array(), fc.float32Array(), fc.int16Array(), fc.uint8Array(), fc.bigInt64Array());
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    array,
    fc.array(tie('tree'), { maxLength: 5 }),
    fc.dictionary(fc.string(), tie('tree'), { maxKeys: 5, noNullPrototype: true }),
  ),
}));

/** What reading gives: whole numbers are one kind, whatever they were. */
function asRead(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(asRead);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, asRead(item)]));
}

test(`what is written is read again (seed ${seed})`, () => {
  fc.assert(
    fc.property(tree, (value) => {
      expect(readPickle(writePickle(value, noMentions))).toEqual(asRead(value));
    }),
    { seed, numRuns: 1000 },
  );
});

test(`any bytes are a value or a typed error (seed ${seed})`, () => {
  const good = fc.tuple(tree, fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 })).map(([value, changes]) => {
    const { data } = writePickle(value, noMentions);
    for (const [at, byte] of changes) data[at % data.length] = byte;
    return data;
  });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), good), (data) => {
      try {
        read(data);
      } catch (error) {
        expect(error instanceof InvalidValueError || error instanceof TypeError, String(error)).toBe(true);
      }
    }),
    { seed, numRuns: 5000 },
  );
});

test.each([
  ['an instance', '8005951c000000000000008c08', 'ends within'],
  ['what would run code', '80058c026f738c0673797374656d938c046563686f85522e', 'os.system'],
  ['an opcode of old protocols', '63', '0x63'],
])('%s is refused by name', (_, pickle, message) => {
  expect(() => read(hex(pickle))).toThrow(message);
});

test.each([
  [() => {}, 'a function'],
  [Symbol('x'), 'a symbol'],
  [[new (class Point {})()], 'an instance of Point'],
])('%s cannot be given to Python, and the error says what it is', (value, message) => {
  expect(() => writePickle(value, noMentions)).toThrow(message);
});
