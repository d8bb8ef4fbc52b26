/** @type {typeof import('./index.d.ts').cpp} */
export const cpp = {
  name: 'cpp',
  version: '0.1.0',
  trust: 'sealed',
  // says itself when it has no memory left; a request may come to 1 GiB, and its answer beside it
  limits: { memoryBytes: 2 ** 32, responseBytes: 2 ** 30, stop: 'terminate' },
  builds: [
    {
      features: ['simd128'],
      glue: new URL('./dist/cpp.js', import.meta.url),
      core: {
        'cpp.core.wasm': new URL('./dist/cpp.core.wasm', import.meta.url),
        'cpp.core2.wasm': new URL('./dist/cpp.core2.wasm', import.meta.url),
      },
      component: new URL('./dist/cpp.component.wasm', import.meta.url),
    },
  ],
};
