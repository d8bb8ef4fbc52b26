import type fs from 'node:fs';

/** `wasi:clocks/wall-clock` datetime. */
export interface Datetime {
  readonly seconds: bigint;
  readonly nanoseconds: number;
}

export type DescriptorType =
  | 'unknown'
  | 'block-device'
  | 'character-device'
  | 'directory'
  | 'fifo'
  | 'symbolic-link'
  | 'regular-file'
  | 'socket';

/** What a file or folder is. */
export function typeOf(
  entry: Pick<fs.Dirent, 'isFile' | 'isDirectory' | 'isSymbolicLink'> &
    Pick<fs.Dirent, 'isFIFO' | 'isSocket' | 'isBlockDevice' | 'isCharacterDevice'>,
): DescriptorType {
  if (entry.isFile()) return 'regular-file';
  if (entry.isDirectory()) return 'directory';
  if (entry.isSymbolicLink()) return 'symbolic-link';
  if (entry.isFIFO()) return 'fifo';
  if (entry.isSocket()) return 'socket';
  if (entry.isBlockDevice()) return 'block-device';
  return entry.isCharacterDevice() ? 'character-device' : 'unknown';
}

/** `descriptor-stat`. */
export function statOf(stats: fs.BigIntStats) {
  return {
    type: typeOf(stats),
    linkCount: stats.nlink,
    size: stats.size,
    dataAccessTimestamp: datetimeOf(stats.atimeNs),
    dataModificationTimestamp: datetimeOf(stats.mtimeNs),
    statusChangeTimestamp: datetimeOf(stats.ctimeNs),
  };
}

const second = 1_000_000_000n;

/** Times before 1970 are told as 1970: there is no word for them. */
function datetimeOf(nanoseconds: bigint): Datetime {
  const since = nanoseconds < 0n ? 0n : nanoseconds;
  return { seconds: since / second, nanoseconds: Number(since % second) };
}

/** `metadata-hash-value`: the same for the same object, and of no other meaning. */
export function hashOf({ dev, ino }: fs.BigIntStats): { readonly lower: bigint; readonly upper: bigint } {
  const mixed = (seed: bigint) => {
    let value = BigInt.asUintN(64, seed ^ dev);
    for (const word of [ino, dev, seed]) {
      value = BigInt.asUintN(64, (value ^ word) * 0x9e37_79b9_7f4a_7c15n);
      value ^= value >> 29n;
    }
    return value;
  };
  return { lower: mixed(1n), upper: mixed(2n) };
}
