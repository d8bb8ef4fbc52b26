/** Two's complement, big-endian, no longer than needed: Python's `int.to_bytes(..., 'big', signed=True)`. */
export function bigintToBytes(value: bigint): Uint8Array {
  const negative = value < 0n;
  // The complement of a negative number has the inverted bits and no sign.
  let digits = (negative ? ~value : value).toString(16);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  if (digits >= '8') digits = `00${digits}`;
  const bytes = new Uint8Array(digits.length / 2);
  const flip = negative ? 0xff : 0;
  for (let i = 0; i < bytes.length; i++) bytes[i] = Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16) ^ flip;
  return bytes;
}

/** The number that `bigintToBytes` wrote; no bytes are 0. */
export function bigintFromBytes(bytes: Uint8Array): bigint {
  const negative = bytes.length > 0 && bytes[0]! >= 0x80;
  const flip = negative ? 0xff : 0;
  let digits = '0x0';
  for (const byte of bytes) digits += (byte ^ flip).toString(16).padStart(2, '0');
  return negative ? ~BigInt(digits) : BigInt(digits);
}
