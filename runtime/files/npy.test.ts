import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidFileError } from '../errors.ts';
import { layouts, tensorTypes, viewAs } from '../executor/tensor.ts';
import { decodeNpy, encodeNpy } from './npy.ts';

const seed = 20_261_124;
const tensors = fc
  .tuple(fc.constantFrom(...tensorTypes), fc.array(fc.nat(5), { maxLength: 4 }), fc.uint8Array({ minLength: 1, maxLength: 64 }))
  .map(([type, dimensions, pattern]) => {
    const size = dimensions.reduce((product, n) => product * n, layouts[type].bytes);
    return {
      type,
      dimensions,
      data: viewAs(
        type,
        Uint8Array.from({ length: size }, (_, i) => pattern[i % pattern.length]!),
      ),
    };
  });

test('decodeNpy() gives back what encodeNpy() wrote', () => {
  fc.assert(
    fc.property(tensors, (tensor) => {
      const bytes = encodeNpy(tensor);
      const back = decodeNpy('x.npy', bytes);
      expect(back.type).toBe(tensor.type);
      expect(back.dimensions).toEqual(tensor.dimensions);
      expect(new Uint8Array(back.data.buffer, back.data.byteOffset, back.data.byteLength)).toEqual(
        new Uint8Array(tensor.data.buffer, tensor.data.byteOffset, tensor.data.byteLength),
      );
      expect((bytes.length - tensor.data.byteLength) % 64).toBe(0);
    }),
    { seed, numRuns: 300 },
  );
});

test('decodeNpy() reads what NumPy 2.3 writes', () => {
  // numpy.save of numpy.array([[1+2j, 3-4j]]) (complex128)
  const header = "{'descr': '<c16', 'fortran_order': False, 'shape': (1, 2), }";
  const bytes = new Uint8Array(128 + 32);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
  bytes.set(new TextEncoder().encode(`${header.padEnd(117)}\n`), 10);
  bytes.set(new Uint8Array(Float64Array.of(1, 2, 3, -4).buffer), 128);
  expect(decodeNpy('x.npy', bytes)).toEqual({ type: 'complex128', dimensions: [1, 2], data: Float64Array.of(1, 2, 3, -4) });
});

/** The bytes of a file with this header and some data. */
function npy(header: string, version = 1): Uint8Array {
  const text = `${header}\n`;
  return new Uint8Array([
    0x93,
    ...Buffer.from('NUMPY'),
    version,
    0,
    text.length & 255,
    text.length >> 8,
    ...Buffer.from(text),
    ...new Uint8Array(32),
  ]);
}

test.each([
  ["{'descr': '|O', 'fortran_order': False, 'shape': (4,), }", 'its elements are "|O"'],
  ["{'descr': '>f8', 'fortran_order': False, 'shape': (4,), }", 'its elements are ">f8"'],
  ["{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (4,), }", 'its header is'],
  ["{'descr': '<f8', 'fortran_order': True, 'shape': (2, 2), }", 'it is in Fortran order'],
  ["{'descr': '<f8', 'fortran_order': False, 'shape': (5,), }", 'its header says 40 bytes of data, it holds 32'],
  ["{'descr': '<f8', 'fortran_order': False, 'shape': (-4,), }", 'its header is'],
  ["{'descr': '<f8', 'fortran_order': False, 'shape': (4 4,), }", 'its header is'],
  ["{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999, 0), }", 'its shape is (99999999999999999999, 0)'],
  ["__import__('os').system('true')", 'its header is'],
])('decodeNpy() refuses %s', (header, message) => {
  expect(() => decodeNpy('x.npy', npy(header))).toThrow(message);
});

test('decodeNpy() refuses a version of the format that is not there yet', () => {
  const header = "{'descr': '<f8', 'fortran_order': False, 'shape': (4,), }";
  expect(decodeNpy('x.npy', npy(header)).dimensions).toEqual([4]);
  expect(() => decodeNpy('x.npy', npy(header, 9))).toThrow('its format version is 9; 1 to 3 are read');
});

test('decodeNpy() refuses damaged files with a typed error, never anything else', () => {
  const good = encodeNpy({ type: 'fp64', dimensions: [2, 2], data: Float64Array.of(1, 2, 3, 4) });
  fc.assert(
    fc.property(fc.nat(good.length - 1), fc.nat(255), fc.nat(good.length), (at, value, length) => {
      const bytes = good.slice(0, length);
      if (at < length) bytes[at] = value;
      try {
        decodeNpy('x.npy', bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidFileError);
      }
    }),
    { seed, numRuns: 1000 },
  );
  expect(() => decodeNpy('x.npy', good.slice(0, -1))).toThrow('Cannot read "x.npy": its header says 32 bytes of data, it holds 31');
});
