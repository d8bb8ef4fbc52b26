// @ts-check
import { start } from './pyodide.js';
import { digest } from './snapshot.js';

/**
 * @typedef {object} Environment
 * @property {import('./pyodide.js').Files} files
 * @property {readonly import('./packages/verify-wheel.js').Wheel[]} [wheels] Verified, and laid too.
 * @property {readonly string[]} modules Imported into the snapshot, in this order.
 * @property {readonly string[]} [optional] Imported after them, each if it can be.
 *
 * @typedef {object} MadeSnapshot
 * @property {Uint8Array<ArrayBuffer>} bytes
 * @property {import('./snapshot.js').Description} description
 * @property {Record<string, string>} skipped Why an optional module was left out, by its name.
 */

/**
 * A snapshot of an interpreter of its own that has an environment imported. Takes seconds, in which this thread does little
 * else.
 *
 * @param {Environment} environment
 * @param {import('./pyodide.js').Runtime} runtime
 * @returns {Promise<MadeSnapshot>} Rejects where a module cannot be imported, or brought a binary library along: a
 *   snapshot would be made of it without complaint, and kill every interpreter that uses it.
 */
export async function makeSnapshot({ files, wheels, modules, optional = [] }, runtime) {
  const { python, table } = await start(runtime, { files, makeSnapshot: true });
  if (wheels) await (await import('./packages/lay-packages.js')).layPackages(python, wheels);
  /** @type {Record<string, string>} */
  const skipped = python
    .pyimport('polyray_interpreter.prepare')
    .prepare([...modules, ...optional])
    .toJs();
  for (const name of modules) {
    if (name in skipped) throw new Error(`Cannot make a snapshot: module "${name}" cannot be imported: ${skipped[name]}`);
  }
  refuseLibraries(python);
  const bytes = /** @type {Uint8Array<ArrayBuffer>} */ (python.makeMemorySnapshot());
  const imported = [...modules, ...optional].filter((name) => !(name in skipped));
  const description = { pyodide: runtime.api.version, table, bytes: bytes.length, sha256: await digest(bytes), modules: imported };
  return { bytes, description, skipped };
}

/** @param {import('./pyodide.js').Pyodide} python */
function refuseLibraries(python) {
  const { _module } = /** @type {{ _module: { LDSO: { loadedLibsByName: Record<string, unknown> } } }} */ (/** @type {unknown} */ (python));
  const libraries = Object.keys(_module.LDSO.loadedLibsByName).filter((name) => name !== '__main__');
  if (libraries.length > 0) {
    throw new Error(
      `Cannot make a snapshot: binary libraries are loaded, which it cannot hold: ${libraries.join(', ')}; import their modules after the start`,
    );
  }
}
