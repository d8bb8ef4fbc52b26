// @ts-check
import path from 'node:path';
import { makeSnapshot } from './make-snapshot.js';
import { functionTableSize, loadRuntime } from './pyodide.js';
import { read } from './read.js';
import { share } from './share.js';
import { digest } from './snapshot.js';
import { readEntry, writeEntry } from './snapshot-entry.js';

/**
 * @typedef {object} PackageSet What an environment has besides the built-in one.
 * @property {import('./pyodide.js').Files} [files] By their paths in `site-packages`.
 * @property {readonly import('./packages/verify-wheel.js').Wheel[]} [wheels]
 * @property {readonly string[]} modules Imported into the snapshot; none with a binary library.
 *
 * @typedef {object} CacheOptions
 * @property {string} directory Where snapshots are kept; made when missing. Who can write there can run code here.
 * @property {import('./snapshot.js').Manifest} manifest Of the built-in environment.
 * @property {PackageSet} packages
 * @property {WebAssembly.Module} [module] Default: compiled here.
 * @property {string} [pyodide] As `bootInterpreter` takes it.
 *
 * @typedef {object} Cached
 * @property {import('./boot-interpreter.js').Prepared} prepared For `bootInterpreter`.
 * @property {string | undefined} made Why the snapshot had to be made, in seconds rather than milliseconds; undefined
 *   where it was there.
 */

/**
 * The snapshot of a package set: from the cache where it is whole, and of this Pyodide, this engine and these very files;
 * else made now, in this thread.
 *
 * @param {CacheOptions} options
 * @returns {Promise<Cached>} Rejects where a module cannot be imported, or brings a binary library.
 */
export async function cachedSnapshot({ directory, manifest, packages, module, pyodide }) {
  const runtime = await loadRuntime(pyodide, module);
  const { files = {}, wheels = [] } = packages;
  const environment = { files: { ...manifest.sources, ...files }, wheels, modules: [...manifest.modules, ...packages.modules] };
  const key = await keyOf(environment, runtime);
  const file = path.join(directory, `${key}.snapshot`);
  const found = await readEntry(file, key).catch((error) => /** @type {Error} */ (error));
  const { description, bytes } = found instanceof Error ? await makeSnapshot(environment, runtime) : found;
  if (found instanceof Error) await writeEntry(file, key, description, bytes);
  return {
    prepared: {
      manifest: { ...description, sources: manifest.sources },
      files,
      wheels,
      snapshot: share(bytes),
      module: runtime.module,
      ...(pyodide === undefined ? {} : { pyodide }),
    },
    made: found instanceof Error ? found.message : undefined,
  };
}

/**
 * Everything that a snapshot depends on.
 *
 * @param {import('./make-snapshot.js').Environment} environment
 * @param {import('./pyodide.js').Runtime} runtime
 */
async function keyOf({ files, wheels = [], modules }, runtime) {
  const encoder = new TextEncoder();
  const hashes = Object.entries(files).map(async ([name, content]) => {
    return [name, await digest(typeof content === 'string' ? encoder.encode(content) : new Uint8Array(content))];
  });
  // This small file of Pyodide's names the build of the others.
  const build = await digest(await read(new URL('pyodide.mjs', runtime.base).href));
  const parts = [
    build,
    await functionTableSize(runtime),
    (await Promise.all(hashes)).sort(),
    wheels.map(({ sha256 }) => sha256).sort(),
    modules,
  ];
  return digest(encoder.encode(JSON.stringify(parts)));
}
