import type { Pyodide, PyProxy } from './interpreter-module.ts';

/** A buffer in Python's memory that both sides read and write: the way of small pickles. */
export class PythonWindow {
  readonly #python: Pyodide;
  #start = 0;
  #length = 0;

  constructor(python: Pyodide) {
    this.#python = python;
  }

  /** @param buffer Python's; held as long as the interpreter lives, so that it stays where it is */
  bind(buffer: PyProxy): void {
    const { data } = buffer.getBuffer('u8');
    this.#start = data.byteOffset;
    this.#length = data.byteLength;
  }

  /** What Python has laid there, as bytes of one's own. */
  copy(length: number): Uint8Array<ArrayBuffer> {
    return this.#python._module.HEAPU8.slice(this.#start, this.#start + length);
  }

  /** Lays bytes there for Python. @returns false: there are too many */
  lay(bytes: Uint8Array): boolean {
    if (bytes.byteLength > this.#length) return false;
    this.#python._module.HEAPU8.set(bytes, this.#start);
    return true;
  }
}
