// The parts of the binary formats that are walked here: a module or component is 8 bytes and sections, each an id, a size
// and contents. Ids of a component: 1 core module. Ids of a module: 1 types, 2 imports, 3 functions, 7 exports, 10 code.

export interface Section {
  readonly id: number;
  readonly contents: Uint8Array;
}

/** Reads one binary from front to back. */
export class Reader {
  readonly bytes: Uint8Array;
  at = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  number(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.bytes[this.at++]!;
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }

  take(size: number): Uint8Array {
    this.at += size;
    return this.bytes.subarray(this.at - size, this.at);
  }

  text(): string {
    return new TextDecoder().decode(this.take(this.number()));
  }

  /** `min`, and `max` where the flags say so: of memories and tables. */
  limits(): void {
    const flags = this.number();
    this.number();
    if (flags & 1) this.number();
  }
}

/** The component with each of its core modules changed. */
export function mapCores(component: Uint8Array, change: (module: Uint8Array) => Uint8Array): Uint8Array {
  const sections = sectionsOf(component).map(({ id, contents }) => ({ id, contents: id === 1 ? change(contents) : contents }));
  return assemble(component.subarray(0, 8), sections);
}

export function sectionsOf(bytes: Uint8Array): Section[] {
  const reader = new Reader(bytes, 8);
  const sections: Section[] = [];
  while (reader.at < bytes.length) sections.push({ id: reader.number(), contents: reader.take(reader.number()) });
  return sections;
}

export function assemble(head: Uint8Array, sections: readonly Section[]): Uint8Array {
  return Buffer.concat([head, ...sections.flatMap(({ id, contents }) => [Uint8Array.of(id, ...leb(contents.length)), contents])]);
}

export function leb(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...leb(Math.floor(value / 128))];
}
