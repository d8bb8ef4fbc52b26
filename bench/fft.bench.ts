// signal.fft against fft.js: the kernel alone (plan and data stay in the component), and the whole call with every copy.
import FFT from 'fft.js';
import { cpp } from '../components/cpp/index.js';
import type { ExecuteResponse, NamedTensor } from '../runtime/executor/contract.ts';
import { interleave, printRows, target } from './interleave.ts';
import { rawExecutor } from './raw-executor.ts';

const { executor, cores, direct } = await rawExecutor(cpp);
if (!direct) throw new Error('The component is not called as the host calls it');
const core = cores[0]!.exports;
const random = (n: number) => Float64Array.from({ length: n }, (_, i) => (((i * 7919) % 1009) / 1009 - 0.5) * 2);
const tensor = (data: Float64Array, dimensions: number[]): NamedTensor => ({
  name: 'signal',
  tensor: { type: 'complex128', dimensions: Uint32Array.from(dimensions), data: new Uint8Array(data.buffer) },
});
const call = (data: Float64Array, dimensions: number[], take?: (answer: ExecuteResponse) => ExecuteResponse): Float64Array => {
  const { outputs } = executor.execute({ operation: 'signal.fft', parameters: [], inputs: [tensor(data, dimensions)] }, take);
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
  // fft.js writes into an array that it was given; so does the component when its caller lends one
  const lent = new Uint8Array(data.byteLength);
  const lend = ({ values, outputs: [output] }: ExecuteResponse) => {
    lent.set(output!.tensor.data);
    return { values, outputs: [{ ...output!, tensor: { ...output!.tensor, data: lent } }] };
  };
  agree(call(data, [batch, n], lend).subarray(2 * n * 3, 2 * n * 4), out, n);
  const there = new Uint8Array(memory.buffer, memory.buffer.byteLength - data.byteLength);
  const rows = await interleave([
    {
      name: 'fft.js',
      run: (times) => {
        for (let i = 0; i < times; i++) for (const part of parts) fft.transform(out, part);
      },
    },
    {
      name: 'component, into a lent array',
      run: (times) => {
        for (let i = 0; i < times; i++) call(data, [batch, n], lend);
      },
    },
    {
      name: 'component, into fresh arrays',
      run: (times) => {
        for (let i = 0; i < times; i++) call(data, [batch, n]);
      },
    },
    {
      // what no call can save; the kernel's time comes on top
      name: 'one copy in, one out, lent',
      run: (times) => {
        for (let i = 0; i < times; i++) {
          there.set(new Uint8Array(data.buffer));
          lent.set(there);
        }
      },
    },
  ]);
  printRows(`complex fp64, ${batch} transforms of ${n} (1 MiB)`, rows, 'fft.js');
  target('batch through the component into a lent array, ratio to fft.js', rows[0]!.medianUs / rows[1]!.medianUs, 1.3);
}
