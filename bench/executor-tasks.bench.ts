// What an executor's call costs beyond the dispatch of a task: from the store into the component and back into the store.
import { cpp } from '../components/cpp/index.js';
import { init } from '../runtime/index.ts';
import { type Contestant, interleave, printRows, target } from './interleave.ts';

await using ray = await init({ numWorkers: 1, executors: { cpp } });
const executor = ray.executors.get('cpp');
const nothing = ray.remote(() => 0);
await ray.get(nothing.remote()); // so that its worker has started

/** The cheapest operation that takes a tensor and gives one of the same size: a batch of 1-point transforms. */
async function check(data: Float64Array): Promise<() => Promise<unknown>> {
  const ref = ray.put({ data, dimensions: [data.length / 2, 1], type: 'complex128' as const });
  const call = () => executor.remote({ operation: 'signal.fft', inputs: { signal: ref as never } });
  const { data: back } = await ray.get((await call()).outputs.spectrum);
  if (!(back as Float64Array).every((value, i) => value === data[i])) throw new Error('The tensor came back changed');
  return call;
}

/** Calls that are on their way at once: then the driver's own waiting does not count. */
const pipelined = 32;
const tasks: Contestant = {
  name: 'task that does nothing',
  run: async (times) => {
    for (let i = 0; i < times; i += pipelined) await ray.get(Array.from({ length: pipelined }, () => nothing.remote()));
  },
};
const calls = (name: string, call: () => Promise<{ readonly values: unknown }>): Contestant => ({
  name,
  run: async (times) => {
    for (let i = 0; i < times; i += pipelined) {
      const refs = await Promise.all(Array.from({ length: pipelined }, async () => (await call()).values as never));
      await ray.get(refs);
    }
  },
});

const small = Float64Array.from({ length: 8 }, (_, i) => i);
const callSmall = (await check(small)) as () => Promise<{ readonly values: unknown }>;
const rows = await interleave([tasks, calls('executor call, 64 B', callSmall)], { roundMs: 100 });
printRows('pipelined, one worker', rows, 'task that does nothing');
target('64 B store to store beyond the dispatch, us', rows[1]!.medianUs - rows[0]!.medianUs, 15, 'at most');

// one at a time, by the time that the worker says it was busy
const bytes = 1 << 20;
const large = Float64Array.from({ length: bytes / 8 }, (_, i) => i);
const request = {
  operation: 'signal.fft' as const,
  inputs: { signal: { data: large, dimensions: [bytes / 16, 1], type: 'complex128' as const } },
};
const shared = () => new Uint8Array(new SharedArrayBuffer(bytes));
const [from, to, wasm] = [shared(), shared(), new Uint8Array(new WebAssembly.Memory({ initial: 32 }).buffer, 0, bytes)];
const busy: number[] = [];
const copies = await interleave([
  {
    name: 'two plain copies',
    run: (times) => {
      for (let i = 0; i < times; i++) {
        wasm.set(from);
        to.set(wasm);
      }
    },
  },
  {
    name: 'executor call, 1 MiB (whole)',
    run: async (times) => {
      for (let i = 0; i < times; i++) busy.push((await executor.execute(request)).executionTimeMs * 1000);
    },
  },
]);
const median = busy.toSorted((a, b) => a - b)[busy.length >> 1]!;
printRows(
  '1 MiB',
  [...copies, { name: 'executor call, 1 MiB (in the worker)', medianUs: median, lowestUs: Math.min(...busy) }],
  'two plain copies',
);
target('1 MiB store to store, against two plain copies', median / copies[0]!.medianUs, 1.3, 'at most');
