// tensor.matmul through the component, every copy included, against onnxruntime-web on one thread; beside it candle's, where that is built.
import * as ort from 'onnxruntime-web/wasm';
import { candle } from '../components/candle/index.js';
import { ml } from '../components/ml/index.js';
import type { ExecutorPackage } from '../runtime/executor/executor-package.ts';
import { interleave, printRows, target } from './interleave.ts';
import { matmulModel } from './onnx-matmul.ts';
import { rawExecutor } from './raw-executor.ts';

const peer = 'onnxruntime-web';
ort.env.wasm.numThreads = 1;

const matrix = (rows: number, columns: number) => Float32Array.from({ length: rows * columns }, (_, i) => ((i * 7919) % 1009) / 1009 - 0.5);

async function component(source: ExecutorPackage) {
  const { executor } = await rawExecutor(source);
  const input = (name: string, data: Float32Array, dimensions: number[]) => ({
    name,
    tensor: { type: 'fp32' as const, dimensions: Uint32Array.from(dimensions), data: new Uint8Array(data.buffer) },
  });
  return (m: number, k: number, n: number, a: Float32Array, b: Float32Array): Float32Array => {
    const request = { operation: 'tensor.matmul', parameters: [], inputs: [input('a', a, [m, k]), input('b', b, [k, n])] };
    return new Float32Array(executor.execute(request).outputs[0]!.tensor.data.buffer);
  };
}

/** Both are within k eps |a| |b| of the true product, elements of a and b below 1/2. */
function agree(name: string, ours: Float32Array, theirs: Float32Array, k: number): void {
  let worst = 0;
  for (let i = 0; i < theirs.length; i++) worst = Math.max(worst, Math.abs(ours[i]! - theirs[i]!));
  const bound = (2 * k * k * 2 ** -24) / 4;
  if (ours.length !== theirs.length || !(worst <= bound)) throw new Error(`${name} differs from ${peer} by ${worst}`);
}

const builds = await Promise.all(
  ml.builds.map(async (build) => ({ name: `component, ${build.features.at(-1)}`, multiply: await component({ ...ml, builds: [build] }) })),
);
if (candle.builds.length > 0) builds.push({ name: 'candle, simd128', multiply: await component(candle) });

for (const [m, k, n] of [
  [512, 512, 512],
  [128, 384, 1536],
  [1, 384, 384],
] as const) {
  const a = matrix(m, k);
  const b = matrix(k, n).reverse();
  const session = await ort.InferenceSession.create(matmulModel(m, k, n), { executionProviders: ['wasm'] });
  const feeds = { a: new ort.Tensor('float32', a, [m, k]), b: new ort.Tensor('float32', b, [k, n]) };
  const theirs = (await session.run(feeds))['c']!.data as Float32Array;
  for (const { name, multiply } of builds) agree(name, multiply(m, k, n, a, b), theirs, k);
  const rows = await interleave([
    {
      name: peer,
      run: async (times) => {
        for (let i = 0; i < times; i++) await session.run(feeds);
      },
    },
    ...builds.map(({ name, multiply }) => ({
      name,
      run: (times: number) => {
        for (let i = 0; i < times; i++) multiply(m, k, n, a, b);
      },
    })),
  ]);
  printRows(`[${m} x ${k}] x [${k} x ${n}], fp32, one thread, every copy`, rows, peer);
  const ratio = rows[0]!.medianUs / rows[1]!.medianUs;
  if (m === 512) {
    console.log(`  ${((2 * m * k * n) / rows[1]!.medianUs / 1000).toFixed(1)} GFLOP/s, ${rows[1]!.name}`);
    target(`matmul ${m}, ratio to ${peer}`, ratio, 1.2);
  }
  await session.release();
}
