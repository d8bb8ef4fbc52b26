// @ts-check
import { limitMemory } from './memory-limit.js';
import { read } from './read.js';

/**
 * @typedef {typeof import('pyodide')} PyodideModule
 * @typedef {import('pyodide').PyodideAPI} Pyodide
 * @typedef {NonNullable<NonNullable<Parameters<PyodideModule['loadPyodide']>[0]>['createPyodideModule']>} CreateModule
 *
 * @typedef {{ wasmTable: WebAssembly.Table, HEAP8: Int8Array, growMemory(bytes: number): unknown }} Memory What Pyodide's types leave out.
 *
 * @typedef {object} Runtime Pyodide's files, loaded; any number of interpreters can be made of it.
 * @property {string} base Where they are.
 * @property {PyodideModule} api
 * @property {CreateModule} createModule
 * @property {WebAssembly.Module} module
 *
 * @typedef {Record<string, string | Uint8Array>} Files Texts and bytes by their paths in `site-packages`.
 */

/** Where npm put Pyodide: in a page, which resolves no packages, beside this one. */
function installed() {
  if ('process' in globalThis) return new URL('.', import.meta.resolve('pyodide/pyodide.mjs')).href;
  return new URL('../../pyodide/', import.meta.url).href;
}

/**
 * Pyodide's WebAssembly, compiled: one module serves all threads of a process.
 *
 * @param {string} [base] See {@link loadRuntime}.
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compileModule(base = installed()) {
  return WebAssembly.compile(await read(new URL('pyodide.asm.wasm', base).href));
}

/**
 * @param {string} [base] The folder of Pyodide's files. Default: the installed package.
 * @param {WebAssembly.Module} [module] What {@link compileModule} made, here or in another thread.
 * @returns {Promise<Runtime>}
 */
export async function loadRuntime(base = installed(), module = undefined) {
  const [api, { default: createModule }, compiled] = await Promise.all([
    import(/* webpackIgnore: true */ /* @vite-ignore */ new URL('pyodide.mjs', base).href),
    import(/* webpackIgnore: true */ /* @vite-ignore */ new URL('pyodide.asm.mjs', base).href),
    module ?? compileModule(base),
  ]);
  return { base, api, createModule, module: compiled };
}

/**
 * @typedef {object} Snapshot
 * @property {Uint8Array} bytes
 * @property {number} table The size of the function table that the bytes refer to.
 *
 * @typedef {object} StartOptions
 * @property {Files} files Laid into `site-packages` before Python starts.
 * @property {Snapshot} [snapshot]
 * @property {boolean} [makeSnapshot] True: a snapshot can be made of it.
 * @property {{ bytes: number, onRefused: (wanted: number) => void }} [memoryLimit] See `limitMemory`. Default: 4 GiB.
 * @property {(line: string) => void} [say] Gets what is said beside Python's standard streams.
 *
 * @typedef {object} Started
 * @property {Pyodide} python
 * @property {number} table The size of the function table before Python ran: it depends on what the engine can do.
 */

/**
 * Starts an interpreter.
 *
 * @param {Runtime} runtime
 * @param {StartOptions} options
 * @returns {Promise<Started>} Rejects where the snapshot does not fit this engine.
 */
export async function start(runtime, { files, snapshot, makeSnapshot = false, memoryLimit, say = console.warn }) {
  let table = 0;
  const python = await runtime.api.loadPyodide({
    ...(await settingsOf(runtime)),
    stdout: say,
    stderr: say,
    stdin: () => null,
    createPyodideModule: async (settings) => {
      const made = await createModule(runtime, settings, memoryLimit);
      table = made.wasmTable.length;
      if (snapshot) makeRoom(made, table, snapshot);
      return made;
    },
    fsInit: async (FS, { sitePackages }) => layFiles(FS, sitePackages, files),
    ...(makeSnapshot ? { _makeSnapshot: true } : {}),
    ...(snapshot ? { _loadSnapshot: snapshot.bytes } : {}),
  });
  return { python, table };
}

