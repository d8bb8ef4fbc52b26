import fs from 'node:fs';
import path from 'node:path';
import { keyOf } from '../../../build/cache.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Every source and header that the compiler may see, in memory under paths that are the same on every machine. */
export class SourceTree {
  readonly #files = new Map<string, Uint8Array>();
  readonly #hashes = new Map<string, string>();
  readonly #includes = new Map<string, readonly string[]>();
  readonly #folders: readonly string[];

  /** @param folders where an `#include` is looked for after the including file's own folder */
  constructor(folders: readonly string[]) {
    this.#folders = folders;
  }

  add(file: string, content: string | Uint8Array): void {
    this.#files.set(file, typeof content === 'string' ? bytesOf(content) : content);
  }

  /** The files right inside a folder of the disk, as `under/<name>`. */
  addFolder(directory: string, under: string): void {
    for (const name of fs.readdirSync(directory).sort()) {
      const at = path.join(directory, name);
      if (/\.(c|h|cpp|hpp)$/.test(name)) this.add(`${under}/${name}`, new Uint8Array(fs.readFileSync(at)));
    }
  }

  /** Paths in code-unit order. */
  list(pattern: RegExp): string[] {
    return [...this.#files.keys()].filter((file) => pattern.test(file)).sort();
  }

  bytes(file: string): Uint8Array {
    const bytes = this.#files.get(file);
    if (bytes === undefined) throw new Error(`Cannot compile "${file}": no such source`);
    return bytes;
  }

  /** A hash of the file's content. */
  hashOf(file: string): string {
    const hash = this.#hashes.get(file) ?? keyOf(this.bytes(file));
    this.#hashes.set(file, hash);
    return hash;
  }

  /** The file and everything it may include, whatever its `#if`s say, in code-unit order; the sysroot's headers excepted. */
  closureOf(file: string): string[] {
    const seen = new Set<string>();
    const open = [file];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...this.#includesOf(next));
    }
    return [...seen].sort();
  }

  #includesOf(file: string): readonly string[] {
    let list = this.#includes.get(file);
    if (list === undefined) {
      const text = Buffer.from(this.bytes(file)).toString('latin1');
      // FFTW's codelets include a macro; config.h says which header that is.
      const names = [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]+(?:["<]([^">]+)[">]|SIMD_HEADER)/gm)].map(
        ([, name]) => name ?? 'simd-wasm128.h',
      );
      list = names.flatMap((name) => {
        const found = [path.posix.dirname(file), ...this.#folders].map((folder) => `${folder}/${name}`).find((at) => this.#files.has(at));
        return found === undefined ? [] : [found];
      });
      this.#includes.set(file, list);
    }
    return list;
  }
}
