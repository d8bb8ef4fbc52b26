import { readModule, readSize, readTable, type Size, sectionIds, type WasmModule } from './wasm-module.ts';
import { WasmReader } from './wasm-reader.ts';
import { WasmWriter } from './wasm-writer.ts';

const pageBytes = 65_536;

/** What the memories and the tables of one instance may come to, all core modules together. */
export interface Caps {
  readonly memoryBytes: number;
  readonly tableEntries: number;
}

/** What one module may have: each memory or table that can grow may do so by `growth` beyond its least. */
interface Growth {
  readonly pages: number;
  readonly entries: number;
}

/**
 * Writes a maximum into every memory and table that a component's core modules define, so that all together stay under the
 * caps however they grow: what is left beside what they begin with is divided equally among those that can grow.
 *
 * @returns in the order given
 * @throws {RangeError} where they begin with more than is allowed
 * @throws {WebAssembly.CompileError} where the bytes are no core module, or use memory that no cap holds: shared memory,
 *   and structures and arrays, which lie outside of memories
 */
export function capModules(modules: readonly Uint8Array<ArrayBuffer>[], { memoryBytes, tableEntries }: Caps): Uint8Array<ArrayBuffer>[] {
  const parsed = modules.map(readModule);
  for (const module of parsed) refuse(module);
  const pages = Math.floor(memoryBytes / pageBytes);
  const growth = {
    pages: share(
      parsed.flatMap(({ memories }) => memories),
      pages,
      'pages of memory',
    ),
    entries: share(
      parsed.flatMap(({ tables }) => tables),
      tableEntries,
      'entries of tables',
    ),
  };
  return parsed.map((module) => cap(module, growth));
}

function refuse({ memories, importedMemories, parameters }: WasmModule): void {
  if ([...memories, ...importedMemories].some(({ shared }) => shared)) throw new WebAssembly.CompileError('it uses shared memory');
  if (parameters.includes(-1)) throw new WebAssembly.CompileError('it uses structures or arrays that lie outside of its memory');
}

/** By how much each may grow. */
function share(sizes: readonly Size[], allowed: number, what: string): number {
  const begins = sizes.reduce((sum, { least }) => sum + least, 0);
  if (begins > allowed) throw new RangeError(`it begins with ${begins} ${what} and may have ${allowed}`);
  const growing = sizes.filter(({ least, most }) => most > least).length;
  return growing === 0 ? 0 : Math.floor((allowed - begins) / growing);
}

function cap({ bytes, sections }: WasmModule, growth: Growth): Uint8Array<ArrayBuffer> {
  const writer = new WasmWriter(bytes.length + 256);
  writer.copy(bytes, 0, 8);
  for (const { id, start, end } of sections) {
    const reader = new WasmReader(bytes, start);
    if (id === sectionIds.memories) writer.section(id, () => capMemories(reader, writer, growth.pages));
    else if (id === sectionIds.tables) writer.section(id, () => capTables(reader, writer, growth.entries));
    else {
      writer.u8(id);
      writer.u(end - start);
      writer.copy(bytes, start, end);
    }
  }
  return writer.finish();
}

function capMemories(reader: WasmReader, writer: WasmWriter, growth: number): void {
  const count = reader.u();
  writer.u(count);
  for (let i = 0; i < count; i++) writeSize(writer, readSize(reader), growth);
}

function capTables(reader: WasmReader, writer: WasmWriter, growth: number): void {
  const count = reader.u();
  writer.u(count);
  for (let i = 0; i < count; i++) {
    const from = reader.at;
    const { sizeAt, table } = readTable(reader);
    writer.copy(reader.bytes, from, sizeAt);
    writeSize(writer, table, growth);
    const rest = new WasmReader(reader.bytes, sizeAt);
    readSize(rest);
    writer.copy(reader.bytes, rest.at, reader.at); // the expression that fills it
  }
}

function writeSize(writer: WasmWriter, { least, most, wide }: Size, growth: number): void {
  writer.u8(wide ? 5 : 1);
  writer.u(least);
  writer.u(Math.min(most, least + growth));
}
