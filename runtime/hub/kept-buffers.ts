/** Buffers that were freed, for the next object of their size: fresh pages cost more than the copy into them. */
export class KeptBuffers {
  /** Sizes in the order of their last use, each with its buffers in that order. */
  readonly #bySize = new Map<number, SharedArrayBuffer[]>();
  readonly #limit: number;
  /** The size that was used last. */
  #last: { readonly size: number; readonly buffers: SharedArrayBuffer[] } | undefined;
  #bytes = 0;

  /** @param limit of all of them, in bytes */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** How many bytes they have. */
  get bytes(): number {
    return this.#bytes;
  }

  take(size: number): SharedArrayBuffer | undefined {
    const buffer = this.#used(size).pop();
    if (buffer !== undefined) this.#bytes -= size;
    return buffer;
  }

  /**
   * Keeps a buffer that nobody sees any more, in place of those whose size was not asked for the longest.
   *
   * @returns how many bytes it let go
   */
  keep(buffer: SharedArrayBuffer): number {
    const size = buffer.byteLength;
    if (size > this.#limit) return size;
    this.#used(size).push(buffer);
    const before = this.#bytes + size;
    this.#bytes = before;
    for (const [other, buffers] of this.#bySize) {
      while (this.#bytes > this.#limit && buffers.shift() !== undefined) this.#bytes -= other;
      if (this.#bytes <= this.#limit) break;
      this.#bySize.delete(other);
    }
    return before - this.#bytes;
  }

  #used(size: number): SharedArrayBuffer[] {
    if (this.#last?.size === size && this.#bySize.has(size)) return this.#last.buffers;
    const buffers = this.#bySize.get(size) ?? [];
    this.#bySize.delete(size);
    this.#bySize.set(size, buffers);
    this.#last = { size, buffers };
    return buffers;
  }
}
