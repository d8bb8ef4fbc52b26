import { InvalidValueError } from '../errors.ts';

/**
 * Walks a MessagePack message without making anything: it has to be complete, to end where its bytes end, and to announce
 * no more items than it has bytes. The library believes what a message says and would first make room for it.
 * Format: https://github.com/msgpack/msgpack/blob/master/spec.md
 * @returns whether it holds extensions or byte strings, so that the library's result is not yet the value
 */
export function checkMessage(bytes: Uint8Array): boolean {
  const { length } = bytes;
  let at = 0;
  /** Items that are still announced. */
  let wanted = 1;
  let special = false;
  /** A big-endian number of 1, 2 or 4 bytes, which ends up behind us. Missing bytes count as 0: `at` says so later. */
  const read = (size: number): number => {
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + (bytes[at++] ?? 0);
    return value;
  };
  /** Passes what follows such a number, which is its length. */
  const skip = (size: number): void => {
    const length = read(size);
    at += length;
  };
  while (wanted > 0) {
    if (wanted > length - at) throw new InvalidValueError(`it ends early, after ${length} bytes`);
    wanted--;
    const head = bytes[at++]!;
    if (head < 0x80 || head >= 0xe0) continue;
    if (head < 0x90) wanted += 2 * (head & 0x0f);
    else if (head < 0xa0) wanted += head & 0x0f;
    else if (head < 0xc0) at += head & 0x1f;
    else {
      switch (head) {
        case 0xc0:
        case 0xc2:
        case 0xc3:
          break;
        // bin 8, 16, 32
        case 0xc4:
        case 0xc5:
        case 0xc6:
          special = true;
          skip(1 << (head - 0xc4));
          break;
        // ext 8, 16, 32
        case 0xc7:
        case 0xc8:
        case 0xc9:
          special = true;
          skip(1 << (head - 0xc7));
          at++;
          break;
        // float 32, 64
        case 0xca:
        case 0xcb:
          at += 4 << (head - 0xca);
          break;
        // uint 8, 16, 32, 64
        case 0xcc:
        case 0xcd:
        case 0xce:
        case 0xcf:
          at += 1 << (head - 0xcc);
          break;
        // int 8, 16, 32, 64
        case 0xd0:
        case 0xd1:
        case 0xd2:
        case 0xd3:
          at += 1 << (head - 0xd0);
          break;
        // fixext 1, 2, 4, 8, 16
        case 0xd4:
        case 0xd5:
        case 0xd6:
        case 0xd7:
        case 0xd8:
          special = true;
          at += 1 + (1 << (head - 0xd4));
          break;
        // str 8, 16, 32
        case 0xd9:
        case 0xda:
        case 0xdb:
          skip(1 << (head - 0xd9));
          break;
        // array 16, 32
        case 0xdc:
        case 0xdd:
          wanted += read(2 << (head - 0xdc));
          break;
        // map 16, 32
        case 0xde:
        case 0xdf:
          wanted += 2 * read(2 << (head - 0xde));
          break;
        default:
          throw new InvalidValueError(`byte ${at - 1} is 0x${head.toString(16)}, which begins nothing`);
      }
    }
  }
  if (at !== length) throw new InvalidValueError(`it ends at byte ${at} of ${length}`);
  return special;
}
