// @ts-check
import { read } from '../read.js';
import { target } from './target.js';

/**
 * @typedef {object} PyodideWheel A wheel of Pyodide's own index.
 * @property {string} name
 * @property {string} version
 * @property {string} file
 * @property {string} sha256 In hexadecimal.
 * @property {string[]} depends Normalized names.
 *
 * @typedef {object} PyodideIndex
 * @property {import('pyodide').LockfileInfo} info
 * @property {string} base Where its makers keep the files, with a slash at its end.
 * @property {ReadonlyMap<string, PyodideWheel>} wheels By normalized name.
 * @property {ReadonlySet<string>} libraries Normalized names of the shared libraries that some need, which are no wheels.
 */

/** Where npm put Pyodide. */
export function pyodideFolder() {
  return new URL('.', import.meta.resolve('pyodide/pyodide.mjs')).href;
}

/**
 * Pyodide's list of the packages that its makers built, as it comes with Pyodide: names and digests, not the files.
 *
 * @param {string} [pyodide] The folder of Pyodide's files, with a slash at its end.
 * @returns {Promise<PyodideIndex>}
 */
export async function readPyodideIndex(pyodide = pyodideFolder()) {
  const json = async (/** @type {string} */ file) => JSON.parse(new TextDecoder().decode(await read(new URL(file, pyodide).href)));
  const [lock, { version }] = await Promise.all([json('pyodide-lock.json'), json('package.json')]);
  if (lock.info.python !== target.python) throw new Error(`Pyodide ${version} is Python ${lock.info.python}, not ${target.python}`);
  const wheels = new Map();
  const libraries = new Set();
  /** @type {[string, import('pyodide').Lockfile['packages'][string]][]} */
  const entries = Object.entries(lock.packages);
  for (const [name, { version, file_name: file, sha256, depends, package_type: type }] of entries) {
    if (type === 'shared_library') libraries.add(name);
    else if (file.endsWith('.whl')) wheels.set(name, { name, version, file, sha256, depends });
  }
  return { info: { ...lock.info, version }, base: `https://cdn.jsdelivr.net/pyodide/v${version}/full/`, wheels, libraries };
}
