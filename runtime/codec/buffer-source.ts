import { InvalidValueError } from '../errors.ts';
import { bufferKind, elementBytes, makeView } from './array-kinds.ts';
import { readArrayPlace } from './array-place.ts';
import type { Layout } from './layout.ts';

/** Makes the arrays of one encoded value from its buffers: views of the bytes where it may, else of one copy per buffer. */
export class BufferSource {
  readonly #bytes: Uint8Array;
  readonly #buffers: Layout['buffers'];
  readonly #share: boolean;
  readonly #copies: ArrayBuffer[] = [];

  constructor(bytes: Uint8Array, buffers: Layout['buffers'], share: boolean) {
    this.#bytes = bytes;
    this.#buffers = buffers;
    this.#share = share;
  }

  /** @param data of the extension `array` */
  array(data: Uint8Array): ArrayBufferLike | ArrayBufferView {
    const { kind, whole, buffer: index, offset, length } = readArrayPlace(data);
    const buffer = this.#buffers[index];
    if (buffer === undefined || offset + length > buffer.length) {
      throw new InvalidValueError(`an array of ${length} bytes lies at ${offset} of buffer ${index}, which has ${buffer?.length ?? 0}`);
    }
    const start = this.#bytes.byteOffset + buffer.offset + offset;
    // ArrayBuffers cannot be views, and what shares memory with one has to share its copy; memory that was not aligned
    // as `write` asks for cannot be viewed.
    if (this.#share && !whole && start % elementBytes(kind) === 0) return makeView(kind, this.#bytes.buffer, start, length);
    this.#copies[index] ??= copy(this.#bytes, buffer.offset, buffer.length);
    const memory = this.#copies[index];
    if (kind !== bufferKind) return makeView(kind, memory, offset, length);
    if (length !== memory.byteLength) throw new InvalidValueError(`an ArrayBuffer of ${length} bytes has ${memory.byteLength}`);
    return memory;
  }

  /** @param data of the extension `inlineArray` */
  inlineArray(data: Uint8Array): ArrayBufferLike | ArrayBufferView {
    const memory = copy(data, 1, data.byteLength - 1);
    return data[0] === bufferKind ? memory : makeView(data[0]!, memory, 0, memory.byteLength);
  }
}

/** Copying by the constructor makes no zeros first. */
function copy(bytes: Uint8Array, offset: number, length: number): ArrayBuffer {
  return new Uint8Array(new Uint8Array(bytes.buffer, bytes.byteOffset + offset, length)).buffer;
}
