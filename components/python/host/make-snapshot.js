// @ts-check
import { loadRuntime, start } from './pyodide.js';
import { digest } from './snapshot.js';

/**
 * @typedef {object} Environment
 * @property {import('./pyodide.js').Files} files
 * @property {readonly string[]} modules Imported beforehand, in this order. One that cannot be imported is left out.
 *
 * @typedef {object} MadeSnapshot
 * @property {Uint8Array<ArrayBuffer>} bytes
 * @property {{ pyodide: string, table: number, bytes: number, sha256: string }} description
 * @property {Record<string, string>} skipped Why a module was left out, by its name.
 */

/**
 * A snapshot of an interpreter of its own that has an environment imported. Takes seconds, in which this thread does little
 * else.
 *
 * @param {Environment} environment
 * @param {{ pyodide?: string, module?: WebAssembly.Module }} [options] As `bootInterpreter` takes them.
 * @returns {Promise<MadeSnapshot>} Rejects where a module brought a binary library along: those are lost in a snapshot.
 */
export async function makeSnapshot({ files, modules }, { pyodide, module } = {}) {
  const runtime = await loadRuntime(pyodide, module);
  const { python, table } = await start(runtime, { files, makeSnapshot: true });
  /** @type {Record<string, string>} */
  const skipped = python.pyimport('polyray_interpreter.prepare').prepare(modules).toJs();
  refuseLibraries(python);
  const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (python.makeMemorySnapshot());
  const description = { pyodide: runtime.api.version, table, bytes: bytes.length, sha256: await digest(bytes) };
  return { bytes, description, skipped };
}

/** @param {import('./pyodide.js').Pyodide} python */
function refuseLibraries(python) {
  const { _module } = /** @type {{ _module: { LDSO: { loadedLibsByName: Record<string, unknown> } } }} */ (/** @type {unknown} */ (python));
  const libraries = Object.keys(_module.LDSO.loadedLibsByName).filter((name) => name !== '__main__');
  if (libraries.length > 0) {
    throw new Error(
      `Cannot make a snapshot: binary modules are loaded (${libraries.join(', ')}), whose code a snapshot cannot hold; import them after the start`,
    );
  }
}
