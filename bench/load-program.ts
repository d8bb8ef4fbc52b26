// One process of load.bench.ts: loads a component from its bytes into a running host, and says how long its first answer took.
// Arguments: the component's file, a cache's folder, how often. Writes JSON: samples in ms.
import fs from 'node:fs';
import { $init, generate } from '@bytecodealliance/jco-transpile/component';
import type * as Polyray from '../runtime/index.ts';

const [file, directory, times] = process.argv.slice(2) as [string, string, string];
const { init } = (await import(new URL('../dist/index.js', import.meta.url).href)) as typeof Polyray;
const bytes = new Uint8Array(fs.readFileSync(file));
const request = { operation: 'tensor.softmax', inputs: { x: { data: Float32Array.of(0, 0), dimensions: [1, 2] } } };
const checked = (what: string, y: ArrayLike<number>): void => {
  if (y[0] !== 0.5 || y[1] !== 0.5) throw new Error(`${what} answered ${String(y)}`);
};

type Package = Polyray.ExecutorPackage;
const { ml } = await import('../components/ml/index.js');
const ray = await init({ numWorkers: 1, executors: { ml } });
await ray.executors.get('ml').execute(request as never); // a host that has done something before
let count = 0;
/** From the bytes, or from a package, to the first answer. */
async function load(
  what: string,
  cache: false | { directory: string; maxBytes?: number },
  source: typeof bytes | Package = bytes,
): Promise<number> {
  const name = `loaded-${count++}`;
  const began = performance.now();
  const executor = await ray.executors.load(source, { name, cache });
  const { outputs } = await executor.execute(request as never);
  const ms = performance.now() - began;
  checked(what, (outputs as unknown as { y: { data: Float32Array } }).y.data);
  await ray.executors.unload(name as 'ml');
  return ms;
}

/** The same by jco alone, in this thread: no host, no worker, no check. */
async function plain(): Promise<number> {
  const began = performance.now();
  await $init;
  const { files } = generate(bytes, {
    name: 'plain',
    instantiation: { tag: 'sync' },
    noTypescript: true,
    noNodejsCompat: true,
    base64Cutoff: 0,
  });
  const glue = Buffer.from(files.find(([name]) => name.endsWith('.js'))![1]).toString();
  const { instantiate } = await import(`data:text/javascript;base64,${Buffer.from(`${glue}\n// ${count++}`).toString('base64')}`);
  const core = new WebAssembly.Module(new Uint8Array(files.find(([name]) => name.endsWith('.wasm'))![1]));
  const { executor } = instantiate(() => core, {});
  const tensor = { dimensions: Uint32Array.of(1, 2), type: 'fp32', data: new Uint8Array(8) };
  const { outputs } = executor.execute({ operation: 'tensor.softmax', parameters: [], inputs: [{ name: 'x', tensor }] });
  const ms = performance.now() - began;
  checked('plain jco', new Float32Array((outputs[0].tensor.data as Uint8Array).slice().buffer));
  return ms;
}

const cold = await load('cold', false);
const samples: Record<'plain' | 'package' | 'warm' | 'disk' | 'memory', number[]> = {
  plain: [],
  package: [],
  warm: [],
  disk: [],
  memory: [],
};
await load('first', { directory });
for (let i = 0; i < Number(times); i++) {
  samples.plain.push(await plain());
  samples.package.push(await load('the package', false, { ...ml, builds: ml.builds.slice(-1) }));
  samples.warm.push(await load('warm', false));
  // another bound is another cache in memory, over the same files
  samples.disk.push(await load('from disk', { directory, maxBytes: 2 ** 30 + i }));
  samples.memory.push(await load('from memory', { directory }));
}
await ray.shutdown();
console.log(JSON.stringify({ cold, ...samples }));
