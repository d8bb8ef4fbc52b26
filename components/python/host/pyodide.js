// @ts-check
import { read } from './read.js';

/**
 * @typedef {typeof import('pyodide')} PyodideModule
 * @typedef {import('pyodide').PyodideAPI} Pyodide
 * @typedef {NonNullable<NonNullable<Parameters<PyodideModule['loadPyodide']>[0]>['createPyodideModule']>} CreateModule
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
 * Starts an interpreter with the package `polyray_executor` on its path.
 *
 * @param {Runtime} runtime
 * @param {Record<string, string>} sources The package's files.
 * @param {{ snapshot?: Uint8Array | undefined, makeSnapshot?: boolean }} [options]
 * @returns {Promise<Pyodide>}
 */
export async function start(runtime, sources, { snapshot, makeSnapshot = false } = {}) {
  const { base } = runtime;
  return runtime.api.loadPyodide({
    indexURL: base.startsWith('file:') ? decodeURIComponent(new URL(base).pathname) : base,
    // No package is ever loaded: the real list takes 20 ms to parse.
    lockFileContents: { info: lockInfo, packages: {} },
    packageBaseUrl: base,
    stdLibURL: new URL('python_stdlib.zip', base).href,
    // The rule's own print is a value of the response; what reaches these is low-level.
    stdout: (text) => console.warn(text),
    stderr: (text) => console.warn(text),
    stdin: () => null,
    createPyodideModule: (settings) => createModule(runtime, settings, snapshot),
    fsInit: async (FS, { sitePackages }) => {
      const directory = `${sitePackages}/polyray_executor`;
      FS.mkdirTree(directory);
      for (const [file, text] of Object.entries(sources)) FS.writeFile(`${directory}/${file}`, text);
    },
    ...(makeSnapshot ? { _makeSnapshot: true } : {}),
    ...(snapshot ? { _loadSnapshot: snapshot } : {}),
  });
}

const lockInfo = { abi_version: '2026_0', arch: 'wasm32', platform: 'emscripten_5_0_3', python: '3.14.2', version: '314.0.7' };

/**
 * Pyodide's module over the compiled WebAssembly, with room for the snapshot.
 *
 * @param {Runtime} runtime
 * @param {Parameters<CreateModule>[0]} settings
 * @param {Uint8Array | undefined} snapshot
 */
async function createModule(runtime, settings, snapshot) {
  settings.instantiateWasm = (imports, done) => {
    // Without a stack-switching helper module these two are Pyodide's own fallback.
    const mark = Symbol('error marker');
    imports.env.Jsv_GetError_import = () => mark;
    imports.env.JsvError_Check = (/** @type {unknown} */ value) => value === mark;
    WebAssembly.instantiate(runtime.module, imports).then((instance) => done(instance, runtime.module));
    return {};
  };
  const made = await withoutStackSwitching(() => runtime.createModule(settings));
  if (snapshot) {
    // The heap starts smaller than a snapshot may be, and restoring does not grow it.
    const header = new Uint32Array(snapshot.buffer, snapshot.byteOffset, 2)[1] ?? 0;
    if (made.HEAP8.length < snapshot.length - header) made.growMemory(snapshot.length - header);
  }
  return made;
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
