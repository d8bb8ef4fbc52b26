// @ts-check
import { target } from './target.js';

/**
 * @typedef {object} WheelName The parts of a wheel's file name.
 * @property {string} name Of the distribution, normalized: `pydantic-core`.
 * @property {string} version
 * @property {string[]} pythons `cp314`, `py3`.
 * @property {string[]} abis `cp314`, `abi3`, `none`.
 * @property {string[]} platforms `any`, or where its binaries run.
 */

/**
 * A name as PEP 503 compares it.
 *
 * @param {string} name
 */
export function normalizeName(name) {
  return name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

/**
 * @param {string} file Without folders.
 * @returns {WheelName | undefined} Nothing where it is no wheel's name.
 */
export function parseWheelName(file) {
  const match = /^([\w.]+)-([\w.!+]+)(?:-\d\w*)?-([\w.]+)-([\w.]+)-([\w.]+)\.whl$/.exec(file);
  if (match === null) return undefined;
  const [, name = '', version = '', python = '', abi = '', platform = ''] = match;
  return { name: normalizeName(name), version, pythons: python.split('.'), abis: abi.split('.'), platforms: platform.split('.') };
}

const minor = Number(target.python.split('.')[1]);

/**
 * Whether Pyodide can load it: built for its Python and its platform, or for any.
 *
 * @param {WheelName} wheel
 */
export function isCompatible({ pythons, abis, platforms }) {
  if (!platforms.some((platform) => platform === 'any' || platform === target.platform)) return false;
  return pythons.some((python) => {
    const [, kind, digits = ''] = /^(cp|py)3(\d*)$/.exec(python) ?? [];
    const wanted = digits === '' ? 0 : Number(digits);
    if (kind === undefined || wanted > minor) return false;
    if (abis.includes(`cp3${minor}`) && wanted === minor) return true;
    return abis.includes('none') || (abis.includes('abi3') && kind === 'cp');
  });
}
