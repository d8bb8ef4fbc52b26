import { InvalidFileError } from '../errors.ts';
import type { TensorType } from '../executor/contract.ts';
import { layouts, type Tensor, viewAs } from '../executor/tensor.ts';

// NumPy's format (numpy.lib.format, versions 1.0 to 3.0): magic, version, header length, a Python dict as text, data.
const magic = '\x93NUMPY';
const descriptors: Readonly<Record<TensorType, string>> = {
  bool: '|b1',
  u8: '|u1',
  i8: '|i1',
  u16: '<u2',
  i16: '<i2',
  u32: '<u4',
  i32: '<i4',
  u64: '<u8',
  i64: '<i8',
  fp16: '<f2',
  bf16: '<V2', // as ml_dtypes writes it
  fp32: '<f4',
  fp64: '<f8',
  complex64: '<c8',
  complex128: '<c16',
};
const types = new Map(Object.entries(descriptors).map(([type, descriptor]) => [descriptor, type as TensorType]));

/** Reads a `.npy` file: little-endian, C order. @throws {InvalidFileError} */
export function decodeNpy(file: string, bytes: Uint8Array): Tensor {
  const fail = (message: string) => new InvalidFileError(file, message);
  const text = (from: number, to: number) => new TextDecoder('latin1').decode(bytes.slice(from, to));
  if (bytes.length < 12 || String.fromCharCode(...bytes.subarray(0, 6)) !== magic) throw fail('it is not an .npy file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[6]! < 1 || bytes[6]! > 3) throw fail(`its format version is ${bytes[6]}; 1 to 3 are read`);
  const wide = bytes[6]! >= 2;
  const start = wide ? 12 : 10;
  const end = start + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (end > bytes.length) throw fail(`its header ends at byte ${end}, the file at byte ${bytes.length}`);
  const header = text(start, end);
  const descriptor = /'descr': '([^']+)'/.exec(header)?.[1];
  const order = /'fortran_order': (True|False)/.exec(header)?.[1];
  const shape = /'shape': \(((?:\d+, *)*\d*)\)/.exec(header)?.[1];
  if (descriptor === undefined || order === undefined || shape === undefined)
    throw fail(`its header is ${JSON.stringify(header.trim().slice(0, 200))}`);
  const type = types.get(descriptor);
  if (type === undefined) throw fail(`its elements are "${descriptor}"; read are ${[...types.keys()].join(', ')}`);
  if (order === 'True') throw fail('it is in Fortran order; save numpy.ascontiguousarray of it');
  const dimensions = shape
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const size = dimensions.reduce((product, dimension) => product * dimension, layouts[type].bytes);
  if (!dimensions.every(Number.isSafeInteger)) throw fail(`its shape is (${shape.slice(0, 200)})`);
  if (size !== bytes.length - end) throw fail(`its header says ${size} bytes of data, it holds ${bytes.length - end}`);
  return { type, dimensions, data: viewAs(type, bytes.slice(end)) };
}

/** Writes a tensor as `.npy`, version 1.0, its data aligned to 64 bytes. */
export function encodeNpy({ type, dimensions, data }: Tensor): Uint8Array<ArrayBuffer> {
  const shape = dimensions.length === 1 ? `${dimensions[0]},` : dimensions.join(', ');
  const dict = `{'descr': '${descriptors[type]}', 'fortran_order': False, 'shape': (${shape}), }`;
  const length = Math.ceil((10 + dict.length + 1) / 64) * 64 - 10;
  const bytes = new Uint8Array(10 + length + data.byteLength);
  const header = `${magic}\x01\x00${String.fromCharCode(length & 255, length >> 8)}${dict.padEnd(length - 1)}\n`;
  for (let i = 0; i < header.length; i++) bytes[i] = header.charCodeAt(i);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 10 + length);
  return bytes;
}
