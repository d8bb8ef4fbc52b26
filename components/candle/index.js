import { builds } from './dist/builds.js';

/** @type {import('./index.d.ts').candle} */
export const candle = {
  name: 'candle',
  version: '0.1.0',
  trust: 'sealed',
  builds,
};
