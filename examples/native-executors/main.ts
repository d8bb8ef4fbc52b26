// One name, two executors: a program of this machine, and its successor in WebAssembly, which takes over.
//   node examples/native-executors/main.ts [COMMAND…]     default: python3 softmax.py
import { fileURLToPath } from 'node:url';
import { init } from 'polyray';
import { nativeExecutor } from 'polyray/native';
import { ml } from 'polyray-ml';

const [command = 'python3', ...args] = process.argv.slice(2);
const program = process.argv.length > 2 ? { command, args } : { command, args: ['softmax.py'] };
const here = fileURLToPath(new URL('.', import.meta.url));
const native = nativeExecutor({ name: 'softmax', version: '1.0.0', ...program, cwd: here });

await using ray = await init({ numWorkers: 1, allowNative: true, executors: { scoring: native } });
const x = { data: Float32Array.of(1, 2, 3), dimensions: [1, 3] };
const ask = async () => {
  const { outputs } = await ray.executors.get('scoring').execute({ operation: 'tensor.softmax', inputs: { x } });
  return [...(outputs['y']!.data as Float32Array)].map((value) => value.toFixed(6)).join(' ');
};
const tell = async () => {
  const { version, trust } = ray.executors.versions('scoring').find((one) => one.default)!;
  console.log(`scoring ${version}, ${trust}: ${await ask()}`);
};

await tell();
await ray.executors.replace('scoring', ml, { version: '2.0.0', requests: 0 });
await tell();
await ray.executors.rollback('scoring');
await tell();
