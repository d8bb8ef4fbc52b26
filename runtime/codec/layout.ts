// A value without large arrays is a MessagePack message and nothing else, so small ones stay small. One with them begins
// with the byte that no message begins with:
//
//   byte 0     4          8          12         16            16 + 16 n
//        +----------+----------+----------+----------+-----//-----+-----//-----+- - -+------//------+- - -+------//------+
//        | C1 50 52 | length   | n        | 0        | n times    | header:    | 0   | buffer 0     | 0   | buffer 1     |
//        | 01       | of the   |          |          | offset,    | a message  |     |              |     |              |
//        |          | header   |          |          | length     |            |     |              |     |              |
//        +----------+----------+----------+----------+-----//-----+-----//-----+- - -+------//------+- - -+------//------+
//          magic      u32        u32        u32        u64 u64                       ^ at a multiple of 64 bytes
//
// Numbers are little-endian, offsets count from byte 0. Buffers lie in the order of their numbers at the first multiple of
// 64 bytes that is free, so a reader whose memory is aligned can use them where they are; what lies between is zero. The
// header's extension `array` (extensions.ts) says which bytes of which buffer an array shows.
import { InvalidValueError } from '../errors.ts';

/** The numbers of the picture, in bytes. */
export const layout = { magic: [0xc1, 0x50, 0x52, 0x01], headerLength: 4, count: 8, table: 16, entry: 16, alignment: 64 } as const;

function align(offset: number): number {
  return Math.ceil(offset / layout.alignment) * layout.alignment;
}

/** Where the buffers go, and the size of it all. */
export function placeBuffers(headerLength: number, buffers: readonly Uint8Array[]): { offsets: number[]; byteLength: number } {
  let end = layout.table + layout.entry * buffers.length + headerLength;
  const offsets = buffers.map((buffer) => {
    const offset = align(end);
    end = offset + buffer.byteLength;
    return offset;
  });
  return { offsets, byteLength: end };
}

/** Writes header and buffers; the target is as large as `placeBuffers` said and may be shared memory. */
export function writeLayout(target: Uint8Array, header: Uint8Array, buffers: readonly Uint8Array[], offsets: readonly number[]): void {
  const view = new DataView(target.buffer, target.byteOffset, target.byteLength);
  target.set(layout.magic);
  view.setUint32(layout.headerLength, header.byteLength, true);
  view.setUint32(layout.count, buffers.length, true);
  view.setUint32(layout.count + 4, 0, true);
  for (let i = 0; i < buffers.length; i++) {
    const entry = layout.table + layout.entry * i;
    setUint64(view, entry, offsets[i]!);
    setUint64(view, entry + 8, buffers[i]!.byteLength);
  }
  const start = layout.table + layout.entry * buffers.length;
  target.set(header, start);
  let end = start + header.byteLength;
  for (let i = 0; i < buffers.length; i++) {
    target.fill(0, end, offsets[i]!);
    target.set(buffers[i]!, offsets[i]!);
    end = offsets[i]! + buffers[i]!.byteLength;
  }
}

/** A whole number below 2^53. */
function setUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value, true); // its low half
  view.setUint32(at + 4, Math.floor(value / 2 ** 32), true);
}

export interface Layout {
  /** Where the header lies. */
  readonly start: number;
  readonly end: number;
  readonly buffers: readonly { readonly offset: number; readonly length: number }[];
}

/** Whether bytes are laid out with buffers; else they are a message. */
export function hasBuffers(bytes: Uint8Array): boolean {
  return bytes[0] === layout.magic[0];
}

/**
 * Where everything lies; the sizes are checked against the bytes that there are.
 * @throws {InvalidValueError} when they contradict each other
 */
export function readLayout(bytes: Uint8Array): Layout {
  if (bytes.byteLength < layout.table || layout.magic.some((byte, i) => bytes[i] !== byte)) {
    throw new InvalidValueError('it begins with neither a message nor the magic number of this version');
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(layout.count, true);
  const start = layout.table + layout.entry * count;
  const end = start + view.getUint32(layout.headerLength, true);
  if (end > bytes.byteLength) throw new InvalidValueError(`its header ends at ${end} of ${bytes.byteLength} bytes`);
  let free = end;
  const buffers = Array.from({ length: count }, (_, i) => {
    const entry = layout.table + layout.entry * i;
    const offset = Number(view.getBigUint64(entry, true));
    const length = Number(view.getBigUint64(entry + 8, true));
    // In order and apart, so that copies of all of them are no larger than the whole.
    if (offset % layout.alignment !== 0 || offset < free || offset + length > bytes.byteLength) {
      throw new InvalidValueError(`its buffer ${i} cannot have ${length} bytes at ${offset} of ${bytes.byteLength}`);
    }
    free = offset + length;
    return { offset, length };
  });
  return { start, end, buffers };
}
