// @ts-check
import { loadRuntime, start } from './pyodide.js';
import { read } from './read.js';
import { readSnapshot } from './snapshot.js';

/**
 * @typedef {object} InterpreterOptions
 * @property {string} manifest URL of the build's manifest: the Python sources and what the snapshot must be.
 * @property {string} snapshot URL of the memory snapshot. One that cannot be used costs about two seconds, no more.
 * @property {string} [pyodide] URL of the folder of Pyodide's files, with a slash at its end. Default: the installed package.
 *
 * @typedef {object} Booted
 * @property {import('./pyodide.js').Pyodide} python With `polyray_executor` ready to import.
 * @property {unknown} snapshotError Why the snapshot was not used; undefined where it was.
 */

/**
 * An interpreter from the snapshot, or, where that is missing or not to be trusted, from scratch.
 *
 * @param {InterpreterOptions} options
 * @returns {Promise<Booted>}
 */
export async function boot(options) {
  const loading = loadRuntime(options.pyodide);
  /** @type {import('./snapshot.js').Manifest} */
  const manifest = JSON.parse(new TextDecoder().decode(await read(options.manifest)));
  // Settled, not rejected, while Pyodide still loads.
  const reading = readSnapshot(options.snapshot, manifest).catch((error) => error);
  const runtime = await loading;
  try {
    const snapshot = await reading;
    if (snapshot instanceof Error) throw snapshot;
    if (manifest.pyodide !== runtime.api.version) {
      throw new Error(`Cannot use snapshot "${options.snapshot}": it is of Pyodide ${manifest.pyodide}, this is ${runtime.api.version}`);
    }
    const { python } = await start(runtime, manifest.sources, { snapshot: { bytes: snapshot, table: manifest.table } });
    return { python, snapshotError: undefined };
  } catch (snapshotError) {
    const { python } = await start(runtime, manifest.sources);
    return { python, snapshotError };
  }
}
