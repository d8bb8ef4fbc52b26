// @ts-check
import { ResolutionError } from './errors.js';
import { target } from './target.js';
import { isCompatible, normalizeName, parseWheelName } from './wheel-name.js';

/**
 * @typedef {object} ResolvedPackage
 * @property {string} name
 * @property {string} version
 * @property {string} url
 * @property {string | null} sha256 Nothing where the index says none.
 * @property {string | null} requiresPython
 *
 * @typedef {object} Missing A package that has no wheel for Pyodide.
 * @property {string} name Normalized.
 * @property {string} specifier What was asked for: `>=2`.
 * @property {boolean} allowed Whether `version` is one that was asked for.
 * @property {string | null} version The newest; nothing where the package is unknown.
 * @property {string[]} files What there is of that version.
 *
 * @typedef {object} Failure
 * @property {string} log The resolver's own words.
 * @property {Missing[]} missing
 * @property {string[]} unreachable Why the package index could not be asked.
 *
 * @typedef {object} Mirror Wheels of Pyodide's own index that can be fetched.
 * @property {string} base A URL with a slash at its end.
 * @property {readonly { name: string, version: string, file: string, sha256: string | null, depends: string[] }[]} wheels
 *
 * @typedef {object} ResolutionRequest
 * @property {readonly string[]} requirements PEP 508, names and specifiers.
 * @property {readonly string[]} constraints
 * @property {boolean} pre Whether pre-releases count.
 * @property {readonly string[]} indexUrls Package indexes; none: the resolver's own.
 * @property {Mirror} [mirror]
 */

/** The resolver ran and found no way. */
export class UnresolvedError extends ResolutionError {
  /**
   * @param {string} resolver
   * @param {Failure} failure
   */
  constructor(resolver, failure) {
    super(failureText(resolver, failure, () => '', ''));
    this.failure = failure;
    this.resolver = resolver;
  }
}

/**
 * What a person reads of a failure.
 *
 * @param {string} resolver
 * @param {Failure} failure
 * @param {(missing: Missing) => string} more What else is known of a package; a sentence's end or nothing.
 * @param {string} end What is known of all of them; a line or nothing.
 */
export function failureText(resolver, { log, missing, unreachable }, more, end) {
  const where = `Pyodide (Python ${target.python}, ${target.platform})`;
  const [reason] = unreachable;
  if (reason !== undefined) return `Cannot reach the server of the packages: ${pipReason(reason) ?? reason}`;
  if (missing.length > 0) {
    const lines = missing.map((each) => `  ${each.name}${each.specifier}: ${missingText(each)}${more(each)}`);
    return `Cannot find wheels for ${where}:\n${lines.join('\n')}${end}`;
  }
  const words = log.replaceAll(/^ERROR: /gm, '').trim();
  return `Cannot resolve the requirements for ${where}; ${resolver} says:\n${words.replaceAll(/^/gm, '  ')}`;
}

/**
 * Why pip could not connect, of the many words that it has for it.
 *
 * @param {string} log
 * @returns {string | undefined}
 */
function pipReason(log) {
  return /after connection broken by '\w+\(\s*["']?(.+?)["']?\)'/.exec(log)?.[1];
}

/** @param {Missing} missing */
function missingText({ allowed, version, files }) {
  if (version === null) return 'the package index knows no such package';
  if (!allowed) return `there is no such version, the newest is ${version}`;
  const wheels = files.flatMap((file) => parseWheelName(file) ?? []);
  if (wheels.length === 0) return `${version} has no wheels, only its source`;
  if (wheels.some(isCompatible)) return `${version} has a wheel, but does not run on Python ${target.python}`;
  const families = new Set(wheels.flatMap(({ pythons, platforms }) => platforms.map((platform) => family(platform, pythons))));
  return `${version} has wheels for ${[...families].sort().join(', ')} only`;
}

/**
 * `manylinux` of `manylinux_2_28_x86_64`; what is near to Pyodide is told in full.
 *
 * @param {string} platform
 * @param {string[]} pythons
 */
function family(platform, pythons) {
  if (/emscripten|pyodide|wasm/.test(platform) || platform === 'any') return `${platform} (${pythons.join('.')})`;
  return /^[a-z]+/.exec(platform)?.[0] ?? platform;
}

/**
 * Each package once, by name.
 *
 * @param {readonly ResolvedPackage[]} packages
 */
export function sorted(packages) {
  const byName = new Map(packages.map((each) => [normalizeName(each.name), each]));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, each]) => ({ ...each, name }));
}
