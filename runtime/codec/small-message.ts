/** Longer messages are the library's to read. */
const longest = 64;
/** What `readSmall` gives back for a message that it does not read. */
export const notSmall = Symbol();

const double = new Float64Array(1);
const doubleBytes = new Uint8Array(double.buffer);
/** Whether this machine's numbers begin with their least significant byte. */
const isLittle = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Where the value that was read last ends; -1 when it was none. */
let end = 0;

/**
 * Reads what most small messages are: a number, a boolean, null, undefined, ASCII text, or a list of a few of these. For
 * the rest, and for bytes that are no message, it gives `notSmall`: the library and the checks before it see to them.
 * Several times faster than they are, and makes nothing but the value.
 */
export function readSmall(bytes: Uint8Array): unknown {
  const { length } = bytes;
  if (length > longest || length === 0) return notSmall;
  const first = bytes[0]!;
  if (first < 0x90 || first > 0x9f) {
    const value = scalar(bytes, 0);
    return end === length ? value : notSmall;
  }
  const list: unknown[] = [];
  end = 1;
  for (let i = first & 0x0f; i > 0; i--) {
    if (end >= length) return notSmall;
    list.push(scalar(bytes, end));
    if (end < 0) return notSmall;
  }
  return end === length ? list : notSmall;
}

/** Sets `end`, which may lie beyond the bytes. */
function scalar(bytes: Uint8Array, at: number): unknown {
  const type = bytes[at]!;
  end = at + 1;
  if (type < 0x80) return type;
  if (type >= 0xe0) return type - 0x100;
  if (type >= 0xa0 && type <= 0xbf) return text(bytes, at + 1, type & 0x1f);
  switch (type) {
    case 0xc0:
      return null;
    case 0xc2:
      return false;
    case 0xc3:
      return true;
    case 0xc7:
      // the extension `undefined`: without data, of type 1
      end = bytes[at + 1] === 0 && bytes[at + 2] === 1 ? at + 3 : -1;
      return undefined;
    case 0xcb:
      end = at + 9;
      for (let i = 0; i < 8; i++) doubleBytes[isLittle ? 7 - i : i] = bytes[at + 1 + i]!;
      return double[0];
    case 0xcc:
      end = at + 2;
      return bytes[at + 1];
    case 0xcd:
      end = at + 3;
      return (bytes[at + 1]! << 8) | bytes[at + 2]!;
    case 0xce:
      end = at + 5;
      return ((bytes[at + 1]! << 24) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 8) | bytes[at + 4]!) >>> 0;
    case 0xd0:
      end = at + 2;
      return (bytes[at + 1]! << 24) >> 24;
    case 0xd1:
      end = at + 3;
      return ((bytes[at + 1]! << 24) | (bytes[at + 2]! << 16)) >> 16;
    case 0xd2:
      end = at + 5;
      return (bytes[at + 1]! << 24) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 8) | bytes[at + 4]!;
    default:
      end = -1;
      return undefined;
  }
}

function text(bytes: Uint8Array, from: number, length: number): string {
  end = from + length;
  let result = '';
  for (let i = from; i < end; i++) {
    const unit = bytes[i];
    if (unit === undefined || unit >= 0x80) {
      end = -1;
      break;
    }
    result += String.fromCharCode(unit);
  }
  return result;
}
