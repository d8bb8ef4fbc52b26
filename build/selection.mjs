// @ts-check
// Which executors a command is about. Plain JavaScript, since the bootstrap asks it too, on any Node from 20 on: what is not
// built is not installed either.
import fs from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} Executor A folder of components/ with a package.
 * @property {string} name
 * @property {string} [needs] What npm does not install and its build needs; it is built only where it is asked for.
 *
 * @typedef {object} Choice
 * @property {string} [only] Names, with commas between.
 * @property {string} [except] The same.
 * @property {string} [preset] `full`, or an executor's name.
 */

/** A command was called in a way that it does not know. */
export class UsageError extends Error {
  /** @override */
  name = 'UsageError';
}

/**
 * Whether it is told by its message alone, and the exit code is 2.
 *
 * @param {unknown} error
 * @returns {error is Error}
 */
export function isUsageError(error) {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_'); // parseArgs() says so
}

/** What a product chose, where there is such a file. */
export const configName = 'polyray.build.json';

/**
 * The executors of a repository, by name.
 *
 * @param {string} root
 * @returns {Executor[]}
 */
export function findExecutors(root) {
  const components = path.join(root, 'components');
  return fs
    .readdirSync(components)
    .filter((name) => fs.existsSync(path.join(components, name, 'build.ts')))
    .sort()
    .map((name) => {
      const { polyray } = JSON.parse(fs.readFileSync(path.join(components, name, 'package.json'), 'utf8'));
      return { name, ...(polyray?.needs === undefined ? {} : { needs: polyray.needs }) };
    });
}

/**
 * The executors that a choice is about. Without one: those of the product's configuration, or else all that npm alone can build.
 *
 * @param {readonly Executor[]} executors All.
 * @param {Choice} choice
 * @param {readonly string[]} [configured] By the product's configuration.
 * @returns {string[]} Sorted.
 * @throws {UsageError}
 */
export function selectExecutors(executors, { only, except, preset }, configured) {
  const all = executors.map(({ name }) => name);
  const given = [only === undefined ? [] : '--only', preset === undefined ? [] : '--preset'].flat();
  if (given.length > 1 || (only !== undefined && except !== undefined))
    throw new UsageError(`${[...given, ...(except === undefined ? [] : ['--except'])].join(' and ')} exclude each other`);
  const plain = executors.flatMap(({ name, needs }) => (needs === undefined ? [name] : []));
  const wanted = only !== undefined ? list('--only', only, all) : preset !== undefined ? presetOf(preset, all) : (configured ?? plain);
  const left = except === undefined ? [] : list('--except', except, all);
  const chosen = all.filter((name) => wanted.includes(name) && !left.includes(name));
  return chosen;
}

/**
 * @param {string} option
 * @param {string} text
 * @param {readonly string[]} all
 */
function list(option, text, all) {
  const names = text.split(',').filter(Boolean);
  if (names.length === 0) throw new UsageError(`${option} takes a list of ${all.join(', ')}; got "${text}"`);
  for (const name of names) if (!all.includes(name)) throw new UsageError(`${option}: ${unknownName('executor', name, all)}`);
  return names;
}

/**
 * @param {string} preset
 * @param {readonly string[]} all
 */
function presetOf(preset, all) {
  if (preset === 'full') return all;
  if (!all.includes(preset)) throw new UsageError(`--preset: ${unknownName('preset', preset, ['full', ...all])}`);
  return [preset];
}

/**
 * The executors that a configuration names. The build checks the rest of it.
 *
 * @param {string} file
 * @param {readonly Executor[]} executors All.
 * @returns {string[]}
 * @throws {UsageError}
 */
export function configuredExecutors(file, executors) {
  const { executors: chosen } = readConfigFile(file);
  if (typeof chosen !== 'object' || chosen === null || Array.isArray(chosen))
    throw new UsageError(`Cannot use "${file}": executors must be an object with the options of each executor`);
  const all = executors.map(({ name }) => name);
  for (const name of Object.keys(chosen))
    if (!all.includes(name)) throw new UsageError(`Cannot use "${file}": executors: ${unknownName('executor', name, all)}`);
  return Object.keys(chosen);
}

/**
 * @param {string} file
 * @returns {Record<string, unknown>}
 * @throws {UsageError}
 */
export function readConfigFile(file) {
  let found;
  try {
    found = JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    throw new UsageError(`Cannot use "${file}": ${code === 'ENOENT' ? 'there is no such file' : message}`);
  }
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new UsageError(`Cannot use "${file}": it must be an object`);
  return found;
}

/**
 * The configuration to go by: the one named, else the repository's own, where there is one.
 *
 * @param {string} root
 * @param {string} [named]
 * @returns {string | undefined}
 */
export function findConfig(root, named) {
  if (named !== undefined) return path.resolve(named);
  const own = path.join(root, configName);
  return fs.existsSync(own) ? own : undefined;
}

/**
 * @param {string} kind
 * @param {string} name
 * @param {readonly string[]} known
 */
export function unknownName(kind, name, known) {
  const near = known.filter((each) => distance(name, each) <= Math.max(1, Math.floor(each.length / 3)));
  near.sort((a, b) => distance(name, a) - distance(name, b));
  const hint = near[0] === undefined ? '' : `; did you mean "${near[0]}"?`;
  return `there is no ${kind} "${name}"${hint} (there are ${known.join(', ')})`;
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that make one text of another.
 *
 * @param {string} a
 * @param {string} b
 */
function distance(a, b) {
  let [before, last] = [/** @type {number[]} */ ([]), Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = /** @type {number} */ (last[j - 1]) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(/** @type {number} */ (last[j]) + 1, /** @type {number} */ (row[j - 1]) + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(/** @type {number} */ (row[j]), /** @type {number} */ (before[j - 2]) + 1);
    }
    [before, last] = [last, row];
  }
  return /** @type {number} */ (last[b.length]);
}
