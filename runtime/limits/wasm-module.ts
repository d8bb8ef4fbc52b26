import { op, skipImmediates } from './instructions.ts';
import { WasmReader } from './wasm-reader.ts';

/** Numbers of sections, by what they hold. */
export const sectionIds = {
  custom: 0,
  types: 1,
  imports: 2,
  functions: 3,
  tables: 4,
  memories: 5,
  globals: 6,
  exports: 7,
  start: 8,
  elements: 9,
  code: 10,
  data: 11,
  dataCount: 12,
  tags: 13,
} as const;

/** The order in which they must stand. */
export const sectionOrder: readonly number[] = [1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11];

export interface Section {
  readonly id: number;
  /** Of its content. */
  readonly start: number;
  readonly end: number;
}

/** How large a memory or a table is, in pages or entries. */
export interface Size {
  readonly least: number;
  /** Infinity where it is not said. */
  readonly most: number;
  readonly shared: boolean;
  /** Its addresses have 64 bits. */
  readonly wide: boolean;
}

export interface Table extends Size {
  /** Of its entries, as it is encoded. */
  readonly type: readonly number[];
}

/** What a core module declares. */
export interface WasmModule {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sections: readonly Section[];
  readonly typeCount: number;
  /** Parameters of each function type, in the order of their numbers; -1 for structures and arrays. */
  readonly parameters: readonly number[];
  /** Where its imports come from, each once. */
  readonly importsFrom: ReadonlySet<string>;
  readonly importedFunctions: number;
  readonly importedGlobals: number;
  readonly importedMemories: readonly Size[];
  readonly importedTables: readonly Table[];
  readonly memories: readonly Size[];
  readonly tables: readonly Table[];
  readonly functions: number;
  readonly globals: number;
}

/** @throws {WebAssembly.CompileError} where the bytes are no core module, or hold what cannot be read here */
export function readModule(bytes: Uint8Array<ArrayBuffer>): WasmModule {
  const sections = readSections(bytes);
  const at = (id: number) => sections.find((section) => section.id === id);
  const within = <T>(id: number, none: T, read: (reader: WasmReader, count: number) => T): T => {
    const section = at(id);
    if (section === undefined) return none;
    const reader = new WasmReader(bytes, section.start);
    const result = read(reader, reader.count());
    if (reader.at !== section.end) reader.fail(`section ${id} does not end where it says`);
    return result;
  };
  const count = (id: number) => {
    const section = at(id);
    return section === undefined ? 0 : new WasmReader(bytes, section.start).u();
  };
  const parameters: number[] = [];
  within(sectionIds.types, undefined, (reader, left) => {
    for (; left > 0; left--) readTypes(reader, parameters);
  });
  const imported: Imported = { from: new Set(), functions: 0, globals: 0, memories: [], tables: [] };
  within(sectionIds.imports, undefined, (reader, left) => {
    for (; left > 0; left--) readImport(reader, imported);
  });
  return {
    bytes,
    sections,
    typeCount: count(sectionIds.types),
    parameters,
    importsFrom: imported.from,
    importedFunctions: imported.functions,
    importedGlobals: imported.globals,
    importedMemories: imported.memories,
    importedTables: imported.tables,
    memories: within(sectionIds.memories, [], (reader, left) => Array.from({ length: left }, () => readSize(reader))),
    tables: within(sectionIds.tables, [], (reader, left) => Array.from({ length: left }, () => readTable(reader).table)),
    functions: count(sectionIds.functions),
    globals: count(sectionIds.globals),
  };
}

function readSections(bytes: Uint8Array): Section[] {
  const reader = new WasmReader(bytes, 8);
  const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  if (!head.every((byte, i) => bytes[i] === byte)) throw new WebAssembly.CompileError('the bytes are no core module of WebAssembly');
  const sections: Section[] = [];
  while (reader.at < bytes.length) {
    const id = reader.u8();
    const size = reader.u();
    const end = reader.at + size;
    if (!(end <= bytes.length)) reader.fail(`section ${id} ends outside`);
    if (id !== sectionIds.custom && !sectionOrder.includes(id)) reader.fail(`unknown section ${id}`);
    sections.push({ id, start: reader.at, end });
    reader.at = end;
  }
  return sections;
}

function readTypes(reader: WasmReader, parameters: number[]): void {
  const recursive = reader.bytes[reader.at] === 0x4e;
  if (recursive) reader.at++;
  for (let left = recursive ? reader.count() : 1; left > 0; left--) {
    let form = reader.u8();
    if (form === 0x50 || form === 0x4f) {
      reader.skipMany(reader.count()); // what it is a kind of
      form = reader.u8();
    }
    if (form === 0x60) {
      const count = reader.count();
      parameters.push(count);
      for (let i = 0; i < count; i++) reader.skipType();
      for (let results = reader.count(); results > 0; results--) reader.skipType();
    } else if (form === 0x5e || form === 0x5f) {
      parameters.push(-1);
      for (let fields = form === 0x5f ? reader.count() : 1; fields > 0; fields--) {
        reader.skipType();
        reader.at++; // whether it can be changed
      }
    } else reader.fail(`unknown form of type 0x${form.toString(16)}`);
  }
}

interface Imported {
  readonly from: Set<string>;
  functions: number;
  globals: number;
  readonly memories: Size[];
  readonly tables: Table[];
}

function readImport(reader: WasmReader, imported: Imported): void {
  imported.from.add(reader.text());
  reader.skipText();
  const kind = reader.u8();
  switch (kind) {
    case 0:
      reader.skip();
      imported.functions++;
      return;
    case 1:
      imported.tables.push(readTable(reader).table);
      return;
    case 2:
      imported.memories.push(readSize(reader));
      return;
    case 3:
      reader.skipType();
      reader.at++;
      imported.globals++;
      return;
    case 4:
      reader.at++;
      reader.skip();
      return;
  }
  reader.fail(`unknown kind of import ${kind}`);
}

/** The limits of a memory, or of a table. */
export function readSize(reader: WasmReader): Size {
  const flags = reader.u8();
  if (flags > 7) reader.fail(`unknown flags ${flags} of a memory or table`); // such as pages of another size
  const least = reader.u();
  return { least, most: flags & 1 ? reader.u() : Number.POSITIVE_INFINITY, shared: (flags & 2) !== 0, wide: (flags & 4) !== 0 };
}

/** A table's type and limits, and the expression that fills it, if there is one. */
export function readTable(reader: WasmReader): { readonly table: Table; readonly sizeAt: number } {
  const filled = reader.bytes[reader.at] === 0x40;
  if (filled) reader.at += 2;
  const typeAt = reader.at;
  reader.skipType();
  const sizeAt = reader.at;
  const size = readSize(reader);
  if (filled) skipExpression(reader);
  return { table: { ...size, type: [...reader.bytes.subarray(typeAt, sizeAt)] }, sizeAt };
}

export function skipExpression(reader: WasmReader): void {
  for (;;) {
    const opcode = reader.u8();
    skipImmediates(reader, opcode);
    if (opcode === op.end) return;
    if (reader.at > reader.bytes.length) reader.fail('an expression without end');
  }
}
