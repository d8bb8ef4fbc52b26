import { InvalidRequestError } from '../errors.ts';
import type { Port, WireTensor } from './contract.ts';
import { layouts, type Tensor, type TensorInput, tensorTypes, typeOfArray, viewAs } from './tensor.ts';
import { describe } from './value-codec.ts';

/** Sizes that the named dimensions of one request turned out to have. */
export type Sizes = Map<string, number>;

function typesOf(port: Port): string {
  return port.types.join(', ');
}

function checkDimensions(port: Port, path: string, dimensions: Uint32Array, sizes: Sizes): void {
  const wanted = port.dimensions;
  if (wanted === undefined) return;
  if (dimensions.length !== wanted.length) {
    throw new InvalidRequestError(`${path}.dimensions`, `must have rank ${wanted.length}, has rank ${dimensions.length}`);
  }
  for (const [i, dimension] of wanted.entries()) {
    const size = dimensions[i]!;
    const known = dimension.tag === 'fixed' ? dimension.val : sizes.get(dimension.val);
    if (known === undefined) sizes.set(dimension.val as string, size);
    else if (known !== size) {
      const name = dimension.tag === 'named' ? ` (${dimension.val})` : '';
      throw new InvalidRequestError(`${path}.dimensions[${i}]`, `must be ${known}${name}, is ${size}`);
    }
  }
}

/** A tensor as the contract carries it, after every check its port asks for. The bytes are the caller's, not a copy. */
export function encodeTensor(port: Port, path: string, input: TensorInput, sizes: Sizes): WireTensor {
  const record = ArrayBuffer.isView(input) ? { data: input } : input;
  if (typeof record !== 'object' || record === null) {
    throw new InvalidRequestError(path, `must be a typed array or {data, dimensions?, type?}, is ${describe(input)}`);
  }
  const { data } = record;
  const own = typeOfArray(data);
  if (own === undefined) throw new InvalidRequestError(`${path}.data`, `must be a typed array, is ${describe(data)}`);
  const type = record.type ?? own;
  const layout = Object.hasOwn(layouts, type) ? layouts[type] : undefined;
  if (layout === undefined) throw new InvalidRequestError(`${path}.type`, `must be one of ${tensorTypes.join(', ')}; is "${type}"`);
  if (port.types.length > 0 && !port.types.includes(type)) {
    throw new InvalidRequestError(`${path}.type`, `must be ${port.types.length > 1 ? 'one of ' : ''}${typesOf(port)}; is ${type}`);
  }
  if (own !== 'u8' && !(data instanceof layout.array)) {
    throw new InvalidRequestError(`${path}.data`, `must be a ${layout.array.name} for ${type}, is ${describe(data)}`);
  }
  const given = record.dimensions ?? [data.byteLength / layout.bytes];
  let bytes = layout.bytes;
  for (let i = 0; i < given.length; i++) {
    const size = given[i]!;
    if (!Number.isInteger(size) || size < 0 || size > 0xffff_ffff) {
      if (record.dimensions === undefined) {
        throw new InvalidRequestError(`${path}.data`, `holds ${data.byteLength} bytes, not a whole number of ${type} elements`);
      }
      throw new InvalidRequestError(`${path}.dimensions[${i}]`, `must be a whole number below 2^32, is ${size}`);
    }
    bytes *= size;
  }
  if (bytes !== data.byteLength) {
    throw new InvalidRequestError(`${path}.data`, `holds ${data.byteLength} bytes, its dimensions and type say ${bytes}`);
  }
  const dimensions = Uint32Array.from(given);
  checkDimensions(port, path, dimensions, sizes);
  return { dimensions, type, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

/** A tensor as a caller reads it; the bytes stay where they are. */
export function decodeTensor(wire: WireTensor): Tensor {
  return { type: wire.type, dimensions: Array.from(wire.dimensions), data: viewAs(wire.type, wire.data) };
}
