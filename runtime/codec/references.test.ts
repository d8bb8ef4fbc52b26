import { describe, expect, test } from 'vitest';
import { Dependency } from './dependency.ts';
import { ValueCodec } from './value-codec.ts';

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

describe('references and dependencies', () => {
  test('references come back by number, with what belongs to them, and are listed once', () => {
    const encoded = codec.encode({
      a: [new Reference(2 ** 40 + 1, { methods: ['add'] })],
      b: new Reference(7),
      c: new Map([[1, new Reference(7)]]),
    });
    expect([...encoded.refs].sort((a, b) => a - b)).toEqual([7, 2 ** 40 + 1]);
    expect(codec.decode(encoded.toBytes())).toEqual({
      a: [new Reference(2 ** 40 + 1, { methods: ['add'] })],
      b: new Reference(7),
      c: new Map([[1, new Reference(7)]]),
    });
  });

  test('a function can be a reference', () => {
    const handle = () => 1;
    const functions = new ValueCodec({ idOf: (value) => (value === handle ? { id: 3 } : undefined), fromId: () => handle });
    expect(functions.decode(functions.encode([handle]).toBytes())).toEqual([handle]);
  });

  test('a dependency becomes the value that was given for it, itself', () => {
    const given = [{ a: 1 }, undefined, Symbol('as it is')];
    const bytes = codec.encode([new Dependency(2), { x: [new Dependency(0)] }, new Dependency(1), new Dependency(0)]).toBytes();
    const [third, { x }, second, first] = codec.decode(bytes, { dependencies: given }) as [unknown, { x: unknown[] }, unknown, unknown];
    expect([third, second]).toEqual([given[2], undefined]);
    expect(x[0]).toBe(given[0]);
    expect(first).toBe(given[0]);
    expect(() => codec.decode(bytes, { dependencies: [1, 2] })).toThrow('it refers to dependency 2, which was not given');
  });

  test('making a reference may decode other values', () => {
    const long = 'x'.repeat(300);
    const nested = new ValueCodec({
      idOf: (value) => (value instanceof Reference ? { id: value.id } : undefined),
      fromId: (id) => nested.decode(nested.encode({ id, long, none: undefined }).toBytes()) as object,
    });
    const value = [new Reference(1), 12n, new Reference(2), Uint8Array.of(5), new Reference(3), '\ud800'];
    expect(nested.decode(nested.encode(value).toBytes())).toEqual([
      { id: 1, long, none: undefined },
      12n,
      { id: 2, long, none: undefined },
      Uint8Array.of(5),
      { id: 3, long, none: undefined },
      '\ud800',
    ]);
  });
});
