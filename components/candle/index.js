/** @type {import('./index.d.ts').candle} */
export const candle = {
  name: 'candle',
  version: '0.1.0',
  trust: 'sealed',
  builds: [
    {
      features: ['simd128'],
      glue: new URL('./dist/candle.js', import.meta.url),
      core: { 'candle.core.wasm': new URL('./dist/candle.core.wasm', import.meta.url) },
      component: new URL('./dist/candle.component.wasm', import.meta.url),
    },
  ],
};
