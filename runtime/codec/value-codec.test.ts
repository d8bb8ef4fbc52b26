import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { Dependency } from './dependency.ts';
import { ValueCodec } from './value-codec.ts';

const seed = 20_261_125;

class Reference {
  readonly id: number;
  readonly extra: unknown;

  constructor(id: number, extra?: unknown) {
    this.id = id;
    this.extra = extra;
  }
}

const codec = new ValueCodec({
  idOf: (value) => (value instanceof Reference ? { id: value.id, extra: value.extra } : undefined),
  fromId: (id, extra) => new Reference(id, extra),
});

const roundTrip = (value: unknown) => codec.decode(codec.encode(value).toBytes());

/** Where two values first differ in anything that is said to be carried, identities included. */
function difference(actual: unknown, expected: unknown, place = '', pairs = new Map<unknown, unknown>()): string | undefined {
  if (typeof expected !== 'object' || expected === null) return Object.is(actual, expected) ? undefined : place;
  if (pairs.has(expected)) return pairs.get(expected) === actual ? undefined : `${place}: another object`;
  if (pairs.has(actual)) return `${place}: one object for two`;
  pairs.set(expected, actual);
  pairs.set(actual, expected);
  // an error of an own class is one of a built-in class afterwards
  const kind = (value: unknown) => (expected instanceof Error ? Object.prototype.toString.call(value) : Object.getPrototypeOf(value));
  if (typeof actual !== 'object' || actual === null || kind(actual) !== kind(expected)) return `${place}: another kind`;
  const [actualParts, expectedParts] = [parts(actual), parts(expected)];
  if (actualParts.length !== expectedParts.length) return `${place}: ${actualParts.length} parts, not ${expectedParts.length}`;
  for (const [i, part] of expectedParts.entries()) {
    const found = difference(actualParts[i], part, `${place}/${i}`, pairs);
    if (found !== undefined) return found;
  }
  return undefined;
}

function parts(value: object): unknown[] {
  if (value instanceof Map) return [...value].flat();
  if (value instanceof Set) return [...value];
  if (value instanceof Date) return [value.getTime()];
  if (value instanceof RegExp) return [value.source, value.flags];
  if (value instanceof ArrayBuffer) return [...new Uint8Array(value)];
  if (ArrayBuffer.isView(value)) return [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)];
  const names = value instanceof Error ? ['name', 'message', 'stack', 'cause', 'errors', ...Object.keys(value)] : Object.keys(value);
  return [Array.isArray(value) ? value.length : undefined, ...names.flatMap((name) => [name, (value as Record<string, unknown>)[name]])];
}

function expectSame(actual: unknown, expected: unknown): void {
  expect(difference(actual, expected)).toBeUndefined();
}

const text = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) });
const leaf = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.string(),
  text,
  fc.bigInt(),
  fc.constantFrom(null, undefined, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** 32, -(2 ** 31) - 1),
  fc.date({ noInvalidDate: false }),
  fc.uint8Array({ maxLength: 300 }),
  fc.float64Array(),
  fc.float32Array({ maxLength: 100, minLength: 60 }),
  fc.bigInt64Array(),
  fc.nat().map((id) => new Reference(id, { name: 'x' })),
);
const key = fc.oneof(fc.string(), text, fc.constantFrom('__proto__', 'constructor', 'toString', '0', '10'));
const tree = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    leaf,
    fc.array(tie('value')),
    fc.sparseArray(tie('value'), { maxLength: 20 }),
    fc.array(fc.tuple(key, tie('value'))).map((entries) => Object.fromEntries(entries)),
    fc
      .array(fc.tuple(key, tie('value')))
      .map((entries) => Object.defineProperties(Object.create(null) as object, descriptors(Object.fromEntries(entries)))),
    fc.array(fc.tuple(tie('value'), tie('value'))).map((entries) => new Map(entries)),
    fc.array(tie('value')).map((items) => new Set(items)),
    fc
      .tuple(text, tie('value'), fc.constantFrom(Error, TypeError, RangeError))
      .map(([message, cause, Class]) => Object.assign(new Class(message, { cause }), { code: cause })),
  ),
})).value;

function descriptors(object: object): PropertyDescriptorMap {
  return Object.getOwnPropertyDescriptors(object);
}

