// @ts-check
import { InvalidLockError } from './errors.js';
import { target } from './target.js';
import { allowsVersion } from './version-specifier.js';
import { isCompatible, normalizeName, parseWheelName } from './wheel-name.js';

/** The version of the lock's form that is written and read here. */
export const lockVersion = 1;

/**
 * @typedef {object} LockedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} file The wheel's file name.
 * @property {string} url Where it was found: `https:`, `http:` or `file:`.
 * @property {string} sha256 In hexadecimal.
 * @property {number} size Bytes.
 * @property {string} [requiresPython] The Pythons that it says it runs on.
 *
 * @typedef {object} Lock
 * @property {number} lockVersion
 * @property {string} python The Python that it was made for.
 * @property {string} platform The platform whose wheels it names.
 * @property {string} [requiresPython] The Pythons that the script asks for.
 * @property {string[]} requirements What was asked for.
 * @property {LockedPackage[]} packages By name, in order.
 */

/** @type {Record<string, { test: (value: unknown) => boolean, must: string }>} */
const kinds = {
  text: { test: (value) => typeof value === 'string' && value !== '', must: 'must be a text' },
  digest: { test: (value) => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value), must: 'must be 64 hexadecimal digits' },
  size: { test: (value) => Number.isSafeInteger(value) && Number(value) > 0, must: 'must be a number of bytes' },
  url: { test: (value) => typeof value === 'string' && /^(?:https?|file):\/\//.test(value), must: 'must be an http, https or file URL' },
};

const packageFields = /** @type {const} */ ({ name: 'text', version: 'text', file: 'text', url: 'url', sha256: 'digest', size: 'size' });

/**
 * A lock that this Pyodide can use.
 *
 * @param {string} text JSON.
 * @returns {Lock}
 * @throws {InvalidLockError} with the place that is wrong
 */
export function readLock(text) {
  const lock = parse(text);
  if (!isObject(lock)) throw new InvalidLockError('', 'must be an object of JSON');
  if (lock['lockVersion'] !== lockVersion) refuse(lock['lockVersion'], 'lockVersion', `must be ${lockVersion}`);
  if (lock['platform'] !== target.platform) refuse(lock['platform'], 'platform', `must be "${target.platform}": lock anew`);
  const minor = target.python.replace(/\.\d+$/, '');
  if (!String(lock['python']).startsWith(`${minor}.`)) refuse(lock['python'], 'python', `must be of ${minor}: lock anew`);
  checkPython(lock['requiresPython'], 'requiresPython');
  if (!Array.isArray(lock['requirements']) || !lock['requirements'].every((each) => typeof each === 'string'))
    refuse(lock['requirements'], 'requirements', 'must be a list of texts');
  if (!Array.isArray(lock['packages'])) refuse(lock['packages'], 'packages', 'must be a list');
  const names = new Set();
  for (const [i, each] of /** @type {unknown[]} */ (lock['packages']).entries()) {
    const name = checkPackage(each, `packages[${i}]`);
    if (names.has(name)) throw new InvalidLockError(`packages[${i}].name`, `"${name}" is there twice`);
    names.add(name);
  }
  return /** @type {Lock} */ (/** @type {unknown} */ (lock));
}

/**
 * @param {unknown} given
 * @param {string} path
 * @returns {string} The normalized name.
 */
function checkPackage(given, path) {
  if (!isObject(given)) throw new InvalidLockError(path, 'must be an object');
  for (const [field, kind] of Object.entries(packageFields)) {
    const { test, must } = /** @type {{ test: (value: unknown) => boolean, must: string }} */ (kinds[kind]);
    if (!test(given[field])) refuse(given[field], `${path}.${field}`, must);
  }
  const wheel = parseWheelName(String(given['file']));
  const name = normalizeName(String(given['name']));
  if (wheel === undefined) refuse(given['file'], `${path}.file`, "must be a wheel's file name");
  else if (wheel.name !== name) refuse(given['file'], `${path}.file`, `must be a wheel of "${name}"`);
  else if (!isCompatible(wheel)) refuse(given['file'], `${path}.file`, `must be a wheel for ${target.platform} or any platform`);
  checkPython(given['requiresPython'], `${path}.requiresPython`);
  return name;
}

/**
 * @param {unknown} given
 * @param {string} path
 */
function checkPython(given, path) {
  if (given === undefined) return;
  if (typeof given !== 'string') return refuse(given, path, 'must be a text');
  let allowed = false;
  try {
    allowed = allowsVersion(given, target.python);
  } catch (error) {
    throw new InvalidLockError(path, /** @type {Error} */ (error).message);
  }
  if (!allowed) throw new InvalidLockError(path, `"${given}" leaves out Python ${target.python}, which Pyodide is`);
}

/**
 * @param {unknown} value
 * @param {string} path
 * @param {string} must
 * @returns {never}
 */
function refuse(value, path, must) {
  throw new InvalidLockError(path, value === undefined ? `${must}, is missing` : `${must}, is ${JSON.stringify(value)}`);
}

/** @param {string} text */
function parse(text) {
  try {
    return /** @type {unknown} */ (JSON.parse(text));
  } catch (error) {
    throw new InvalidLockError('', text.trim() === '' ? 'is empty' : /** @type {Error} */ (error).message);
  }
}

/**
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
