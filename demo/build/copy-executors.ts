import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { root } from '../../build/members.ts';

/** The executors that the site has. */
export const executorNames = ['cpp', 'ml', 'python'] as const;

/** What of a package is loaded in a page. */
const wanted = /^(index\.js|LICENSE|NOTICE|dist\/.*\.(js|wasm|json|snapshot)|host\/(?!packages\/|build-|make-|snapshot-)[^/]+\.js)$/;
const pyodide = ['pyodide.mjs', 'pyodide.asm.mjs', 'pyodide.asm.wasm', 'pyodide-lock.json', 'python_stdlib.zip'];

/** What is fetched of Python before it starts, nearly all of it, and how many bytes each has. */
export function pythonFiles(folder: string): Record<string, number> {
  const names = ['pyodide/pyodide.asm.wasm', 'pyodide/pyodide.asm.mjs', 'python/dist/python.snapshot'];
  return Object.fromEntries(names.map((name) => [name, fs.statSync(path.join(folder, 'executors', name)).size]));
}

/** The snapshot again, a fifth as large: hosts do not compress what they do not know, and the service worker unpacks it. */
export async function packSnapshot(folder: string): Promise<void> {
  const snapshot = path.join(folder, 'executors/python/dist/python.snapshot');
  fs.writeFileSync(`${snapshot}.packed`, await promisify(zlib.gzip)(fs.readFileSync(snapshot)));
}

/** Copies the built executors to `executors/<name>/`, and Pyodide to where `polyray-python` looks for it in a page. */
export function copyExecutors(folder: string): void {
  for (const name of executorNames) {
    const from = path.join(root, 'components', name);
    for (const file of fs.readdirSync(from, { recursive: true, encoding: 'utf8' })) {
      if (!wanted.test(file.replaceAll(path.sep, '/')) || !fs.statSync(path.join(from, file)).isFile()) continue;
      copy(path.join(from, file), path.join(folder, 'executors', name, file));
    }
  }
  const from = path.join(root, 'node_modules/pyodide');
  for (const name of pyodide) copy(path.join(from, name), path.join(folder, 'executors/pyodide', name));
}

function copy(from: string, to: string): void {
  fs.mkdirSync(path.dirname(to), { recursive: true });
  fs.copyFileSync(from, to);
}
