import { bufferKind, kindOf } from './array-kinds.ts';
import { writeArrayPlace } from './array-place.ts';
import { Extension, extension } from './extensions.ts';
import { Refusal } from './refusal.ts';

/** Arrays up to this many bytes go with the other data; in a buffer of their own they would cost more than they hold. */
const inlineBytes = 256;
/** The largest element: a part of a buffer starts at a multiple, so that its views stay aligned. */
const largestElement = 8;

interface Place {
  readonly extension: Extension;
  readonly kind: number;
  readonly offset: number;
  readonly bytes: number;
}

/** The part of one ArrayBuffer that a value's views show, from the first byte to the last. */
interface Part {
  start: number;
  end: number;
  whole: boolean;
  readonly places: Place[];
}

/** Where the engine shares no memory, there is no class of shared buffers. */
export function isBuffer(value: object): value is ArrayBufferLike {
  return value instanceof ArrayBuffer || (typeof SharedArrayBuffer !== 'undefined' && value instanceof SharedArrayBuffer);
}

/**
 * The ArrayBuffers behind one value. Views of the same buffer are views of one buffer again when they are read, so what
 * lies between them travels too; alone, a view takes only its own bytes along.
 */
export class ArrayBuffers {
  /** What goes out of band, in the order of its numbers; complete after `finish`. The program's memory, not a copy. */
  readonly outOfBand: Uint8Array[] = [];
  readonly #parts = new Map<ArrayBufferLike, Part>();

  /** The extension that stands for an ArrayBuffer or a view, to be completed by `finish`; undefined for anything else. */
  add(value: object): Extension | undefined {
    const isView = ArrayBuffer.isView(value);
    if (!isView && !isBuffer(value)) return undefined;
    const buffer = isView ? value.buffer : value;
    const kind = isView ? kindOf(value) : bufferKind;
    if (kind === undefined) throw new Refusal('is an array of a kind that has no number');
    if ('detached' in buffer && buffer.detached) throw new Refusal('is detached: its memory was transferred');
    const offset = isView ? value.byteOffset : 0;
    const place: Place = { extension: new Extension(extension.array), kind, offset, bytes: value.byteLength };
    const end = offset + place.bytes;
    const part = this.#parts.get(buffer);
    if (part === undefined) this.#parts.set(buffer, { start: offset, end, whole: !isView, places: [place] });
    else {
      part.start = Math.min(part.start, offset);
      part.end = Math.max(part.end, end);
      part.whole ||= !isView;
      part.places.push(place);
    }
    return place.extension;
  }

  /** Decides what goes out of band and completes the extensions. */
  finish(): void {
    for (const [buffer, part] of this.#parts) {
      const [first] = part.places;
      if (part.places.length === 1 && first!.bytes <= inlineBytes) {
        const data = new Uint8Array(1 + first!.bytes);
        data[0] = first!.kind;
        data.set(new Uint8Array(buffer, first!.offset, first!.bytes), 1);
        first!.extension.type = extension.inlineArray;
        first!.extension.data = data;
        continue;
      }
      const start = part.places.length === 1 ? part.start : part.start - (part.start % largestElement);
      const index = this.outOfBand.push(new Uint8Array(buffer, start, part.end - start)) - 1;
      for (const { extension: at, kind, offset, bytes } of part.places) {
        at.data = writeArrayPlace({ kind, whole: part.whole, buffer: index, offset: offset - start, length: bytes });
      }
    }
  }
}
