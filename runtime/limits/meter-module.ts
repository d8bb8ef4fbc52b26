import { op, skipImmediates } from './instructions.ts';
import { meterFunction } from './meter-function.ts';
import { MeterHelpers, type MeterPlaces } from './meter-helpers.ts';
import { type FunctionShape, scanFunction } from './scan-function.ts';
import { segmentLengths } from './segment-lengths.ts';
import { readModule, readTable, type Section, sectionIds, sectionOrder, type WasmModule } from './wasm-module.ts';
import { WasmReader } from './wasm-reader.ts';
import { WasmWriter } from './wasm-writer.ts';

/** The import that a metered module has beside its own: `tick(left: i32) -> i32`, see `FuelGauge`. */
export const meterModuleName = 'polyray:limits';
export const tickName = 'tick';
/** What a metered module exports: a global of what it has left, i32. */
export const fuelName = 'polyray:limits/fuel';

/** And another: how many pages of memory a module was refused the last time that it wanted to grow, i64; 0: never. */
export const refusedName = 'polyray:limits/refused';

/** Functions without loops that cost no more, with all that they call, are paid for by their callers. */
const uncheckedWeight = 200;
const uncheckedDepth = 20;
/** In one step: bytes of functions that are read, or written. */
const bytesAtOnce = 2 ** 16;
/** What engines take of one function. */
const mostFunctionBytes = 7_654_321;
/** Sections that say of other sections' bytes what would not hold any more. */
const positional = /^(metadata\.code\.|linking$|reloc\.|\.debug|sourceMappingURL|external_debug)/;

/**
 * Rewrites a core module so that it burns fuel as it runs, and asks for more. What it computes stays the same. It has one
 * more import, `tick`, and two more exports; a module without code comes back as it was. Names of functions survive.
 *
 * The import takes the first number after those of imported functions, so that all others move up by one; everything else
 * is appended. Large moves of memory are done in pieces.
 *
 * @throws {WebAssembly.CompileError} where the bytes are no valid core module, or name what metering adds: an invalid module
 *   could use what is not there yet, and be valid afterwards
 */
