import fc from 'fast-check';
import { expect, test } from 'vitest';
import { SharedViewGuard } from './shared-view-guard.ts';

const seed = 20_261_125;

test('finds every single change, at any alignment', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(7), fc.nat(), fc.integer({ min: 1, max: 255 }), (length, offset, at, flip) => {
      const guard = new SharedViewGuard();
      const bytes = new Uint8Array(new SharedArrayBuffer(80), offset, length);
      bytes.forEach((_, i) => {
        bytes[i] = 37 * i;
      });
      guard.watch('a', bytes);
      expect(guard.verify()).toEqual([]);
      bytes[at % length]! ^= flip;
      expect(guard.verify()).toEqual(['a']);
      bytes[at % length]! ^= flip;
      expect(guard.verify()).toEqual([]);
    }),
    { seed, numRuns: 500 },
  );
});

test('finds an array that was negated in place: the same bit of every word', () => {
  const guard = new SharedViewGuard();
  const array = new Float32Array(new SharedArrayBuffer(400)).fill(1.5);
  guard.watch('a', new Uint8Array(array.buffer));
  array.forEach((value, i) => {
    array[i] = -value;
  });
  expect(guard.verify()).toEqual(['a']);
});

test('names only the objects that changed', () => {
  const guard = new SharedViewGuard();
  const memory = new SharedArrayBuffer(256);
  guard.watch('first', new Uint8Array(memory, 0, 100));
  guard.watch('second', new Uint8Array(memory, 128, 100));
  new Uint8Array(memory)[130] = 1;
  expect(guard.verify()).toEqual(['second']);
});

test('handing an object out again does not hide what was written before', () => {
  const guard = new SharedViewGuard();
  const bytes = new Uint8Array(new SharedArrayBuffer(64));
  guard.watch('a', bytes);
  bytes[0] = 1;
  guard.watch('a', bytes);
  expect(guard.verify()).toEqual(['a']);
});

test('a freed object is not watched any more', () => {
  const guard = new SharedViewGuard();
  const bytes = new Uint8Array(new SharedArrayBuffer(64));
  guard.watch('a', bytes);
  guard.forget('a');
  bytes[0] = 1;
  expect(guard.verify()).toEqual([]);
});
