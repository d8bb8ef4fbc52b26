import { BinaryReader } from './binary-reader.ts';
import { type ModuleLayout, readModule } from './module-layout.ts';
import { isPrintable } from './printable-name.ts';
import { mergeProducers, type Producers, readProducers } from './producers.ts';

/** What a component imports or exports at its outside. */
export interface ComponentExtern {
  /** As the component spells it: `polyray:compute/executor@0.1.0`. */
  readonly name: string;
  readonly kind: 'module' | 'function' | 'value' | 'type' | 'component' | 'instance';
}

/** What a component says of itself in its own bytes; nothing is run, and types are not looked into. */
export interface ComponentLayout {
  readonly imports: readonly ComponentExtern[];
  readonly exports: readonly ComponentExtern[];
  /** All core modules, those of nested components too, in the order of the file. */
  readonly modules: readonly ModuleLayout[];
  readonly producers: Producers;
  /** The first core name that cannot be part of glue, and what has it. */
  readonly unprintable: string | undefined;
}

/** What a file that should be a component turns out to be. */
export type FileLayout =
  | { readonly kind: 'component'; readonly layout: ComponentLayout }
  | { readonly kind: 'module' }
  /** WIT as text, or encoded. */
  | { readonly kind: 'wit'; readonly package: string }
  | { readonly kind: 'other'; readonly description: string };

/** Nobody nests components so deep but to break their readers. */
const deepest = 32;
const kinds = ['module', 'function', 'value', 'type', 'component', 'instance'] as const;
const magic = [0x00, 0x61, 0x73, 0x6d];

/**
 * Reads a file's outline: its kind, and of a component what it imports, exports and is made of.
 *
 * @throws {BinaryFormatError} for a component that is cut off or breaks the format
 */
export function readFileLayout(bytes: Uint8Array): FileLayout {
  if (!magic.every((byte, i) => bytes[i] === byte)) {
    const wit = witPackageOf(bytes);
    return wit === undefined ? { kind: 'other', description: describe(bytes) } : { kind: 'wit', package: wit };
  }
  if (bytes.length < 8) return { kind: 'other', description: `the first ${bytes.length} bytes of a WebAssembly file` };
  const [version, layer] = [bytes[4]! | (bytes[5]! << 8), bytes[6]! | (bytes[7]! << 8)];
  if (layer === 0) return { kind: 'module' };
  if (layer !== 1 || version !== 0x0d)
    return { kind: 'other', description: `WebAssembly of layer ${layer}, version ${version}, which is no component of the present format` };
  const layout = new LayoutReader().read(new BinaryReader(bytes, 8));
  const onlyTypes = layout.exports.length > 0 && layout.exports.every(({ kind }) => kind === 'type' || kind === 'component');
  if (layout.modules.length === 0 && layout.imports.length === 0 && onlyTypes) return { kind: 'wit', package: layout.exports[0]!.name };
  return { kind: 'component', layout };
}

/** Reads one component with all that are nested in it. */
class LayoutReader {
  readonly #modules: ModuleLayout[] = [];
  readonly #producers: Producers[] = [];
  #unprintable: string | undefined;

  read(reader: BinaryReader): ComponentLayout {
    const outside = this.#component(reader, 0);
    return { ...outside, modules: this.#modules, producers: mergeProducers(this.#producers), unprintable: this.#unprintable };
  }

  #component(reader: BinaryReader, depth: number): Pick<ComponentLayout, 'imports' | 'exports'> {
    if (depth > deepest) throw reader.error(`components are nested deeper than ${deepest}`);
    const imports: ComponentExtern[] = [];
    const exports: ComponentExtern[] = [];
    while (!reader.done) {
      const id = reader.byte();
      const section = reader.part();
      if (id > 12) throw reader.error(`a section of the unknown kind ${id}`);
      if (id === 0 && section.name() === 'producers') this.#producers.push(readProducers(section));
      else if (id === 1) {
        readPreamble(section, 0);
        const place = `core module ${this.#modules.length}`;
        const module = readModule(section, (name, what) => this.#name(name, `${place} ${what}`));
        this.#modules.push(module);
        this.#producers.push(module.producers);
      } else if (id === 2) section.list(() => this.#coreInstance(section));
      else if (id === 4) {
        readPreamble(section, 1);
        this.#component(section, depth + 1);
      } else if (id === 10) section.list(() => imports.push(readImport(section)));
      else if (id === 11) section.list(() => exports.push(readExport(section)));
    }
    return { imports, exports };
  }

  /** One of a module, with what its imports come from, or of items that have names. */
  #coreInstance(reader: BinaryReader): void {
    const form = reader.byte();
    if (form > 1) throw reader.error('a core instance of an unknown kind');
    if (form === 0) reader.number();
    reader.list(() => {
      this.#name(reader.name(), form === 0 ? 'core instance is given imports from' : 'core instance exports');
      reader.byte();
      reader.number();
    });
  }

  #name(name: string, place: string): void {
    if (this.#unprintable !== undefined || isPrintable(name)) return;
    this.#unprintable = `${place} ${JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name)}`;
  }
}

function readPreamble(reader: BinaryReader, layer: number): void {
  for (const byte of magic) if (reader.byte() !== byte) throw reader.error('a part does not begin as WebAssembly does');
  reader.byte();
  reader.byte();
  if (reader.byte() !== layer || reader.byte() !== 0) throw reader.error('a part is of the wrong layer');
}

/** A name in one of two forms that mean the same; a third has options, such as what it stands for, which no toolchain writes yet. */
function readExternName(reader: BinaryReader): string {
  if (reader.byte() > 1) throw reader.error('a name of an unknown form');
  return reader.name();
}

function readImport(reader: BinaryReader): ComponentExtern {
  const name = readExternName(reader);
  return { name, kind: readDescription(reader) };
}

function readExport(reader: BinaryReader): ComponentExtern {
  const name = readExternName(reader);
  const sort = reader.byte();
  if (sort === 0) reader.byte(); // which sort of core item: only modules can be exported
  const kind = kinds[sort];
  if (kind === undefined) throw reader.error('an export of an unknown kind');
  reader.number();
  if (reader.byte() === 1) readDescription(reader);
  return { name, kind };
}

function readDescription(reader: BinaryReader): ComponentExtern['kind'] {
  const sort = reader.byte();
  const kind = kinds[sort];
  if (kind === undefined) throw reader.error('an import of an unknown kind');
  // a module's type has a sort of its own; a value or a type may be bound to another or be given by itself
  if (kind === 'module') reader.byte();
  if (kind !== 'type' && kind !== 'value') reader.number();
  else {
    const bound = reader.byte();
    if (bound === 0 || kind === 'value') reader.number();
  }
  return kind;
}

/** The package that a text of WIT declares. */
function witPackageOf(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder().decode(bytes.slice(0, 4096));
  // only one way to read it: in front of what is no package, others would be tried
  return /^(?:\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*package\s+([a-z0-9:/@.+-]+)\s*[;{]/.exec(head)?.[1];
}

function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'empty';
  const head = new TextDecoder().decode(bytes.slice(0, 16));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what is no text is shown as numbers
  if (/^[^\u0000-\u0008\u000e-\u001f\ufffd]+$/.test(head)) return `text that begins with ${JSON.stringify(head)}`;
  return `data that begins with the bytes ${[...bytes.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')}`;
}
