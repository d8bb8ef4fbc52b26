// @ts-check
import { memoryOf } from './pyodide.js';

/**
 * @typedef {{ tag: string, val: unknown }} Value
 * @typedef {{ dimensions: Uint32Array | number[], type: string, data: Uint8Array }} Tensor
 * @typedef {{ name: string, value: Value }} NamedValue
 * @typedef {{ name: string, tensor: Tensor }} NamedTensor
 * @typedef {{ operation: string, parameters: NamedValue[], inputs: NamedTensor[] }} Request
 * @typedef {{ values: NamedValue[], outputs: NamedTensor[] }} Response
 * @typedef {import('pyodide/ffi').PyCallable} PyCallable
 *
 * @typedef {object} Output A tensor that Python answered.
 * @property {string} name
 * @property {string} type
 * @property {Uint32Array} dimensions
 * @property {import('pyodide/ffi').PyBufferView} buffer Keeps the tensor where it is until released.
 * @property {number} byteOffset Its place in Python's memory.
 * @property {number} byteLength
 */

/** An `error-code` on its way out: jco's glue returns the `payload` of what an import throws. */
class Refusal extends Error {
  /** @param {{ tag: string, val?: unknown }} payload */
  constructor(payload) {
    super(`The Python executor answers "${payload.tag}"`);
    this.payload = payload;
  }
}

/** Calls the package `polyray_executor` in an interpreter. */
export class Door {
  #python;
  /** @type {PyCallable} */
  #serve;
  /** @type {unknown[]} */
  #operations;
  /** @type {NamedValue[]} */
  #values = [];
  /** The outputs of the last response; their buffers are held until the next request. */
  /** @type {Output[]} */
  #outputs = [];
  /** @type {Refusal | undefined} */
  #refusal;

  /** What `serve.py` calls `Reply`. */
  #reply = {
    /** @type {(name: string, tag: string, val: string) => void} */
    value: (name, tag, val) => {
      this.#values.push({ name, value: { tag, val } });
    },
    /** @type {(name: string, type: string, data: import('pyodide/ffi').PyBuffer, ...dimensions: number[]) => void} */
    output: (name, type, data, ...dimensions) => {
      const buffer = data.getBuffer('u8');
      const { byteOffset, byteLength } = buffer.data;
      this.#outputs.push({ name, type, dimensions: Uint32Array.from(dimensions), buffer, byteOffset, byteLength });
    },
    /** @type {(path: string, message: string) => void} */
    invalid: (path, message) => {
      this.#refusal = new Refusal({ tag: 'invalid', val: { path, message } });
    },
    /** @type {(tag: string, message: string) => void} */
    fail: (tag, message) => {
      this.#refusal = new Refusal(tag === 'out-of-memory' ? { tag } : { tag, val: message });
    },
  };

  /** @param {import('./pyodide.js').Pyodide} python With `polyray_executor` to import; it belongs to this door from now on. */
  constructor(python) {
    this.#python = python;
    const module = python.pyimport('polyray_executor.serve');
    this.#serve = module.serve;
    this.#operations = JSON.parse(module.operations());
  }

  operations() {
    return this.#operations;
  }

  /**
   * Runs one request. The outputs are views of Python's memory, valid until the next call.
   *
   * @param {Request} request
   * @returns {Response}
   */
  execute(request) {
    for (const { buffer } of this.#outputs) buffer.release();
    this.#outputs = [];
    this.#values = [];
    this.#refusal = undefined;
    this.#serve(this.#reply, ...this.#words(request));
    if (this.#refusal) throw this.#refusal;
    const memory = memoryOf(this.#python);
    // Views are made last: where a later output made the memory grow, an earlier view would have lost it.
    const outputs = this.#outputs.map(({ name, type, dimensions, byteOffset, byteLength }) => {
      return { name, tensor: { dimensions, type, data: new Uint8Array(memory, byteOffset, byteLength) } };
    });
    return { values: this.#values, outputs };
  }

  /**
   * @param {Request} request
   * @returns {unknown[]} As `serve.py` wants them.
   */
  #words({ operation, parameters, inputs }) {
    /** @type {unknown[]} */
    const words = [operation, parameters.length];
    for (const { name, value } of parameters) words.push(name, value.tag, this.#python.toPy(value.val));
    words.push(inputs.length);
    for (const { name, tensor } of inputs) {
      const { type, dimensions, data } = tensor;
      words.push(name, type, data, data.length, dimensions.length, ...dimensions);
    }
    return words;
  }
}
