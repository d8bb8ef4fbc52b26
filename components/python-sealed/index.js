const file = (/** @type {string} */ name) => new URL(`./dist/${name}`, import.meta.url);
/** CPython's own modules and libraries, each a core module of the one component. */
const cores = Array.from({ length: 38 }, (_, i) => `python-sealed.core${i === 0 ? '' : i + 1}.wasm`);

/** @type {typeof import('./index.d.ts').pythonSealed} */
export const pythonSealed = {
  name: 'python-sealed',
  version: '0.1.0',
  trust: 'sealed',
  // what one run leaves in modules, another could find
  limits: { reuse: 'fresh' },
  builds: [
    {
      features: [],
      glue: file('python-sealed.js'),
      core: Object.fromEntries(cores.map((name) => [name, file(name)])),
      component: file('python-sealed.component.wasm'),
    },
  ],
};
