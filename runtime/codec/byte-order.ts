// By hand, since a DataView of a small new array first moves the array out of the heap, which costs more than all of this.

/** Writes a whole number below 2^53, big-endian. */
export function writeUint(bytes: Uint8Array, at: number, size: number, value: number): void {
  let rest = value;
  for (let i = at + size - 1; i >= at; i--) {
    bytes[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
}

/**
 * A big-endian number; beyond 2^53 a rounded one.
 * @throws {RangeError} when the bytes end before it
 */
export function readUint(bytes: Uint8Array, at: number, size: number): number {
  if (at + size > bytes.length) throw new RangeError(`${bytes.length} bytes hold no number of ${size} bytes at ${at}`);
  let value = 0;
  for (let i = at; i < at + size; i++) value = value * 256 + bytes[i]!;
  return value;
}

const float = new DataView(new ArrayBuffer(8));

/** The 8 bytes of a number, big-endian. */
export function float64Bytes(value: number): Uint8Array {
  float.setFloat64(0, value);
  const bytes = new Uint8Array(8);
  for (let i = 0; i < 8; i++) bytes[i] = float.getUint8(i);
  return bytes;
}

/** @throws {RangeError} unless there are 8 bytes */
export function float64Of(bytes: Uint8Array): number {
  if (bytes.length !== 8) throw new RangeError(`${bytes.length} bytes are no float64`);
  for (let i = 0; i < 8; i++) float.setUint8(i, bytes[i]!);
  return float.getFloat64(0);
}
