import { bigintFromBytes, bigintToBytes } from './bigint-bytes.ts';
import { float64Bytes, float64Of, readUint, writeUint } from './byte-order.ts';
import { Extension, extension } from './extensions.ts';

export function bigintExtension(value: bigint): Extension {
  return new Extension(extension.bigint, bigintToBytes(value));
}

export function dateExtension(value: Date): Extension {
  return new Extension(extension.date, float64Bytes(value.getTime()));
}

/** A string with unpaired surrogates, which UTF-8 cannot hold. */
export function utf16Extension(value: string): Extension {
  const data = new Uint8Array(2 * value.length);
  for (let i = 0; i < value.length; i++) {
    const unit = value.charCodeAt(i);
    data[2 * i] = unit & 0xff;
    data[2 * i + 1] = unit >> 8;
  }
  return new Extension(extension.utf16, data);
}

/** A dependency or a node: its index. */
export function indexExtension(type: number, index: number): Extension {
  const data = new Uint8Array(4);
  writeUint(data, 0, 4, index);
  return new Extension(type, data);
}

/** The index of a dependency or a node. @throws {RangeError} when the data is too short */
export function indexOf({ data }: Extension): number {
  return readUint(data, 0, 4);
}

function utf16(data: Uint8Array): string {
  if (data.length % 2 !== 0) throw new RangeError(`${data.length} bytes are no UTF-16`);
  const parts: string[] = [];
  for (let i = 0; i < data.length; i += 2) parts.push(String.fromCharCode(data[i]! + 256 * data[i + 1]!));
  return parts.join('');
}

/**
 * The value of a leaf that needs nothing but its data.
 * @throws {RangeError} when the data has the wrong size, or the type is none of these
 */
export function readLeaf({ type, data }: Extension): unknown {
  switch (type) {
    case extension.undefined:
      return undefined;
    case extension.negativeZero:
      return -0;
    case extension.bigint:
      return bigintFromBytes(data);
    case extension.date:
      return new Date(float64Of(data));
    case extension.utf16:
      return utf16(data);
    default:
      throw new RangeError(`There is no extension ${type} here`);
  }
}
