// @ts-check

const encoder = new TextEncoder();
const nothing = new Uint8Array(0);

/** Gives Python the bytes of its standard input, line by line. */
export class LineReader {
  #next;
  /** @type {Uint8Array} */
  #rest = nothing;
  isatty = false;

  /** @param {() => string | Uint8Array | null | undefined} next A line, whose end is added where it has none; or bytes as they are; null at the end. */
  constructor(next) {
    this.#next = next;
  }

  /**
   * @param {Uint8Array} buffer
   * @returns {number} The bytes written there; 0 at the end.
   */
  read(buffer) {
    if (this.#rest.length === 0) this.#rest = this.#more();
    const taken = Math.min(this.#rest.length, buffer.length);
    buffer.set(this.#rest.subarray(0, taken));
    this.#rest = this.#rest.subarray(taken);
    return taken;
  }

  /** No bytes are not yet the end. */
  #more() {
    for (;;) {
      const line = this.#next() ?? undefined;
      if (line === undefined) return nothing;
      const bytes = typeof line === 'string' ? encoder.encode(line.endsWith('\n') ? line : `${line}\n`) : line;
      if (bytes.length > 0) return bytes;
    }
  }
}
