import { describe, expect, test } from 'vitest';
import { registerType } from './registered-types.ts';
import { ValueCodec } from './value-codec.ts';

const codec = new ValueCodec({ idOf: () => undefined, fromId: () => ({}) });
const roundTrip = (value: unknown) => codec.decode(codec.encode(value).toBytes());

describe('registered types', () => {
  class Point {
    readonly x: number;
    readonly next: unknown;

    constructor(x: number, next: unknown) {
      this.x = x;
      this.next = next;
    }
  }
  registerType({
    name: 'test.Point',
    class: Point,
    toPlain: ({ x, next }) => [x, next],
    fromPlain: ([x, next]) => new Point(x as number, next),
  });
  class Derived extends Point {}

  test('instances come back, inside each other and shared', () => {
    const point = new Point(1, new Point(-0, new Date(5)));
    const back = roundTrip([point, { point }]) as [Point, { point: Point }];
    expect(back).toEqual([point, { point }]);
    expect(back[0]).toBe(back[1].point);
  });

  test('an instance may lie on a cycle of other objects, but not contain itself', () => {
    const list: unknown[] = [];
    list.push(new Point(3, list));
    const back = roundTrip(list) as [Point];
    expect(back[0].next).toBe(back);
    expect(() => codec.encode(list[0])).toThrow(
      new TypeError('Cannot encode value[1][0]: it contains itself, which an instance of a registered type cannot'),
    );
  });

  test('derived classes need their own registration', () => {
    expect(() => codec.encode([new Derived(1, 2)])).toThrow(
      new TypeError('Cannot encode value[0]: it is an instance of Derived, which is not registered (see registerType)'),
    );
  });

  test('paths lead through the plain form', () => {
    expect(() => codec.encode({ p: new Point(1, () => 1) })).toThrow(new TypeError('Cannot encode value.p[1]: it is a function'));
  });

  test('a name and a class are registered once', () => {
    const again = (name: string, type: typeof Point) => () =>
      registerType({ name, class: type, toPlain: () => 0, fromPlain: () => new Point(0, 0) });
    expect(again('test.Point', Derived)).toThrow(new TypeError('Cannot register the type "test.Point": the name is registered already'));
    expect(again('test.Other', Point)).toThrow(
      new TypeError('Cannot register the type "test.Other": its class is registered as "test.Point"'),
    );
  });

  test('an unknown type names itself', () => {
    const bytes = codec.encode(new Point(1, 2)).toBytes();
    const renamed = bytes.map((byte) => (byte === 'P'.charCodeAt(0) ? 'Q'.charCodeAt(0) : byte));
    expect(() => codec.decode(renamed)).toThrow('its type "test.Qoint" is not registered here (see registerType)');
  });
});
