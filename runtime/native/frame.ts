// What passes between host and program, both ways: frames. A frame is 16 bytes, `PLYR`, the header's length (u32) and the
// body's (u64), both little-endian; then the header, an object in JSON as UTF-8; then the body, the tensors' bytes in the
// header's order, with nothing between them.

const preludeBytes = 16;
/** The letters as a little-endian number. */
const magic = 0x52_59_4c_50;

/** A frame as it came. */
export interface Frame {
  readonly header: Uint8Array<ArrayBuffer>;
  /** Begins its buffer. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** Lengths that are taken, in bytes. */
export interface FrameLimits {
  readonly header: number;
  readonly body: number;
}

/** Why what came is no frame, or none that is taken: then `found` is what it would have had, in bytes. */
export class FrameError extends Error {
  readonly found: number | undefined;

  constructor(message: string, found?: number) {
    super(message);
    this.found = found;
  }
}

/** Writes a frame; the parts of the body are copied. */
export function writeFrame(header: object, parts: readonly Uint8Array[] = []): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bodyBytes = parts.reduce((sum, part) => sum + part.length, 0);
  const bytes = new Uint8Array(preludeBytes + text.length + bodyBytes);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic, true);
  view.setUint32(4, text.length, true);
  view.setBigUint64(8, BigInt(bodyBytes), true);
  bytes.set(text, preludeBytes);
  let at = preludeBytes + text.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Puts frames together of pieces, wherever they were cut. Nothing is set aside for a frame that is not taken. */
export class FrameReader {
  readonly #limits: FrameLimits;
  /** What is being filled: the prelude, the header, the body. */
  #part = new Uint8Array(preludeBytes);
  #filled = 0;
  #header: Uint8Array<ArrayBuffer> | undefined;
  #bodyBytes: number | undefined;

  constructor(limits: FrameLimits) {
    this.#limits = limits;
  }

  /** @returns the frames that the piece ends @throws {FrameError} after which nothing more can be read */
  *add(piece: Uint8Array): Generator<Frame> {
    for (let rest = piece; ; ) {
      const taken = Math.min(rest.length, this.#part.length - this.#filled);
      this.#part.set(rest.subarray(0, taken), this.#filled);
      this.#filled += taken;
      rest = rest.subarray(taken);
      if (this.#filled < this.#part.length) return;
      const frame = this.#next();
      if (frame !== undefined) yield frame;
      if (rest.length === 0 && this.#part.length > 0) return;
    }
  }

  #next(): Frame | undefined {
    const part = this.#part;
    this.#filled = 0;
    if (this.#bodyBytes === undefined) {
      const view = new DataView(part.buffer);
      if (view.getUint32(0, true) !== magic)
        throw new FrameError(`it wrote ${shown(part)} to its standard output, where only frames may be`);
      const [headerBytes, bodyBytes] = [view.getUint32(4, true), Number(view.getBigUint64(8, true))];
      if (headerBytes > this.#limits.header) throw new FrameError('its header is too long', headerBytes);
      if (bodyBytes > this.#limits.body) throw new FrameError('its body is too long', bodyBytes);
      this.#bodyBytes = bodyBytes;
      this.#part = new Uint8Array(headerBytes);
      return undefined;
    }
    if (this.#header === undefined) {
      this.#header = part;
      this.#part = new Uint8Array(this.#bodyBytes);
      return undefined;
    }
    const frame = { header: this.#header, body: part };
    this.#header = undefined;
    this.#bodyBytes = undefined;
    this.#part = new Uint8Array(preludeBytes);
    return frame;
  }
}

function shown(bytes: Uint8Array): string {
  return JSON.stringify(new TextDecoder().decode(bytes));
}
