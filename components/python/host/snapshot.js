// @ts-check
import { read } from './read.js';

/**
 * What the build says of a snapshot, and the Python files in it.
 *
 * @typedef {object} Manifest
 * @property {string} pyodide The version of Pyodide that made it.
 * @property {number} table The size of the engine's function table, which its content refers to.
 * @property {number} bytes Its size.
 * @property {string} sha256 Its digest, in hexadecimal.
 * @property {Record<string, string>} sources The text of each Python file by its path in `site-packages`.
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
 * @param {{ bytes: number, sha256: string }} manifest
 * @param {string} name Of the snapshot, for the error.
 */
export async function verify(bytes, manifest, name) {
  if (bytes.length !== manifest.bytes) throw new Error(`Cannot use snapshot "${name}": it has ${bytes.length} of ${manifest.bytes} bytes`);
  if ((await digest(bytes)) !== manifest.sha256) throw new Error(`Cannot use snapshot "${name}": its content is damaged`);
}
