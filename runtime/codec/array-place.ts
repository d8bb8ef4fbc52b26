import { readUint, writeUint } from './byte-order.ts';

/** Where the bytes of an array lie: the data of the extension `array`. Sizes in bytes. */
export interface ArrayPlace {
  readonly kind: number;
  /** Its ArrayBuffer is a value too, so it cannot be a view of memory that is not one. */
  readonly whole: boolean;
  /** The number of the buffer. */
  readonly buffer: number;
  /** From the start of the buffer. */
  readonly offset: number;
  readonly length: number;
}

const wholeFlag = 128;
const size = 21;

export function writeArrayPlace(place: ArrayPlace): Uint8Array {
  const data = new Uint8Array(size);
  data[0] = place.kind + (place.whole ? wholeFlag : 0);
  writeUint(data, 1, 4, place.buffer);
  writeUint(data, 5, 8, place.offset);
  writeUint(data, 13, 8, place.length);
  return data;
}

/** @throws {RangeError} when the data is too short */
export function readArrayPlace(data: Uint8Array): ArrayPlace {
  const kind = readUint(data, 0, 1);
  return {
    kind: kind % wholeFlag,
    whole: kind >= wholeFlag,
    buffer: readUint(data, 1, 4),
    offset: readUint(data, 5, 8),
    length: readUint(data, 13, 8),
  };
}
