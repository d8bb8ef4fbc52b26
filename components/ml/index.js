/** @type {import('./index.d.ts').ml} */
export const ml = {
  name: 'ml',
  version: '0.1.0',
  trust: 'sealed',
  // says itself when it has no memory left; a request may come to 1 GiB, and its answer beside it
  limits: { memoryBytes: 2 ** 32, responseBytes: 2 ** 30, stop: 'terminate' },
  builds: [
    {
      features: ['simd128', 'relaxed-simd'],
      glue: new URL('./dist/relaxed/ml.js', import.meta.url),
      core: { 'ml.core.wasm': new URL('./dist/relaxed/ml.core.wasm', import.meta.url) },
      component: new URL('./dist/relaxed/ml.component.wasm', import.meta.url),
    },
    {
      features: ['simd128'],
      glue: new URL('./dist/simd128/ml.js', import.meta.url),
      core: { 'ml.core.wasm': new URL('./dist/simd128/ml.core.wasm', import.meta.url) },
      component: new URL('./dist/simd128/ml.component.wasm', import.meta.url),
    },
  ],
};