describe('round trips', () => {
  test('any tree of values comes back', () => {
    fc.assert(
      fc.property(tree, (value) => {
        expectSame(roundTrip(value), value);
      }),
      { seed, numRuns: 600 },
    );
  });

  test('every JSON value comes back, from shared memory too', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const encoded = codec.encode(value);
        const memory = new Uint8Array(new SharedArrayBuffer(encoded.byteLength + 64), 64, encoded.byteLength);
        encoded.write(memory);
        expectSame(codec.decode(memory), value);
        expect(encoded.refs).toEqual([]);
      }),
      { seed, numRuns: 1000 },
    );
  });

  test('any graph comes back with its cycles and shared objects', () => {
    const node = fc.tuple(fc.constantFrom('array', 'object', 'map', 'set', 'error', 'null'), fc.array(fc.nat(7), { maxLength: 4 }));
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 8 }), (nodes) => {
        const made = nodes.map(([kind]): object => {
          if (kind === 'array') return [];
          if (kind === 'map') return new Map();
          if (kind === 'set') return new Set();
          if (kind === 'error') return new Error('one of them');
          return kind === 'null' ? Object.create(null) : {};
        });
        for (const [i, [, edges]] of nodes.entries()) {
          const from = made[i]!;
          for (const [j, edge] of edges.entries()) {
            const to = made[edge % made.length]!;
            if (Array.isArray(from)) from.push(to);
            else if (from instanceof Map) from.set(to, made[(edge + j) % made.length]);
            else if (from instanceof Set) from.add(to);
            else if (from instanceof Error && j === 0)
              Object.defineProperty(from, 'cause', { value: to, configurable: true, writable: true });
            else (from as Record<string, unknown>)[`k${j}`] = to;
          }
        }
        expectSame(roundTrip(made[0]), made[0]);
        expectSame(roundTrip(made), made);
      }),
      { seed, numRuns: 1500 },
    );
  });

  test.each<[string, unknown]>([
    ['an own property __proto__', JSON.parse('{"__proto__": {"a": 1}, "b": [2]}')],
    ['a big integer', [10n ** 400n, -(10n ** 400n), 2n ** 63n, -(2n ** 63n), 127n, 128n, -128n, -129n, 0n]],
    ['an array of nothing but holes', new Array(3)],
    ['a long array with one item', Object.assign([], { 4000000000: 'far' })],
    ['a long text', 'é€😀'.repeat(10_000)],
    ['a long text that is no Unicode', `${'x'.repeat(10_000)}\ud800`],
    ['a key that is no Unicode', { '\udc00': 1 }],
    ['an expression', [/a+\/[\n]/giu, /(?:)/, /x/v]],
    ['an empty key', { '': { '': 0 } }],
    ['an object with 70000 keys', Object.fromEntries(Array.from({ length: 70_000 }, (_, i) => [`k${i}`, i]))],
    ['70000 strings', Array.from({ length: 70_000 }, (_, i) => `${i}`)],
  ])('%s', (_, value) => {
    expectSame(roundTrip(value), value);
  });

  test.each([0, 3, 14, 15, 16, 39])('of 40 objects, object %i occurs again at the end', (i) => {
    const objects = Array.from({ length: 40 }, (_, id) => ({ id }));
    const value = [...objects, objects[i]];
    expectSame(roundTrip(value), value);
  });

  test('an array with holes and other properties keeps the items', () => {
    const value = Object.assign([], { 3: 'd', '01': 1, name: 'x', '-1': 2 });
    expectSame(roundTrip(value), Object.assign([], { 3: 'd' }));
  });

  test('text is never read from shared memory, which browsers refuse', () => {
    const decode = vi.spyOn(TextDecoder.prototype, 'decode');
    for (const length of [10, 1000, 10_000]) {
      const encoded = codec.encode({ text: 'é'.repeat(length), array: new Uint8Array(1000) });
      const memory = new Uint8Array(new SharedArrayBuffer(encoded.byteLength));
      encoded.write(memory);
      expect(codec.decode(memory, { share: true })).toEqual({ text: 'é'.repeat(length), array: new Uint8Array(1000) });
    }
    expect(decode).toHaveBeenCalled();
    for (const [input] of decode.mock.calls) expect((input as Uint8Array).buffer).toBeInstanceOf(ArrayBuffer);
    decode.mockRestore();
  });

  test('what is no Unicode is not written as UTF-8', () => {
    expect(codec.encode({ '\udc00': 1 }).toBytes()).toEqual(Uint8Array.of(0x93, 0xc7, 0, 16, 0xd5, 5, 0x00, 0xdc, 1));
    expect(codec.encode('\udc00').toBytes()).toEqual(Uint8Array.of(0xd5, 5, 0x00, 0xdc));
  });

  test('small values are as small as MessagePack makes them', () => {
    expect(codec.encode([1, 2]).toBytes()).toEqual(Uint8Array.of(0x92, 1, 2));
    expect(codec.encode({ a: 'b' }).byteLength).toBe(5);
    expect(codec.encode(undefined).byteLength).toBe(3);
    expect(codec.encode([new Dependency(0), 1]).byteLength).toBe(8);
  });

  test('a value that encodes another one while it is read does not disturb it', () => {
    const shared = { deep: [1, { two: 2 }] };
    const value = {
      shared,
      get inner() {
        return roundTrip([1, { plain: 'tree' }]);
      },
      again: shared,
    };
    const back = roundTrip(value) as typeof value;
    expect(back.again).toBe(back.shared);
    expectSame(back.inner, [1, { plain: 'tree' }]);
  });
});