export function meterModule(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (!WebAssembly.validate(bytes)) throw new WebAssembly.CompileError('the module is not valid');
  const steps = meterValidModule(bytes);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** `meterModule` in steps of some milliseconds, for bytes that are known to be valid. */
export function* meterValidModule(bytes: Uint8Array<ArrayBuffer>): Generator<void, Uint8Array<ArrayBuffer>> {
  const module = readModule(bytes);
  if (module.importsFrom.has(meterModuleName)) {
    throw new WebAssembly.CompileError(`it imports from "${meterModuleName}", which is the host's own`);
  }
  return module.functions === 0 ? bytes : yield* new Meter(module).rewrite();
}

class Meter {
  readonly #module: WasmModule;
  readonly #bytes: Uint8Array;
  readonly #helpers: MeterHelpers;
  readonly #places: MeterPlaces;
  /** Of defined functions. */
  readonly #functionTypes: readonly number[];

  constructor(module: WasmModule) {
    const { bytes, importedFunctions, functions, importedGlobals, globals, parameters } = module;
    this.#module = module;
    this.#bytes = bytes;
    this.#places = {
      fuel: importedGlobals + globals,
      refused: importedGlobals + globals + 1,
      tick: importedFunctions,
      helpers: importedFunctions + 1 + functions,
      types: parameters.length,
    };
    this.#helpers = new MeterHelpers(this.#places);
    this.#functionTypes = this.#list(sectionIds.functions, (reader) => reader.u());
  }

  *rewrite(): Generator<void, Uint8Array<ArrayBuffer>> {
    const { sections } = this.#module;
    const { code, hints } = yield* this.#code(); // first: it says which helpers there are
    const writer = new WasmWriter(Math.ceil(this.#bytes.length * 1.35) + 1024);
    writer.copy(this.#bytes, 0, 8);
    const needed: readonly number[] = [1, 2, 3, 6, 7, 10];
    const write = (id: number) => {
      const section = this.#section(id);
      if (section === undefined && !needed.includes(id)) return;
      if (id === sectionIds.code) {
        writer.append(hints);
        writer.section(id, () => writer.append(code));
      } else writer.section(id, () => this.#write(id, section, writer));
    };
    let next = 0;
    const last: Section[] = [];
    for (const section of sections) {
      if (section.id !== sectionIds.custom) {
        const until = sectionOrder.indexOf(section.id) + 1;
        for (; next < until; next++) write(sectionOrder[next]!);
      } else if (this.#nameOf(section) === 'name') last.push(section);
      else if (!positional.test(this.#nameOf(section))) this.#copy(section, writer);
    }
    for (; next < sectionOrder.length; next++) write(sectionOrder[next]!);
    for (const section of last) this.#names(section, writer);
    return writer.finish();
  }

  readonly #moved = (index: number): number => (index >= this.#module.importedFunctions ? index + 1 : index);

  #section(id: number): Section | undefined {
    return this.#module.sections.find((section) => section.id === id);
  }

  #list<T>(id: number, read: (reader: WasmReader) => T): T[] {
    const section = this.#section(id);
    if (section === undefined) return [];
    const reader = new WasmReader(this.#bytes, section.start);
    return Array.from({ length: reader.u() }, () => read(reader));
  }

  /** All that a section held, and what is added to it. */
  #write(id: number, section: Section | undefined, writer: WasmWriter): void {
    const { start, end } = section ?? { start: 0, end: 0 };
    const reader = new WasmReader(this.#bytes, start);
    const count = section === undefined ? 0 : reader.u();
    const { places, helpers } = { places: this.#places, helpers: this.#helpers };
    const rest = () => writer.copy(this.#bytes, reader.at, end);
    switch (id) {
      case sectionIds.types:
        writer.u(count + helpers.typeCount);
        rest();
        helpers.writeTypes(writer);
        return;
      case sectionIds.imports:
        writer.u(count + 1);
        rest();
        writer.text(meterModuleName);
        writer.text(tickName);
        writer.u8(0);
        writer.u(places.types);
        return;
      case sectionIds.functions:
        writer.u(count + helpers.list.length);
        rest();
        for (const { type } of helpers.list) writer.u(type);
        return;
      case sectionIds.tables:
        writer.u(count);
        for (let i = 0; i < count; i++) this.#table(reader, writer);
        return;
      case sectionIds.globals:
        writer.u(count + 2);
        for (let i = 0; i < count; i++) {
          const from = reader.at;
          reader.skipType();
          reader.at++;
          writer.copy(this.#bytes, from, reader.at);
          this.#expression(reader, writer);
        }
        writer.raw(0x7f, 1, op.i32Const, 0, op.end); // nothing is left at first: so the first check asks
        writer.raw(0x7e, 1, op.i64Const, 0, op.end);
        return;
      case sectionIds.exports:
        writer.u(count + 2);
        for (let i = 0; i < count; i++) this.#export(reader, writer);
        for (const [name, global] of [
          [fuelName, places.fuel],
          [refusedName, places.refused],
        ] as const) {
          writer.text(name);
          writer.u8(3);
          writer.u(global);
        }
        return;
      case sectionIds.start:
        writer.u(this.#moved(count));
        return;
      case sectionIds.elements:
        writer.u(count);
        for (let i = 0; i < count; i++) this.#elements(reader, writer);
        return;
    }
    writer.copy(this.#bytes, start, end);
  }

  /** A constant expression, with functions as they are numbered now. */
  #expression(reader: WasmReader, writer: WasmWriter): void {
    for (;;) {
      const from = reader.at;
      const opcode = reader.u8();
      if (opcode === op.refFunc) {
        writer.u8(opcode);
        writer.u(this.#moved(reader.u()));
        continue;
      }
      skipImmediates(reader, opcode);
      writer.copy(this.#bytes, from, reader.at);
      if (opcode === op.end) return;
    }
  }

  #table(reader: WasmReader, writer: WasmWriter): void {
    const from = reader.at;
    const filled = this.#bytes[from] === 0x40;
    const { sizeAt } = readTable(reader);
    const size = new WasmReader(this.#bytes, sizeAt);
    const flags = size.u8();
    size.skipMany(flags & 1 ? 2 : 1);
    writer.copy(this.#bytes, from, size.at);
    if (filled) this.#expression(size, writer);
  }

  #export(reader: WasmReader, writer: WasmWriter): void {
    const from = reader.at;
    reader.skipText();
    const kind = reader.u8();
    writer.copy(this.#bytes, from, reader.at);
    const index = reader.u();
    writer.u(kind === 0 ? this.#moved(index) : index);
  }

  #elements(reader: WasmReader, writer: WasmWriter): void {
    const from = reader.at;
    const flags = reader.u();
    const active = (flags & 1) === 0;
    const expressions = (flags & 4) !== 0;
    if (flags & 2 && active) reader.skip(); // which table
    writer.copy(this.#bytes, from, reader.at);
    if (active) this.#expression(reader, writer);
    if (flags & 3) {
      const { at } = reader;
      if (expressions) reader.skipType();
      else reader.at++;
      writer.copy(this.#bytes, at, reader.at);
    }
    const count = reader.u();
    writer.u(count);
    for (let i = 0; i < count; i++) {
      if (expressions) this.#expression(reader, writer);
      else writer.u(this.#moved(reader.u()));
    }
  }

  /** Of a custom section, whose bytes no engine has looked at. */
  #customReader({ start, end }: Section): WasmReader {
    return new WasmReader(this.#bytes.subarray(0, end), start);
  }

  #nameOf(section: Section): string {
    return this.#customReader(section).text();
  }

  #copy({ id, start, end }: Section, writer: WasmWriter): void {
    writer.section(id, () => writer.copy(this.#bytes, start, end));
  }

  /**
   * Those of what is in functions are left out: there is more in them now. Of a section that breaks its format, which no engine
   * minds, nothing is kept.
   */
  #names(section: Section, writer: WasmWriter): void {
    const { start, end } = section;
    const reader = this.#customReader(section);
    const names = new WasmWriter(end - start + 64);
    names.text(reader.text());
    let whole = true;
    while (whole && reader.at < end) {
      const from = reader.at;
      const kind = reader.u8();
      const size = reader.u();
      const next = reader.at + size;
      whole = next <= end;
      if (!whole) break;
      if (kind === 1)
        names.section(kind, () => {
          whole = this.#functionNames(reader, next, names);
        });
      else if (kind !== 2 && kind !== 3) names.copy(this.#bytes, from, next);
      reader.at = next;
    }
    if (whole) writer.section(sectionIds.custom, () => writer.append(names));
  }

  /** @returns whether they end where they say */
  #functionNames(reader: WasmReader, end: number, writer: WasmWriter): boolean {
    const count = reader.u();
    if (!(count <= end - reader.at)) return false;
    writer.u(count);
    for (let i = 0; i < count; i++) {
      const index = reader.u();
      const { at } = reader;
      reader.skipText();
      if (!(index < 2 ** 32 && reader.at <= end)) return false;
      writer.u(this.#moved(index));
      writer.copy(this.#bytes, at, reader.at);
    }
    return true;
  }

  /** The code, and in front of it, in a section of its own, which branches are hardly ever taken. */
  *#code(): Generator<void, { readonly code: WasmWriter; readonly hints: WasmWriter }> {
    const { start, end } = this.#section(sectionIds.code)!;
    const { parameters, importedFunctions, functions, importedMemories, importedTables, memories, tables } = this.#module;
    const reader = new WasmReader(this.#bytes, start);
    reader.skip();
    const shapes: FunctionShape[] = [];
    let read = start;
    for (let i = 0; i < functions; i++) {
      if (reader.at - read > bytesAtOnce) {
        read = reader.at;
        yield;
      }
      const size = reader.u();
      shapes.push(scanFunction(reader, reader.at + size, importedFunctions));
    }
    const unchecked = uncheckedFunctions(shapes);
    const bodies = new WasmWriter(Math.ceil((end - start) * 1.35) + 256);
    const hinted = new WasmWriter(4096);
    let hintedCount = 0;
    const context = {
      bytes: this.#bytes,
      places: this.#places,
      helpers: this.#helpers,
      memories: [...importedMemories, ...memories],
      tables: [...importedTables, ...tables],
      segments: segmentLengths(this.#module),
      moved: this.#moved,
    };
    let written = 0;
    for (const [i, shape] of shapes.entries()) {
      if (bodies.at - written > bytesAtOnce) {
        written = bodies.at;
        yield;
      }
      let unlikely: number[] = [];
      for (const [region, callee] of shape.callees) shape.regions[region]!.weight += unchecked[callee]!;
      const from = bodies.sized(() => {
        unlikely = meterFunction(context, shape, parameters[this.#functionTypes[i]!]!, unchecked[i]! === 0, bodies);
      });
      const size = bodies.at - from;
      if (size > mostFunctionBytes)
        throw new WebAssembly.CompileError(`its function ${importedFunctions + i} has ${size} bytes once it is metered: too many`);
      if (unlikely.length === 0) continue;
      hintedCount++;
      hinted.u(importedFunctions + 1 + i);
      hinted.u(unlikely.length);
      for (const at of unlikely) {
        hinted.u(at);
        hinted.raw(1, 0);
      }
    }
    const code = new WasmWriter(bodies.at + 1024);
    const { list } = this.#helpers;
    code.u(functions + list.length);
    code.append(bodies);
    for (const { body } of list) code.sized(() => code.append(body));
    const hints = new WasmWriter(hinted.at + 64);
    if (hintedCount > 0)
      hints.section(sectionIds.custom, () => {
        hints.text('metadata.code.branch_hint');
        hints.u(hintedCount);
        hints.append(hinted);
      });
    return { code, hints };
  }
}

/** What each function costs its callers, who pay for it since it has no check of its own; 0 for those that have one. */
function uncheckedFunctions(shapes: readonly FunctionShape[]): number[] {
  const unknown = -1;
  const busy = -2;
  const costs = shapes.map(() => unknown);
  const costOf = (i: number, depth: number): number => {
    if (costs[i] === busy) return Number.POSITIVE_INFINITY; // it calls itself
    if (costs[i] !== unknown) return costs[i] === 0 ? Number.POSITIVE_INFINITY : costs[i]!;
    const { regions, callees, unknownCalls } = shapes[i]!;
    let cost = Math.max(1, regions[0]!.weight);
    if (unknownCalls || depth > uncheckedDepth) cost = Number.POSITIVE_INFINITY;
    costs[i] = busy;
    for (const [, callee] of callees) {
      if (cost > uncheckedWeight) break;
      cost += costOf(callee, depth + 1);
    }
    costs[i] = cost <= uncheckedWeight ? cost : 0;
    return cost <= uncheckedWeight ? cost : Number.POSITIVE_INFINITY;
  };
  for (let i = 0; i < shapes.length; i++) costOf(i, 0);
  return costs;
}
