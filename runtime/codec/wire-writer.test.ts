import { describe, expect, test } from 'vitest';
import { maxDepth } from './limits.ts';
import { ValueCodec } from './value-codec.ts';

const codec = new ValueCodec({ idOf: () => undefined, fromId: () => ({}) });
const roundTrip = (value: unknown) => codec.decode(codec.encode(value).toBytes());

describe('what cannot be encoded is named', () => {
  class Own {}
  const nested = (levels: number) => {
    let value: unknown;
    for (let i = 0; i < levels; i++) value = [value];
    return value;
  };
  const plainNested = (levels: number) => {
    let value: unknown = {};
    for (let i = 1; i < levels; i++) value = { value };
    return value;
  };

  test.each<[unknown, string]>([
    [[{ items: [0, 1, 2, { callback() {} }] }], 'args[0].items[3].callback: it is a function'],
    [Symbol('s'), 'args: it is a symbol'],
    [class {}, 'args: it is a function'],
    [{ 'two words': { '1': [Symbol.iterator] } }, 'args["two words"]["1"][0]: it is a symbol'],
    [[Promise.resolve()], 'args[0]: it is a Promise'],
    [new WeakMap(), 'args: it is a WeakMap'],
    [new AbortController(), 'args: it is an AbortController'],
    [Object(1), 'args: it is a Number'],
    [Object('s'), 'args: it is a String'],
    [Object(Symbol.iterator), 'args: it is a Symbol'],
    [new Map([['k', { f: () => 1 }]]), 'args.get("k").f: it is a function'],
    [new Map([[{}, () => 1]]), 'args.get(object): it is a function'],
    [new Map([[() => 1, 1]]), 'args.keys()[0]: it is a function'],
    [new Set([1, () => 1]), 'args.values()[1]: it is a function'],
    [new Error('m', { cause: [() => 1] }), 'args.cause[0]: it is a function'],
    [new AggregateError([() => 1]), 'args.errors[0]: it is a function'],
    [
      Object.assign(new Error('m'), { request: new Own() }),
      'args.request: it is an instance of Own, which is not registered (see registerType)',
    ],
    [new (class extends Array {})(), 'args: it is an instance of a class without a name, which is not registered (see registerType)'],
    [new (class Sub extends Map {})(), 'args: it is an instance of Sub, which is not registered (see registerType)'],
    [Object.create({ a: 1 }), 'args: it is an Object'],
    [(function* () {})(), 'args: it is an instance of a class without a name, which is not registered (see registerType)'],
    [new Proxy(new Map(), {}), 'args: reading it failed: '],
    [
      {
        a: {
          get b() {
            throw new Error('no b');
          },
        },
      },
      'args.a.b: reading it failed: no b',
    ],
    [
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('no keys');
          },
        },
      ),
      'args: reading it failed: no keys',
    ],
    [Object.assign([], { 1: Symbol('s') }), 'args[1]: it is a symbol'],
  ])('%#', (value, message) => {
    const encode = () => codec.encode(value, 'args');
    expect(encode).toThrow(TypeError);
    expect(encode).toThrow(`Cannot encode ${message}`);
  });

  test('the thrown error of a getter is the cause', () => {
    const cause = new Error('no b');
    const value = {
      get b() {
        throw cause;
      },
    };
    expect(() => codec.encode(value)).toThrow(expect.objectContaining({ cause }));
  });

  test('transferred memory', () => {
    const array = new Uint8Array(8);
    structuredClone(array.buffer, { transfer: [array.buffer] });
    expect(() => codec.encode([array])).toThrow(new TypeError('Cannot encode value[0]: it is detached: its memory was transferred'));
  });

  test(`more than ${maxDepth} levels`, () => {
    const message = (place: string) => `Cannot encode value${place.repeat(12)}...: it is nested deeper than ${maxDepth} levels`;
    for (const levels of [maxDepth + 1, 100_000]) {
      expect(() => codec.encode(nested(levels))).toThrow(new RangeError(message('[0]')));
      expect(() => codec.encode(plainNested(levels))).toThrow(new RangeError(message('.value')));
    }
    expect(roundTrip(nested(maxDepth))).toEqual(nested(maxDepth));
    expect(roundTrip(plainNested(maxDepth))).toEqual(plainNested(maxDepth));
    let errors: unknown = 'root';
    for (let i = 0; i < maxDepth; i++) errors = new Error('m', { cause: errors });
    expect(String((roundTrip(errors) as Error).cause)).toBe('Error: m');
    let maps: unknown = null;
    for (let i = 0; i < maxDepth; i++) maps = new Map([['inner', maps]]);
    expect(roundTrip(maps)).toBeInstanceOf(Map);
  });

  test('the codec works on after a refusal', () => {
    expect(() => codec.encode([{ a: 1 }, () => 1])).toThrow(TypeError);
    const value = { a: 1 };
    expect(roundTrip([value, value])).toEqual([value, value]);
    expect(codec.encode([value]).byteLength).toBe(5);
  });
});
