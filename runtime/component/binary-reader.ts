/** Bytes that break the binary format, and where. */
export class BinaryFormatError extends Error {
  override name = 'BinaryFormatError';
  /** From the beginning of the file. */
  readonly offset: number;

  constructor(what: string, offset: number) {
    super(`${what} at byte ${offset}`);
    this.offset = offset;
  }
}

const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads a range of bytes as WebAssembly writes its files, and never past its end. @throws {BinaryFormatError} */
export class BinaryReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = end;
  }

  get done(): boolean {
    return this.at >= this.end;
  }

  byte(): number {
    if (this.at >= this.end) throw this.error('it ends too soon');
    return this.bytes[this.at++]!;
  }

  /** An unsigned number in LEB128; up to 64 bits, which a double may round. */
  number(bits: 32 | 64 = 32): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) {
        if (value >= 2 ** bits) throw this.error('a number is too large');
        return value;
      }
      if (shift + 7 >= bits + 6) throw this.error('a number is too long');
    }
  }

  /** The next `length` bytes as a reader of their own; this one goes on behind them. */
  part(length: number = this.number()): BinaryReader {
    if (length > this.end - this.at) throw this.error(`${length} bytes are announced and ${this.end - this.at} are left,`);
    const part = new BinaryReader(this.bytes, this.at, this.at + length);
    this.at += length;
    return part;
  }

  /** A length and so many bytes of UTF-8. */
  name(): string {
    const { at, end } = this.part();
    try {
      // some engines decode no shared memory
      return text.decode(this.bytes.slice(at, end));
    } catch {
      throw this.error('a name is not UTF-8');
    }
  }

  /** A count and so many items, each of at least one byte. */
  list<T>(item: () => T): T[] {
    const count = this.number();
    if (count > this.end - this.at) throw this.error(`${count} items are announced and ${this.end - this.at} bytes are left,`);
    return Array.from({ length: count }, item);
  }

  error(what: string): BinaryFormatError {
    return new BinaryFormatError(what, this.at);
  }
}
