// @ts-check
import { digest } from '../snapshot.js';
import { InvalidWheelError, WheelDigestError } from './errors.js';
import { target } from './target.js';
import { isCompatible, parseWheelName } from './wheel-name.js';
import { zipEntries } from './zip-entries.js';

/**
 * @typedef {object} Wheel
 * @property {string} file Its file name.
 * @property {string} sha256 In hexadecimal, from the lock.
 * @property {Uint8Array<ArrayBuffer>} bytes
 */

/** What one wheel may hold: the largest of Pyodide's own have 130 MB and 12 000 files. */
export const wheelLimits = Object.freeze({ unpackedBytes: 1 << 29, files: 50_000 });

/**
 * Makes sure that a wheel is the one that was locked, that Pyodide can load it, and that unpacking it writes no more than
 * {@link wheelLimits}, and inside its folder.
 *
 * @param {Wheel} wheel
 * @param {{ unpackedBytes: number, files: number }} [limits]
 * @returns {Promise<void>}
 * @throws {WheelDigestError | InvalidWheelError}
 */
export async function verifyWheel({ file, sha256, bytes }, limits = wheelLimits) {
  const found = await digest(bytes);
  if (found !== sha256) throw new WheelDigestError(file, sha256, found);
  const wheel = parseWheelName(file);
  if (wheel === undefined) throw new InvalidWheelError(file, 'this is no name of a wheel');
  if (!isCompatible(wheel)) throw new InvalidWheelError(file, `it is not for Python ${target.python} on ${target.platform}`);
  const entries = entriesOf(file, bytes);
  if (entries.length > limits.files) throw new InvalidWheelError(file, `it has ${entries.length} files, more than ${limits.files}`);
  const size = entries.reduce((sum, entry) => sum + entry.size, 0);
  if (size > limits.unpackedBytes) throw new InvalidWheelError(file, `it unpacks to ${size} bytes, more than ${limits.unpackedBytes}`);
  for (const { name, link } of entries) {
    if (isOutside(name)) throw new InvalidWheelError(file, `its file ${JSON.stringify(name)} would lie outside of its folder`);
    if (/^[^/]+\.data\/(?:pure|plat)lib\//.test(name))
      throw new InvalidWheelError(file, `its file ${JSON.stringify(name)} would have to be moved, which Pyodide does not do`);
    if (link) throw new InvalidWheelError(file, `its file ${JSON.stringify(name)} is a symbolic link`);
  }
  const metadata = entries.filter(({ name }) => /^[^/]+\.dist-info\/METADATA$/.test(name));
  if (metadata.length !== 1) throw new InvalidWheelError(file, `it has ${metadata.length} files *.dist-info/METADATA, not 1`);
}

/**
 * @param {string} file
 * @param {Uint8Array} bytes
 */
function entriesOf(file, bytes) {
  try {
    return zipEntries(bytes);
  } catch (error) {
    throw new InvalidWheelError(file, /** @type {Error} */ (error).message);
  }
}

/** @param {string} name */
function isOutside(name) {
  return name === '' || /^\/|\\|^[A-Za-z]:|\0/.test(name) || name.split('/').includes('..');
}
