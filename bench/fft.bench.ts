// signal.fft against fft.js: the kernel alone (plan and data stay in the component), and the whole call with every copy.
import FFT from 'fft.js';
import { cpp } from '../components/cpp/index.js';
import type { NamedTensor } from '../runtime/executor/contract.ts';
import { interleave, printRows, target } from './interleave.ts';
import { rawExecutor } from './raw-executor.ts';

const { executor, core } = await rawExecutor(cpp);
const random = (n: number) => Float64Array.from({ length: n }, (_, i) => (((i * 7919) % 1009) / 1009 - 0.5) * 2);
const tensor = (data: Float64Array, dimensions: number[]): NamedTensor => ({
  name: 'signal',
  tensor: { type: 'complex128', dimensions: Uint32Array.from(dimensions), data: new Uint8Array(data.buffer) },
});
const call = (data: Float64Array, dimensions: number[]): Float64Array => {
  const { outputs } = executor.execute({ operation: 'signal.fft', parameters: [], inputs: [tensor(data, dimensions)] });
  return new Float64Array(outputs[0]!.tensor.data.buffer);
};
function agree(a: ArrayLike<number>, b: ArrayLike<number>, n: number): void {
  let worst = 0;
  let scale = 0;
  for (let i = 0; i < a.length; i++) {
    worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
    scale = Math.max(scale, Math.abs(b[i]!));
  }
  // both are O(eps log n) accurate in norm
  if (!(worst <= 1e-13 * Math.log2(n) * scale)) throw new Error(`The answers differ by ${worst} at size ${n}`);
}

// The core module's own exports, past the glue: the request is written where the component will read it, the samples are
// whatever lies there, and nothing is copied out.
const memory = core['memory'] as WebAssembly.Memory;
const allocate = core['cabi_realloc'] as (old: number, oldSize: number, align: number, size: number) => number;
const execute = core['polyray:compute/executor@0.1.0#execute'] as (...request: number[]) => number;
const ended = core['cabi_post_polyray:compute/executor@0.1.0#execute'] as (result: number) => void;
const operationName = new TextEncoder().encode('signal.fft');
const inputName = new TextEncoder().encode('signal');
const complex128 = 14;

/** `batch` transforms a call, so that reading the request does not count. In place, numbers may grow out of range: no slower. */
function kernel(n: number, batch: number, times: number): void {
  for (let i = 0; i < times; i++) {
    const data = allocate(0, 0, 16, 16 * n * batch);
    const text = allocate(0, 0, 1, 16);
    const record = allocate(0, 0, 8, 28);
    const dimensions = allocate(0, 0, 4, 8);
    const bytes = new Uint8Array(memory.buffer);
    if (i === 0) bytes.set(new Uint8Array(random(2 * n * batch).buffer), data); // stays there: the arena gives the same blocks again
    bytes.set(operationName, text);
    bytes.set(inputName, text + 10);
    const words = new Uint32Array(memory.buffer);
    words.set([batch, n], dimensions >> 2);
    words.set([text + 10, 6, dimensions, 2, complex128, data, 16 * n * batch], record >> 2);
    const result = execute(text, 10, 0, 0, record, 1);
    if (new Uint8Array(memory.buffer)[result] !== 0) throw new Error('The component refused the request');
    ended(result);
  }
}

for (const [n, batch] of [
  [1024, 16],
  [65_536, 1],
] as const) {
  const data = random(2 * n);
  const fft = new FFT(n);
  const out = fft.createComplexArray();
  const input = Array.from(data);
  fft.transform(out, input);
  agree(call(data, [n]), out, n);
  const peer = {
    name: 'fft.js',
    run: (times: number) => {
      for (let i = 0; i < times; i++) fft.transform(out, input);
    },
  };
  const whole = {
    name: 'component, all copies',
    run: (times: number) => {
      for (let i = 0; i < times; i++) call(data, [n]);
    },
  };
  const alone = { name: 'kernel, no copies', run: (times: number) => kernel(n, batch, times) };
  const measured = await interleave([peer, whole, alone]);
  const rows = measured.map((row, i) => (i === 2 ? { ...row, medianUs: row.medianUs / batch, lowestUs: row.lowestUs / batch } : row));
  printRows(`complex fp64, one transform of ${n}`, rows, 'fft.js');
  target(`kernel at ${n}, ratio to fft.js`, rows[0]!.medianUs / rows[2]!.medianUs, 2);
}

{
  const n = 1024;
  const batch = 64; // 1 MiB
  const data = random(2 * n * batch);
  const fft = new FFT(n);
  const out = fft.createComplexArray();
  const parts = Array.from({ length: batch }, (_, i) => Array.from(data.subarray(2 * n * i, 2 * n * (i + 1))));
  fft.transform(out, parts[3]!);
  agree(call(data, [batch, n]).subarray(2 * n * 3, 2 * n * 4), out, n);
  const rows = await interleave([
    {
      name: 'fft.js',
      run: (times) => {
        for (let i = 0; i < times; i++) for (const part of parts) fft.transform(out, part);
      },
    },
    {
      name: 'component, all copies',
      run: (times) => {
        for (let i = 0; i < times; i++) call(data, [batch, n]);
      },
    },
    {
      // what no glue can save as long as the answer is a fresh array: the bound of this comparison, with the kernel's time
      name: 'one copy in, one out',
      run: (times) => {
        const there = new Uint8Array(memory.buffer, memory.buffer.byteLength - data.byteLength);
        for (let i = 0; i < times; i++) {
          there.set(new Uint8Array(data.buffer));
          there.slice();
        }
      },
    },
  ]);
  printRows(`complex fp64, ${batch} transforms of ${n} (1 MiB)`, rows, 'fft.js');
  target('batch through the component, ratio to fft.js', rows[0]!.medianUs / rows[1]!.medianUs, 1.3);
}

{
  const data = random(4);
  const [row] = await interleave([
    {
      name: 'call',
      run: (times) => {
        for (let i = 0; i < times; i++) call(data, [2]);
      },
    },
  ]);
  target("call overhead through jco's glue (2-point transform), us", row!.medianUs, 35, 'at most');
}
