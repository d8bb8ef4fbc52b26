// @ts-check

/**
 * @typedef {{ tag: string, val: unknown }} Value
 * @typedef {{ dimensions: Uint32Array | number[], type: string, data: Uint8Array }} Tensor
 * @typedef {{ name: string, value: Value }} NamedValue
 * @typedef {{ name: string, tensor: Tensor }} NamedTensor
 * @typedef {{ operation: string, parameters: NamedValue[], inputs: NamedTensor[] }} Request
 * @typedef {{ values: NamedValue[], outputs: NamedTensor[] }} Response
 * @typedef {import('pyodide/ffi').PyBuffer} PyBuffer
 * @typedef {import('pyodide/ffi').PyCallable} PyCallable
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
  /** @type {Response} */
  #response = { values: [], outputs: [] };
  /** @type {Refusal | undefined} */
  #refusal;
  /** Buffers of the last response, held until the next request: its outputs are views of Python's memory. */
  /** @type {PyBuffer[]} */
  #held = [];

  /** What `serve.py` calls `Reply`. */
  #reply = {
    /** @type {(name: string, tag: string, val: string) => void} */
    value: (name, tag, val) => {
      this.#response.values.push({ name, value: { tag, val } });
    },
    /** @type {(name: string, type: string, data: import('pyodide/ffi').PyBufferView, ...dimensions: number[]) => void} */
    output: (name, type, data, ...dimensions) => {
      const buffer = data.getBuffer('u8');
      this.#held.push(buffer);
      this.#response.outputs.push({ name, tensor: { dimensions: Uint32Array.from(dimensions), type, data: buffer.data } });
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
    module.reseed();
    this.#serve = module.serve;
    this.#operations = JSON.parse(module.operations());
  }

  operations() {
    return this.#operations;
  }

  /**
   * Runs one request. The outputs are views that hold until the next call.
   *
   * @param {Request} request
   * @returns {Response}
   */
  execute(request) {
    for (const buffer of this.#held.splice(0)) buffer.release();
    this.#response = { values: [], outputs: [] };
    this.#refusal = undefined;
    /** @type {unknown[]} */
    const words = [request.operation, request.parameters.length];
    for (const { name, value } of request.parameters) words.push(name, value.tag, this.#python.toPy(value.val));
    words.push(request.inputs.length);
    for (const { name, tensor } of request.inputs) {
      words.push(name, tensor.type, tensor.data, tensor.data.length, tensor.dimensions.length, ...tensor.dimensions);
    }
    this.#serve(this.#reply, ...words);
    if (this.#refusal) throw this.#refusal;
    return this.#response;
  }
}
