// @ts-check
import { InvalidWheelError } from './errors.js';
import { verifyWheel } from './verify-wheel.js';

/**
 * Lays packages into an interpreter, plain or from a snapshot, so that Python can import them. A snapshot does not hold
 * files: after a restore they are laid again, those with binaries too.
 *
 * Every wheel is verified first; where one is not what was locked, none is laid. Pyodide itself checks no digest outside of a page.
 *
 * @param {import('../pyodide.js').Pyodide} python
 * @param {readonly import('./verify-wheel.js').Wheel[]} wheels
 * @returns {Promise<void>}
 * @throws {import('./errors.js').WheelDigestError | import('./errors.js').InvalidWheelError}
 */
export async function layPackages(python, wheels) {
  for (const wheel of wheels) await verifyWheel(wheel);
  // unless told, Pyodide unpacks into the working directory
  const extractDir = /** @type {string} */ (python.runPython('import sysconfig; sysconfig.get_path("purelib")'));
  for (const { file, bytes } of wheels) {
    try {
      python.unpackArchive(bytes, 'wheel', { extractDir });
    } catch (error) {
      const said = /** @type {Error} */ (error).message.trim().split('\n').at(-1);
      throw new InvalidWheelError(file, `it cannot be unpacked: ${said}`);
    }
  }
  python.runPython('import importlib; importlib.invalidate_caches()');
}
