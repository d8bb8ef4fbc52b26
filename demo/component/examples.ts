/** A file of the site to try, each for another thing that can happen. */
export interface Example {
  readonly text: string;
  /** Relative to the site. */
  readonly file: string;
  /** The operation that is chosen then. */
  readonly operation?: string;
}

export const examples: readonly Example[] = [
  { text: 'One that draws', file: 'components/playground.wasm', operation: 'mandelbrot' },
  { text: 'Neural networks', file: 'executors/ml/dist/simd128/ml.component.wasm', operation: 'tensor.softmax' },
  { text: 'One that never ends', file: 'components/playground.wasm', operation: 'spin' },
  { text: 'One that takes all memory', file: 'components/playground.wasm', operation: 'hoard' },
  { text: 'One that wants too much', file: 'executors/python/dist/python.component.wasm' },
  { text: 'A module, no component', file: 'executors/ml/dist/simd128/ml.core.wasm' },
];
