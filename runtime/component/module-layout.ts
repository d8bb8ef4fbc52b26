import type { BinaryReader } from './binary-reader.ts';
import { type Producers, readProducers } from './producers.ts';

/** The size of a memory or table: in pages of 64 KiB, or in entries. */
export interface SizeLimits {
  readonly minimum: number;
  /** Undefined: it may grow as far as the engine lets it. */
  readonly maximum: number | undefined;
}

/** A core module, as far as it concerns whoever loads it. */
export interface ModuleLayout {
  readonly bytes: number;
  readonly memories: readonly SizeLimits[];
  readonly tables: readonly SizeLimits[];
  readonly producers: Producers;
}

/** Hears of a name that jco prints, and of what has it. */
export type OnName = (name: string, place: string) => void;

/** Reads what follows a core module's preamble. @throws {BinaryFormatError} */
export function readModule(reader: BinaryReader, onName: OnName): ModuleLayout {
  const bytes = reader.end - reader.at + 8;
  const memories: SizeLimits[] = [];
  const tables: SizeLimits[] = [];
  let producers: Producers = {};
  while (!reader.done) {
    const id = reader.byte();
    const section = reader.part();
    if (id === 0 && section.name() === 'producers') producers = readProducers(section);
    else if (id === 2) section.list(() => readImport(section, onName));
    else if (id === 4) readTables(section, tables);
    else if (id === 5) section.list(() => memories.push(readLimits(section)));
    else if (id === 7) section.list(() => readExport(section, onName));
  }
  return { bytes, memories, tables, producers };
}

function readImport(reader: BinaryReader, onName: OnName): void {
  const module = reader.name();
  onName(module, 'imports from');
  onName(reader.name(), `imports, from ${JSON.stringify(module)},`);
  const kind = reader.byte();
  if (kind > 4) throw reader.error('an import of an unknown kind');
  if (kind === 1) readType(reader);
  if (kind === 1 || kind === 2) {
    readLimits(reader);
    return;
  }
  if (kind === 3) readType(reader);
  if (kind !== 0) reader.byte(); // whether a global changes; what a tag is for
  if (kind !== 3) reader.number();
}

function readExport(reader: BinaryReader, onName: OnName): void {
  onName(reader.name(), 'exports');
  if (reader.byte() > 4) throw reader.error('an export of an unknown kind');
  reader.number();
}

/** A value's: a byte, or a reference to what a byte or a number says. Longer ones exist, which no engine takes. */
function readType(reader: BinaryReader): void {
  const code = reader.byte();
  const reference = code === 0x63 || code === 0x64;
  const of = reference ? reader.bytes[reader.at]! : code;
  if (reference ? of >= 0x40 && of < 0x68 : of < 0x68 || of > 0x7f) throw reader.error('a type of an unknown form');
  if (reference) reader.number(64);
}

/** Up to the first one whose entries have a first value: that is code, which only the engine need read. */
function readTables(section: BinaryReader, tables: SizeLimits[]): void {
  for (let left = section.number(); left > 0; left--) {
    let type = section.byte();
    const valued = type === 0x40;
    if (valued) {
      section.byte();
      type = section.byte();
    }
    if (type === 0x63 || type === 0x64) section.number(64); // a reference to a type by its number
    tables.push(readLimits(section));
    if (valued) break;
  }
}

/** Bits of the flags: 1 has a maximum, 2 shared, 4 counts in 64 bits, 8 pages of another size. */
function readLimits(reader: BinaryReader): SizeLimits {
  const flags = reader.byte();
  if (flags > 15) throw reader.error('a memory or table has limits of an unknown kind');
  const bits = flags & 4 ? 64 : 32;
  const minimum = reader.number(bits);
  const maximum = flags & 1 ? reader.number(bits) : undefined;
  if (flags & 8) reader.number();
  return { minimum, maximum };
}
