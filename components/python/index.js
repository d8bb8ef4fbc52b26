// @ts-check
import { builds } from './dist/builds.js';

const options = {
  manifest: new URL('./dist/python.manifest.json', import.meta.url).href,
  snapshot: new URL('./dist/python.snapshot', import.meta.url).href,
};

/** @type {typeof import('./index.d.ts').python} */
export const python = {
  name: 'python',
  version: '0.1.0',
  trust: 'trusted',
  limits: { responseBytes: 2 ** 30, jsonBytes: 2 ** 30, stop: 'terminate' },
  builds,
  interpreter: new URL('./host/boot-interpreter.js', import.meta.url),
  imports: new URL('./host/interpreter.js', import.meta.url),
  options,
};

/** @type {typeof import('./index.d.ts').pythonFrom} */
export function pythonFrom({ pyodide }) {
  return { ...python, options: { ...options, pyodide: new URL(pyodide, import.meta.url).href } };
}
