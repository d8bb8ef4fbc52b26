// @ts-check

const options = {
  manifest: new URL('./dist/python.manifest.json', import.meta.url).href,
  snapshot: new URL('./dist/python.snapshot', import.meta.url).href,
};

/** @type {typeof import('./index.d.ts').python} */
export const python = {
  name: 'python',
  version: '0.1.0',
  trust: 'trusted',
  limits: { responseBytes: 2 ** 30, stop: 'terminate' },
  builds: [
    {
      features: [],
      glue: new URL('./dist/python.js', import.meta.url),
      core: {
        'python.core.wasm': new URL('./dist/python.core.wasm', import.meta.url),
        'python.core2.wasm': new URL('./dist/python.core2.wasm', import.meta.url),
        'python.core3.wasm': new URL('./dist/python.core3.wasm', import.meta.url),
      },
      component: new URL('./dist/python.component.wasm', import.meta.url),
    },
  ],
  interpreter: new URL('./host/boot-interpreter.js', import.meta.url),
  imports: new URL('./host/interpreter.js', import.meta.url),
  options,
};

/** @type {typeof import('./index.d.ts').pythonFrom} */
export function pythonFrom({ pyodide }) {
  return { ...python, options: { ...options, pyodide: new URL(pyodide, import.meta.url).href } };
}
