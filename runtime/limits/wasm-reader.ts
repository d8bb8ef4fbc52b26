/**
 * Reads core modules from front to back, of which an engine has said or will say that they are valid: fast, since it reads
 * every instruction. Bytes beyond the end read as zeros: whoever reads checks `at`. Files that nobody has looked at are for
 * `BinaryReader` of `component/`, which checks every step.
 */
export class WasmReader {
  readonly bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  u8(): number {
    return this.bytes[this.at++] ?? 0;
  }

  /** An unsigned LEB128 number of 32 or 64 bits; past 2^53 it is rounded. */
  u(): number {
    const { bytes } = this;
    let byte = bytes[this.at++]!;
    if (byte < 128) return byte;
    let value = byte & 127;
    let factor = 128;
    do {
      byte = bytes[this.at++]!;
      value += (byte & 127) * factor;
      factor *= 128;
    } while (byte & 128);
    return value;
  }

  /** How many items follow, each of at least one byte. */
  count(): number {
    const count = this.u();
    const left = this.bytes.length - this.at;
    if (!(count <= left)) this.fail(`${count} items are announced and ${left} bytes are left`);
    return count;
  }

  /** Past one LEB128 number of either kind. */
  skip(): void {
    while (this.bytes[this.at++]! & 128);
  }

  skipMany(count: number): void {
    for (let i = 0; i < count; i++) this.skip();
  }

  text(): string {
    const length = this.u();
    const text = new TextDecoder().decode(this.bytes.subarray(this.at, this.at + length));
    this.at += length;
    return text;
  }

  skipText(): void {
    const length = this.u();
    this.at += length;
  }

  /** Past a value type: one byte, or a reference to a heap type. */
  skipType(): void {
    const code = this.u8();
    if (code === 0x63 || code === 0x64) this.skip();
  }

  /** Past a block's type: none, a value type, or a number. */
  skipBlockType(): void {
    const code = this.bytes[this.at]!;
    if (code === 0x63 || code === 0x64) this.at++;
    this.skip();
  }

  /** @throws {WebAssembly.CompileError} */
  fail(message: string): never {
    throw new WebAssembly.CompileError(`${message} at byte ${this.at}`);
  }
}
