import { builds } from './dist/builds.js';

/** @type {typeof import('./index.d.ts').cpp} */
export const cpp = {
  name: 'cpp',
  version: '0.1.0',
  trust: 'sealed',
  // says itself when it has no memory left; a request may come to 1 GiB, and its answer beside it
  limits: { memoryBytes: 2 ** 32, responseBytes: 2 ** 30, stop: 'terminate' },
  builds,
};
