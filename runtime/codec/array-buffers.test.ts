import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { arrayKinds } from './array-kinds.ts';
import { ValueCodec } from './value-codec.ts';

const seed = 20_261_125;
const codec = new ValueCodec({ idOf: () => undefined, fromId: () => ({}) });

type View = ArrayBufferView<ArrayBuffer>;
type ViewClass = new (buffer: ArrayBufferLike, byteOffset?: number, length?: number) => View;
const viewKinds = arrayKinds.slice(1);
const classOf = (name: string) => (globalThis as unknown as Record<string, ViewClass>)[name]!;
const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => new Uint8Array(buffer, byteOffset, byteLength);

/** The encoded value in memory of its own, at a multiple of 64 bytes. */
function shared(value: unknown): Uint8Array<SharedArrayBuffer> {
  const encoded = codec.encode(value);
  const target = new Uint8Array(new SharedArrayBuffer(encoded.byteLength + 128), 64, encoded.byteLength);
  encoded.write(target);
  return target;
}

const ways: readonly [string, <T>(value: T) => T][] = [
  ['copied', <T>(value: T) => codec.decode(codec.encode(value).toBytes()) as T],
  ['copied from shared memory', <T>(value: T) => codec.decode(shared(value)) as T],
  ['viewed', <T>(value: T) => codec.decode(shared(value), { share: true }) as T],
];

describe.each(ways)('arrays that are %s', (_, roundTrip) => {
  test.each(viewKinds.map(({ name, bytes }) => [name, bytes] as const))('%s of any size, from anywhere in its buffer', (name, bytes) => {
    const View = classOf(name);
    for (const [offset, length] of [
      [0, 0],
      [0, 1],
      [3, 7],
      [1, 32],
      [2, 33],
      [5, 256],
      [5, 257],
      [0, 5000],
    ] as const) {
      const view = new View(new ArrayBuffer(bytes * 6000), bytes * offset, length);
      bytesOf(view).forEach((_, i, all) => {
        all[i] = 31 * i;
      });
      const back = roundTrip({ view }).view;
      expect(back).toBeInstanceOf(View);
      expect(Object.getPrototypeOf(back)).toBe(View.prototype);
      expect(Buffer.compare(bytesOf(back), bytesOf(view))).toBe(0);
    }
  });

  test('views of one buffer are views of one buffer again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...viewKinds), fc.nat(60), fc.nat(40)), { minLength: 2, maxLength: 5 }),
        fc.boolean(),
        (places, whole) => {
          const memory = Uint8Array.from({ length: 1000 }, (_, i) => 7 * i).buffer;
          const views = places.map(([{ name, bytes }, offset, length]) => new (classOf(name))(memory, offset * bytes, length));
          const back = roundTrip({ views, memory: whole ? memory : null });
          for (const [i, view] of views.entries()) {
            expect(back.views[i]!.constructor).toBe(view.constructor);
            expect(Buffer.compare(bytesOf(back.views[i]!), bytesOf(view))).toBe(0);
            expect(back.views[i]!.buffer).toBe(back.memory ?? back.views[0]!.buffer);
            expect(back.views[i]!.byteOffset - back.views[0]!.byteOffset).toBe(view.byteOffset - views[0]!.byteOffset);
          }
          if (back.memory !== null) expect(Buffer.compare(new Uint8Array(back.memory), new Uint8Array(memory))).toBe(0);
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  test('a write through one view is seen through the other', () => {
    const memory = new Float64Array(100);
    const [first, second] = roundTrip([memory.subarray(0, 60), memory.subarray(50)]) as [Float64Array, Float64Array];
    first[55] = 4;
    expect(second[5]).toBe(4);
  });

  test('a view alone takes only its own bytes along', () => {
    const view = new Float64Array(1_000_000).subarray(500_000, 500_100);
    expect(codec.encode(view).byteLength).toBeLessThan(1000);
    expect(roundTrip(view)).toEqual(view);
  });

  test('the same view twice is one view', () => {
    const view = new Float32Array(300);
    const [first, second] = roundTrip([view, view]);
    expect(first).toBe(second);
  });

  test.each([0, 10, 1000])('an ArrayBuffer of %i bytes', (size) => {
    const memory = Uint8Array.from({ length: size }, (_, i) => i).buffer;
    const back = roundTrip({ memory }).memory;
    expect(back).toBeInstanceOf(ArrayBuffer);
    expect(new Uint8Array(back)).toEqual(new Uint8Array(memory));
  });

  test.each([10, 1000])('a SharedArrayBuffer of %i bytes becomes an ArrayBuffer', (size) => {
    const memory = new SharedArrayBuffer(size);
    new Uint8Array(memory).fill(5);
    const back = roundTrip([memory, new Uint8Array(memory)]) as unknown as [ArrayBuffer, Uint8Array];
    expect(back[0]).toBeInstanceOf(ArrayBuffer);
    expect(new Uint8Array(back[0])).toEqual(new Uint8Array(size).fill(5));
    expect(back[1].buffer).toBe(back[0]);
  });

  test.each([10, 1000])('a Buffer of %i bytes becomes a Uint8Array', (size) => {
    const back = roundTrip(Buffer.alloc(size, 'abc'));
    expect(Object.getPrototypeOf(back)).toBe(Uint8Array.prototype);
    expect(Buffer.compare(back, Buffer.alloc(size, 'abc'))).toBe(0);
  });

  test('a resizable buffer has the size it has now', () => {
    const memory = new ArrayBuffer(500, { maxByteLength: 4000 });
    const view = new Uint8Array(memory);
    memory.resize(1000);
    view.fill(3);
    expect(roundTrip(view)).toEqual(new Uint8Array(1000).fill(3));
  });
});

test('large arrays are views of the bytes when they are shared, and their own otherwise', () => {
  const bytes = shared({ a: new Float64Array(100).fill(1.5), b: [new Uint8Array(1000), new Int16Array(4)] });
  const views = codec.decode(bytes, { share: true }) as { a: Float64Array; b: [Uint8Array, Int16Array] };
  const copies = codec.decode(bytes) as typeof views;
  for (const view of [views.a, views.b[0]]) {
    expect(view.buffer).toBe(bytes.buffer);
    expect(view.byteOffset % 64).toBe(0);
  }
  for (const copy of [copies.a, copies.b[0], views.b[1]]) expect(copy.buffer).toBeInstanceOf(ArrayBuffer);
  bytes.fill(0);
  expect(views.a[0]).toBe(0);
  expect(copies.a[0]).toBe(1.5);
});

test('bytes that are not aligned are copied, not refused', () => {
  const encoded = codec.encode([new Float64Array(100).fill(2), new Uint8Array(500)]);
  const memory = new Uint8Array(encoded.byteLength + 1).subarray(1);
  encoded.write(memory);
  const [numbers, bytes] = codec.decode(memory, { share: true }) as [Float64Array, Uint8Array];
  expect(numbers).toEqual(new Float64Array(100).fill(2));
  expect(bytes.buffer).toBe(memory.buffer);
});

test('large arrays are read when they are written, not before', () => {
  const array = new Uint8Array(1000);
  const encoded = codec.encode(array);
  array[0] = 9;
  expect(codec.decode(encoded.toBytes())).toEqual(array);
});
