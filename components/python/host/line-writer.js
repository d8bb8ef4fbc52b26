// @ts-check

/** Characters after which a line that has no end is handed over in pieces. */
const longest = 1 << 20;

/** Makes lines of the bytes that Python writes to a standard stream. */
export class LineWriter {
  #emit;
  #atOnce;
  #decoder = new TextDecoder();
  #partial = '';
  isatty = false;

  /**
   * @param {(line: string, ended: boolean) => void} emit Gets each line without its end, and whether it has one; of longer lines
   *   pieces of 1 Mi characters.
   * @param {() => boolean} [atOnce] Whether a line that has no end yet is handed over as it comes. Default: it waits for its end.
   */
  constructor(emit, atOnce = () => false) {
    this.#emit = emit;
    this.#atOnce = atOnce;
  }

  /**
   * @param {Uint8Array} bytes
   * @returns {number} The bytes taken: all.
   */
  write(bytes) {
    const [first = '', ...others] = this.#decoder.decode(bytes, { stream: true }).split('\n');
    this.#partial += first; // not searched again: a line of many writes costs no more than one of few
    for (const text of others) {
      this.#line(this.#partial);
      this.#partial = text;
    }
    if (this.#partial.length > longest) this.#partial = this.#pieces(this.#partial);
    if (this.#partial !== '' && this.#atOnce()) {
      this.#emit(this.#partial, false);
      this.#partial = '';
    }
    return bytes.length;
  }

  /** Hands over a line that has no end yet. */
  flush() {
    const last = this.#partial + this.#decoder.decode();
    this.#partial = '';
    if (last !== '') this.#emit(last, false);
  }

  /** @param {string} line */
  #line(line) {
    this.#emit(line.length > longest ? this.#pieces(line) : line, true);
  }

  /**
   * @param {string} text
   * @returns {string} The rest, not longer than a piece.
   */
  #pieces(text) {
    let from = 0;
    for (; text.length - from > longest; from += longest) this.#emit(text.slice(from, from + longest), false);
    return text.slice(from);
  }
}
