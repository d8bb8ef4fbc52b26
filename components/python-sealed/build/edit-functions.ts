import { assemble, leb, mapCores, Reader, type Section, sectionsOf } from './sections.ts';

/** A function that a core module exports. */
interface Exported {
  readonly name: string;
  /** Among all functions of the module, imported ones first. */
  readonly index: number;
}

/**
 * The component with another body for the function that one of its core modules exports under a name.
 *
 * @param body locals and instructions, `end` included; of the function's own type
 * @throws {Error} where not exactly one module exports it
 */
export function replaceFunction(component: Uint8Array, name: string, body: readonly number[]): Uint8Array {
  return editOne(component, name, (sections, [{ index }]) => {
    const own = index - importedFunctions(sections);
    return change(sections, 10, (code) => [...code.slice(0, own), Uint8Array.from(body), ...code.slice(own + 1)]);
  });
}

/**
 * The component with a new function exported in the place of one that it can call.
 *
 * @param body of the new function, given the index of the one it stands for and those of `others`, exported beside it
 * @throws {Error} where not exactly one module exports it
 */
export function wrapFunction(
  component: Uint8Array,
  name: string,
  others: readonly string[],
  body: (own: number, ...others: readonly number[]) => readonly number[],
): Uint8Array {
  return editOne(component, name, (sections, exported) => {
    const [{ index }] = exported;
    const indices = others.map((other) => {
      const found = exported.find((each) => each.name === other);
      if (found === undefined) throw new Error(`Cannot wrap function "${name}": "${other}" is not exported beside it`);
      return found.index;
    });
    const imported = importedFunctions(sections);
    const types = entries(sections, 3, (reader) => reader.number());
    const wrapped = Uint8Array.of(...body(index, ...indices));
    const withType = change(sections, 3, (list) => [...list, Uint8Array.of(...leb(types[index - imported]!))]);
    const withCode = change(withType, 10, (code) => [...code, wrapped]);
    return pointExport(withCode, name, imported + types.length);
  });
}

function editOne(
  component: Uint8Array,
  name: string,
  edit: (sections: readonly Section[], exported: readonly [Exported, ...Exported[]]) => readonly Section[],
): Uint8Array {
  let found = 0;
  const edited = mapCores(component, (module) => {
    const sections = sectionsOf(module);
    const exported = entries(sections, 7, readExport).filter(({ kind }) => kind === 0);
    const own = exported.find((each) => each.name === name);
    if (own === undefined) return module;
    found++;
    return assemble(module.subarray(0, 8), edit(sections, [own, ...exported]));
  });
  if (found !== 1) throw new Error(`Cannot edit function "${name}": ${found} core modules export it`);
  return edited;
}

function readExport(reader: Reader): Exported & { readonly kind: number; readonly bytes: Uint8Array } {
  const start = reader.at;
  const name = reader.text();
  const [kind, index] = [reader.number(), reader.number()];
  return { name, kind, index, bytes: reader.bytes.subarray(start, reader.at) };
}

function pointExport(sections: readonly Section[], name: string, index: number): readonly Section[] {
  const text = new TextEncoder().encode(name);
  const pointed = Uint8Array.of(...leb(text.length), ...text, 0, ...leb(index));
  const list = entries(sections, 7, readExport).map((each) => (each.name === name ? pointed : each.bytes));
  return sections.map((section) => (section.id === 7 ? { id: 7, contents: vector(list) } : section));
}

/** The entries of a module's section that is one vector; none where the section is missing. */
function entries<Entry>(sections: readonly Section[], id: number, read: (reader: Reader) => Entry): Entry[] {
  const reader = new Reader(sections.find((section) => section.id === id)?.contents ?? Uint8Array.of(0));
  return Array.from({ length: reader.number() }, () => read(reader));
}

/** Changes the list of functions' types (3), each a number, or of their bodies (10), each behind its size. */
function change(sections: readonly Section[], id: 3 | 10, edit: (list: Uint8Array[]) => Uint8Array[]): readonly Section[] {
  const read = (reader: Reader) => (id === 3 ? Uint8Array.of(...leb(reader.number())) : reader.take(reader.number()));
  const list = edit(entries(sections, id, read));
  const sized = id === 3 ? list : list.flatMap((body) => [Uint8Array.of(...leb(body.length)), body]);
  return sections.map((section) => (section.id === id ? { id, contents: vector(sized, list.length) } : section));
}

function vector(parts: readonly Uint8Array[], length = parts.length): Uint8Array {
  return Buffer.concat([Uint8Array.of(...leb(length)), ...parts]);
}

function importedFunctions(sections: readonly Section[]): number {
  const kinds = entries(sections, 2, (reader) => {
    reader.text();
    reader.text();
    const kind = reader.number();
    if (kind === 1 || kind === 4) reader.take(1); // a table's element type, a tag's attribute
    if (kind === 1 || kind === 2) reader.limits();
    else if (kind === 3) reader.take(2);
    else reader.number();
    return kind;
  });
  return kinds.filter((kind) => kind === 0).length;
}
