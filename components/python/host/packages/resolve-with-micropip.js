// @ts-check

import { read } from '../read.js';
import { digest } from '../snapshot.js';
import { WheelDigestError } from './errors.js';
import { pyodideFolder, readPyodideIndex } from './pyodide-index.js';
import { sorted, UnresolvedError } from './resolution.js';
import { normalizeName } from './wheel-name.js';

/** The micropip that resolves: as the package index has it, and as Pyodide's own index has it. */
export const micropip = Object.freeze({
  name: 'micropip',
  version: '0.11.1',
  file: 'micropip-0.11.1-py3-none-any.whl',
  sha256: Object.freeze([
    '768de165adb8e66906039d8fec4127a57f522dfdf8e6fbff877a4616941ecfd3',
    'e2d52886594fd4cd0d0847110a1c34ae0134d3a970eb4496d3b5eb31ee2d8af6',
  ]),
});

/**
 * Resolves with micropip in an interpreter of its own: no system's Python is needed. micropip takes the newest version of
 * everything and does not go back on it.
 *
 * @param {import('./resolution.js').ResolutionRequest} request
 * @param {{ wheel: Uint8Array<ArrayBuffer> }} tools The wheel of {@link micropip}.
 * @returns {Promise<import('./resolution.js').ResolvedPackage[]>} By name.
 * @throws {import('./errors.js').ResolutionError}
 */
export async function resolveWithMicropip({ requirements, constraints, pre, indexUrls, mirror }, { wheel }) {
  const found = await digest(wheel);
  if (!micropip.sha256.includes(found)) throw new WheelDigestError(micropip.file, micropip.sha256.join(' or '), found);
  const python = await start(mirror);
  python.unpackArchive(wheel, 'wheel');
  for (const file of ['wheels_instead.py', 'micropip_resolver.py'])
    python.FS.writeFile(file, await read(new URL(file, import.meta.url).href));
  python.runPython('import importlib; importlib.invalidate_caches()');
  forget(python);
  const request = JSON.stringify({ requirements, constraints, pre, indexUrls });
  const result = JSON.parse(await python.pyimport('micropip_resolver').resolve(request));
  if (result.packages === undefined) throw new UnresolvedError('micropip', result);
  /** @type {string[]} */
  const chosen = result.pyodide;
  return sorted([...ofMirror(mirror, chosen), ...result.packages]);
}

/**
 * An interpreter that knows the packages of the mirror and no others.
 *
 * @param {import('./resolution.js').Mirror | undefined} mirror
 * @returns {Promise<import('../pyodide.js').Pyodide>}
 */
async function start(mirror) {
  const base = pyodideFolder();
  const { info } = await readPyodideIndex(base);
  const packages = Object.fromEntries((mirror?.wheels ?? []).map((each) => [each.name, entry(each)]));
  /** @type {import('../pyodide.js').PyodideModule} */
  const api = await import(/* webpackIgnore: true */ /* @vite-ignore */ new URL('pyodide.mjs', base).href);
  const { fileURLToPath } = await import('node:url');
  return api.loadPyodide({
    indexURL: fileURLToPath(base),
    lockFileContents: /** @type {import('pyodide').Lockfile} */ (/** @type {unknown} */ ({ info, packages })),
    packageBaseUrl: mirror?.base ?? base,
    stdout: (text) => console.warn(text),
    stderr: (text) => console.warn(text),
  });
}

/** @param {import('./resolution.js').Mirror['wheels'][number]} wheel */
function entry({ name, version, file, sha256, depends }) {
  return {
    name,
    version,
    file_name: file,
    sha256,
    depends,
    imports: [],
    install_dir: 'site',
    package_type: 'package',
    unvendored_tests: false,
  };
}

/**
 * micropip does not resolve what is installed, and itself may be asked for.
 *
 * @param {import('../pyodide.js').Pyodide} python
 */
function forget(python) {
  python.runPython('import micropip, shutil, glob\nfor folder in glob.glob("micropip-*.dist-info"): shutil.rmtree(folder)');
}

/**
 * Packages of the mirror and all that they need.
 *
 * @param {import('./resolution.js').Mirror | undefined} mirror
 * @param {readonly string[]} names
 * @returns {import('./resolution.js').ResolvedPackage[]}
 */
function ofMirror(mirror, names) {
  if (mirror === undefined) return [];
  const byName = new Map(mirror.wheels.map((each) => [each.name, each]));
  const wanted = new Set(names.map(normalizeName));
  for (const name of wanted) for (const needed of byName.get(name)?.depends ?? []) wanted.add(normalizeName(needed));
  return [...wanted].flatMap((name) => {
    const wheel = byName.get(name);
    if (wheel === undefined) return [];
    const url = new URL(encodeURIComponent(wheel.file), mirror.base).href;
    return [{ name: wheel.name, version: wheel.version, url, sha256: wheel.sha256, requiresPython: null }];
  });
}
