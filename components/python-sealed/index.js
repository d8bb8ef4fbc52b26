import { builds } from './dist/builds.js';

/** @type {typeof import('./index.d.ts').pythonSealed} */
export const pythonSealed = {
  name: 'python-sealed',
  version: '0.1.0',
  trust: 'sealed',
  // what one run leaves in modules, another could find
  limits: { reuse: 'fresh' },
  builds,
};
