/** Up to so many bytes a loop beats `set`. */
const fewBytes = 24;

/** Writes the binary format of WebAssembly from front to back. */
export class WasmWriter {
  bytes: Uint8Array<ArrayBuffer>;
  at = 0;

  /** @param capacity about how much will be written */
  constructor(capacity: number) {
    this.bytes = new Uint8Array(capacity);
  }

  #reserve(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.at + count));
    larger.set(this.bytes.subarray(0, this.at));
    this.bytes = larger;
  }

  u8(byte: number): void {
    if (this.at === this.bytes.length) this.#reserve(1);
    this.bytes[this.at++] = byte;
  }

  raw(...bytes: number[]): void {
    for (const byte of bytes) this.u8(byte);
  }

  /** An unsigned LEB128 number, whole and below 2^53. */
  u(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.u8((rest % 128) | 128);
      rest = Math.floor(rest / 128);
    }
    this.u8(rest);
  }

  /** A signed LEB128 number of 32 bits. */
  s(value: number): void {
    let rest = value;
    for (;;) {
      const low = rest & 127;
      rest >>= 7;
      if ((rest === 0 && !(low & 64)) || (rest === -1 && low & 64)) {
        this.u8(low);
        return;
      }
      this.u8(low | 128);
    }
  }

  text(text: string): void {
    const bytes = new TextEncoder().encode(text);
    this.u(bytes.length);
    this.copy(bytes, 0, bytes.length);
  }

  copy(source: Uint8Array, from: number, to: number): void {
    const count = to - from;
    if (count <= 0) return;
    this.#reserve(count);
    const { bytes } = this;
    if (count < fewBytes) for (let i = from, at = this.at; i < to; ) bytes[at++] = source[i++]!;
    else bytes.set(source.subarray(from, to), this.at);
    this.at += count;
  }

  append({ bytes, at }: WasmWriter): void {
    this.copy(bytes, 0, at);
  }

  /** What `fill` writes, behind its size. @returns where it began */
  sized(fill: () => void): number {
    const hole = 5;
    this.#reserve(hole);
    const from = this.at + hole;
    this.at = from;
    fill();
    let size = this.at - from;
    for (let i = 0; i < hole; i++, size >>>= 7) this.bytes[from - hole + i] = (size & 127) | (i < hole - 1 ? 128 : 0);
    return from;
  }

  section(id: number, fill: () => void): void {
    this.u8(id);
    this.sized(fill);
  }

  /** All that was written: a view. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.bytes.subarray(0, this.at);
  }
}
