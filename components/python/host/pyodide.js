// @ts-check
import { read } from './read.js';

/**
 * @typedef {typeof import('pyodide')} PyodideModule
 * @typedef {import('pyodide').PyodideAPI} Pyodide
 * @typedef {NonNullable<NonNullable<Parameters<PyodideModule['loadPyodide']>[0]>['createPyodideModule']>} CreateModule
 *
 * @typedef {{ wasmTable: WebAssembly.Table, HEAP8: Int8Array, growMemory(bytes: number): void }} Memory What Pyodide's types leave out.
 *
 * @typedef {object} Runtime Pyodide's files, loaded; any number of interpreters can be made of it.
 * @property {string} base Where they are.
 * @property {PyodideModule} api
 * @property {CreateModule} createModule
 * @property {WebAssembly.Module} module
 */

/** Where npm put Pyodide; a page says itself where it serves it. */
function installed() {
  return new URL('.', import.meta.resolve('pyodide/pyodide.mjs')).href;
}

/**
 * @param {string} [base] The folder of Pyodide's files. Default: the installed package.
 * @returns {Promise<Runtime>}
 */
export async function loadRuntime(base = installed()) {
  const [api, { default: createModule }, module] = await Promise.all([
    import(new URL('pyodide.mjs', base).href),
    import(new URL('pyodide.asm.mjs', base).href),
    read(new URL('pyodide.asm.wasm', base).href).then((bytes) => WebAssembly.compile(bytes)),
  ]);
  return { base, api, createModule, module };
}

/**
 * @typedef {object} Snapshot
 * @property {Uint8Array} bytes
 * @property {number} table The size of the function table that the bytes refer to.
 *
 * @typedef {object} Started
 * @property {Pyodide} python
 * @property {number} table The size of the function table before Python ran: it depends on what the engine can do.
 */

/**
 * Starts an interpreter with the package `polyray_executor` on its path.
 *
 * @param {Runtime} runtime
 * @param {Record<string, string>} sources The package's files.
 * @param {{ snapshot?: Snapshot, makeSnapshot?: boolean }} [options]
 * @returns {Promise<Started>} Rejects where the snapshot does not fit this engine.
 */
export async function start(runtime, sources, { snapshot, makeSnapshot = false } = {}) {
  const { base } = runtime;
  let table = 0;
  const python = await runtime.api.loadPyodide({
    indexURL: base.startsWith('file:') ? (await import('node:url')).fileURLToPath(base) : base,
    // No package is ever loaded: the real list takes 20 ms to parse.
    lockFileContents: { info: lockInfo, packages: {} },
    packageBaseUrl: base,
    // The rule's own print is a value of the response; what reaches these is low-level.
    stdout: (text) => console.warn(text),
    stderr: (text) => console.warn(text),
    stdin: () => null,
    createPyodideModule: async (settings) => {
      const made = await createModule(runtime, settings);
      const memory = /** @type {Memory} */ (/** @type {unknown} */ (made));
      table = memory.wasmTable.length;
      if (snapshot) makeRoom(memory, table, snapshot);
      return made;
    },
    fsInit: async (FS, { sitePackages }) => {
      const directory = `${sitePackages}/polyray_executor`;
      FS.mkdirTree(directory);
      for (const [file, text] of Object.entries(sources)) FS.writeFile(`${directory}/${file}`, text);
    },
    ...(makeSnapshot ? { _makeSnapshot: true } : {}),
    ...(snapshot ? { _loadSnapshot: snapshot.bytes } : {}),
  });
  return { python, table };
}

/**
 * Python's memory as it is now: it moves when it grows.
 *
 * @param {Pyodide} python
 * @returns {ArrayBuffer}
 */
export function memoryOf(python) {
  return /** @type {{ _module: { HEAPU8: Uint8Array<ArrayBuffer> } }} */ (/** @type {unknown} */ (python))._module.HEAPU8.buffer;
}

/** @type {import('pyodide').LockfileInfo} */
const lockInfo = { abi_version: '2026_0', arch: 'wasm32', platform: 'emscripten_5_0_3', python: '3.14.2', version: '314.0.7' };

/**
 * Pyodide's module over the compiled WebAssembly.
 *
 * @param {Runtime} runtime
 * @param {Parameters<CreateModule>[0]} settings
 */
function createModule(runtime, settings) {
  /** @type {Promise<never>} */
  const failure = new Promise((_, reject) => {
    /** @type {NonNullable<typeof settings.instantiateWasm>} */
    const instantiateWasm = (imports, done) => {
      // Pyodide's own fallback where the engine lacks what its helper module needs.
      const mark = Symbol('error marker');
      imports['env'].Jsv_GetError_import = () => mark;
      imports['env'].JsvError_Check = (/** @type {unknown} */ value) => value === mark;
      WebAssembly.instantiate(runtime.module, imports).then((instance) => done(instance, runtime.module), reject);
      return {};
    };
    Object.assign(settings, { instantiateWasm });
  });
  return withoutStackSwitching(() => Promise.race([runtime.createModule(settings), failure]));
}

/**
 * @param {Memory} made
 * @param {number} table
 * @param {Snapshot} snapshot
 */
function makeRoom(made, table, snapshot) {
  if (table !== snapshot.table) {
    throw new Error(
      `Cannot use the snapshot: it was made by an engine with ${snapshot.table} function table entries, this one has ${table}`,
    );
  }
  // The heap starts smaller than a snapshot may be, and restoring does not grow it.
  const header = new Uint32Array(snapshot.bytes.buffer, snapshot.bytes.byteOffset, 2)[1] ?? 0;
  const heap = snapshot.bytes.length - header;
  if (made.HEAP8.length < heap) made.growMemory(heap);
}

/**
 * Pyodide lays out its function table differently where the engine can switch stacks; an executor never does, and
 * without it one snapshot serves every engine.
 *
 * @template T
 * @param {() => Promise<T>} make
 * @returns {Promise<T>}
 */
async function withoutStackSwitching(make) {
  const suspending = Object.getOwnPropertyDescriptor(WebAssembly, 'Suspending');
  Reflect.deleteProperty(WebAssembly, 'Suspending');
  try {
    return await make();
  } finally {
    if (suspending) Object.defineProperty(WebAssembly, 'Suspending', suspending);
  }
}
