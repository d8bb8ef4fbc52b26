// @ts-check
import { read } from './read.js';

/**
 * @typedef {object} Description What a snapshot must be.
 * @property {string} pyodide The version of Pyodide that made it.
 * @property {number} table The size of the engine's function table, which its content refers to.
 * @property {number} bytes Its size.
 * @property {string} sha256 Its digest, in hexadecimal.
 * @property {string[]} modules What is imported in it, besides the standard library's.
 *
 * @typedef {Description & { sources: Record<string, string>, wheels?: { file: string, sha256: string }[] }} Manifest A
 *   description, the Python files of the environment (text of each by its path in `site-packages`), and the wheels that lie in
 *   `packages/` beside it.
 */

/**
 * SHA-256 in hexadecimal, computed off this thread where the engine can.
 *
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * A snapshot that is whole, as the manifest says. A restored heap is executed: nothing less is good enough.
 *
 * @param {string} url
 * @param {Manifest} manifest
 * @returns {Promise<Uint8Array<ArrayBuffer>>} Rejects with the reason where it cannot be used.
 */
export async function readSnapshot(url, manifest) {
  const bytes = await read(url);
  await verify(bytes, manifest, url);
  return bytes;
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {Description} description
 * @param {string} name Of the snapshot, for the error.
 */
export async function verify(bytes, description, name) {
  if (bytes.length !== description.bytes)
    throw new Error(`Cannot use snapshot "${name}": it has ${bytes.length} of ${description.bytes} bytes`);
  if ((await digest(bytes)) !== description.sha256) throw new Error(`Cannot use snapshot "${name}": its content is damaged`);
}
