/** @type {typeof import('./index.d.ts').cpp} */
export const cpp = {
  name: 'cpp',
  version: '0.1.0',
  trust: 'sealed',
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
