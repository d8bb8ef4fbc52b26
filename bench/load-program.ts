// One process of load.bench.ts: loads a component from its bytes into a running host, and says how long its first answer took.
// Arguments: the component's file, a cache's folder, how often. Writes JSON: samples in ms, and what of the processors they took.
import fs from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
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
/** Wall time and that of processors, of all threads of this process. */
type Sample = readonly [ms: number, cpuMs: number];
/** Until the thread that the next worker is to be has started, and all is quiet. */
const quietMs = 200;

/** From the bytes, or from a package, to the first answer. */
async function load(
  what: string,
  cache: false | { directory: string; maxBytes?: number },
  { source = bytes, spare = true }: { readonly source?: typeof bytes | Package; readonly spare?: boolean } = {},
): Promise<Sample> {
  const name = `loaded-${count++}`;
  if (spare) await sleep(quietMs);
  const cpu = process.cpuUsage();
  const began = performance.now();
  const executor = await ray.executors.load(source, { name, cache });
  const { outputs } = await executor.execute(request as never);
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  checked(what, (outputs as unknown as { y: { data: Float32Array } }).y.data);
  await ray.executors.unload(name as 'ml');
  return [ms, (user + system) / 1000];
}

/** The same by jco alone, in this thread: no host, no worker, no check. */
async function plain(): Promise<Sample> {
  const cpu = process.cpuUsage();
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
  const { user, system } = process.cpuUsage(cpu);
  checked('plain jco', new Float32Array((outputs[0].tensor.data as Uint8Array).slice().buffer));
  return [ms, (user + system) / 1000];
}

const samples: Record<'cold' | 'plain' | 'package' | 'warm' | 'started' | 'disk' | 'memory', Sample[]> = {
  cold: [await load('cold', false)],
  plain: [],
  package: [],
  warm: [],
  started: [],
  disk: [],
  memory: [],
};
await load('first', { directory });
for (let i = 0; i < Number(times); i++) {
  // another bound is another cache in memory, over the same files
  const onDisk = (n: number) => ({ directory, maxBytes: 2 ** 30 + 2 * i + n });
  samples.plain.push(await plain());
  samples.package.push(await load('the package', false, { source: { ...ml, builds: ml.builds.slice(-1) } }));
  samples.warm.push(await load('warm', false));
  // right behind another: its worker's thread has to be started
  samples.started.push(await load('right behind another', onDisk(0), { spare: false }));
  samples.disk.push(await load('from disk', onDisk(1)));
  samples.memory.push(await load('from memory', { directory }));
}
await ray.shutdown();
console.log(JSON.stringify(samples));
