// @ts-check
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ResolutionError } from './errors.js';
import { sorted, UnresolvedError } from './resolution.js';
import { target } from './target.js';

/** The pip whose resolver is used: the wheel from the package index, whichever pip the system has. */
export const pip = Object.freeze({
  name: 'pip',
  version: '26.3',
  file: 'pip-26.3-py3-none-any.whl',
  sha256: Object.freeze(['f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13']),
});

/**
 * Resolves with pip in a system's Python. pip's own configuration (index, certificates, proxies) holds.
 *
 * @param {import('./resolution.js').ResolutionRequest} request
 * @param {{ python: string, wheel: string, signal?: AbortSignal }} tools A Python from 3.11 on, and the wheel of {@link pip}.
 * @returns {Promise<import('./resolution.js').ResolvedPackage[]>} By name.
 * @throws {ResolutionError}
 */
export async function resolveWithPip({ requirements, constraints, pre, indexUrls, mirror }, { python, wheel, signal }) {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-pip-'));
  try {
    /** @type {[string, string | null][]} */
    const options = [];
    const [first, ...others] = indexUrls;
    if (first !== undefined) options.push(['--index-url', first]);
    for (const url of others) options.push(['--extra-index-url', url]);
    if (pre) options.push(['--pre', null]);
    if (mirror !== undefined) {
      const page = path.join(folder, 'pyodide.html');
      await writeFile(page, pageOf(mirror));
      options.push(['--find-links', page]);
    }
    const [asked, answered] = [path.join(folder, 'request.json'), path.join(folder, 'result.json')];
    const { markers, platform } = target;
    await writeFile(asked, JSON.stringify({ requirements, constraints, options, markers, platform, python: target.python }));
    await run(python, [fileURLToPath(new URL('pip_resolver.py', import.meta.url)), wheel, asked, answered], signal);
    const result = JSON.parse(await readFile(answered, 'utf8'));
    if (result.packages === undefined) throw new UnresolvedError('pip', result);
    return sorted(result.packages);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * A page of links, as `--find-links` reads it.
 *
 * @param {import('./resolution.js').Mirror} mirror
 */
function pageOf({ base, wheels }) {
  const links = wheels.map(({ file, sha256 }) => {
    const url = new URL(encodeURIComponent(file), base).href;
    return `<a href="${url}${sha256 === null ? '' : `#sha256=${sha256}`}">${file}</a><br>`;
  });
  return `<!DOCTYPE html>\n<html><body>\n${links.join('\n')}\n</body></html>\n`;
}

/**
 * @param {string} python
 * @param {string[]} args
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<void>}
 */
function run(python, args, signal) {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1', PYTHONIOENCODING: 'utf-8' };
    const child = spawn(python, args, { stdio: ['ignore', 'ignore', 'pipe'], env, ...(signal === undefined ? {} : { signal }) });
    let words = '';
    child.stderr.on('data', (/** @type {Buffer} */ chunk) => {
      words += chunk.toString();
    });
    // one that was stopped is waited for: its files are taken away next
    child.on('error', (cause) => signal?.aborted || reject(new ResolutionError(`Cannot run "${python}": ${cause.message}`)));
    child.on('close', (code) => {
      if (signal?.aborted) reject(signal.reason);
      else if (code === 0) resolve();
      else reject(new ResolutionError(`Cannot resolve with pip ${pip.version} in "${python}": ${words.trim() || `it ended with ${code}`}`));
    });
  });
}