/**
 * The size of the function table that interpreters begin with in this engine.
 *
 * @param {Runtime} runtime
 */
export async function functionTableSize(runtime) {
  const enough = new Error('enough is known');
  let table = 0;
  const loading = runtime.api.loadPyodide({
    ...(await settingsOf(runtime)),
    _loadSnapshot: new Uint8Array(), // or Python would start
    stdout: console.warn,
    stderr: console.warn,
    createPyodideModule: async (settings) => {
      table = (await createModule(runtime, settings)).wasmTable.length;
      throw enough;
    },
  });
  await loading.catch((error) => {
    if (error !== enough) throw error;
  });
  return table;
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
 * What every interpreter of a runtime is given.
 *
 * @param {Runtime} runtime
 */
async function settingsOf({ base }) {
  return {
    // Pyodide reads its 10 MB of WebAssembly from here even where it is given the module: an empty file spares each thread that.
    indexURL: await locationOf(new URL('../dist/no-module/', import.meta.url).href),
    stdLibURL: await locationOf(new URL('python_stdlib.zip', base).href),
    // No package is ever loaded by Pyodide: its list takes 20 ms to parse.
    lockFileContents: { info: lockInfo, packages: {} },
    packageBaseUrl: base,
  };
}

/**
 * A URL as Pyodide takes it: a path where it is a file's.
 *
 * @param {string} url
 */
async function locationOf(url) {
  return url.startsWith('file:') ? (await import('node:url')).fileURLToPath(url) : url;
}

/**
 * @param {Pyodide['FS']} FS
 * @param {string} directory
 * @param {Files} files
 */
function layFiles(FS, directory, files) {
  for (const [file, content] of Object.entries(files)) {
    const path = `${directory}/${file}`;
    FS.mkdirTree(path.slice(0, path.lastIndexOf('/')));
    FS.writeFile(path, content);
  }
}

/**
 * Pyodide's module over the compiled WebAssembly.
 *
 * @param {Runtime} runtime
 * @param {Parameters<CreateModule>[0]} settings
 * @param {StartOptions['memoryLimit']} [memoryLimit]
 * @returns {Promise<Awaited<ReturnType<CreateModule>> & Memory>}
 */
function createModule(runtime, settings, memoryLimit) {
  /** @type {Promise<never>} */
  const failure = new Promise((_, reject) => {
    /** @type {NonNullable<typeof settings.instantiateWasm>} */
    const instantiateWasm = (imports, done) => {
      // Pyodide's own fallback where the engine lacks what its helper module needs.
      const mark = Symbol('error marker');
      imports['env'].Jsv_GetError_import = () => mark;
      imports['env'].JsvError_Check = (/** @type {unknown} */ value) => value === mark;
      // The settings object becomes Emscripten's module.
      const memory = () => /** @type {Memory} */ (/** @type {unknown} */ (settings));
      if (memoryLimit) limitMemory(imports, memory, memoryLimit.bytes, memoryLimit.onRefused);
      WebAssembly.instantiate(runtime.module, imports).then((instance) => done(instance, runtime.module), reject);
      return {};
    };
    Object.assign(settings, { instantiateWasm });
  });
  const making = () => Promise.race([runtime.createModule(settings), failure]);
  return /** @type {ReturnType<typeof createModule>} */ (withoutStackSwitching(making));
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
  const heap = heapBytes(snapshot.bytes);
  if (made.HEAP8.length < heap) made.growMemory(heap);
}

/**
 * The memory that an interpreter of this snapshot begins with, in bytes.
 *
 * @param {Uint8Array} snapshot
 */
export function heapBytes(snapshot) {
  return snapshot.length - (new Uint32Array(snapshot.buffer, snapshot.byteOffset, 2)[1] ?? 0);
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
