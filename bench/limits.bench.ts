// What limits cost: metering on our kernels, an instance for every call, and accounting beside a call without it.
import { cpp } from '../components/cpp/index.js';
import { ml } from '../components/ml/index.js';
import { startMessage } from '../runtime/conformance/subject.ts';
import type { ExecuteRequest } from '../runtime/executor/contract.ts';
import type { ExecutorLimits } from '../runtime/executor/executor-limits.ts';
import type { ExecutorPackage } from '../runtime/executor/executor-package.ts';
import { nodePlatform } from '../runtime/platform/node.ts';
import { InstanceHost } from '../runtime/worker/instance-host.ts';
import { componentGuest } from '../test/fixtures/core-guest.ts';
import { answersOnly, type Contestant, interleave, printRows, target } from './interleave.ts';
import { rawExecutor, startRaw } from './raw-executor.ts';

const repeat = (name: string, run: () => unknown): Contestant => ({
  name,
  run: (times) => {
    for (let i = 0; i < times; i++) run();
  },
});
const numbers = (length: number) => Float64Array.from({ length }, (_, i) => ((i * 7919) % 1009) / 1009 - 0.5);
const input = (name: string, type: 'fp32' | 'fp64' | 'complex128', dimensions: number[], data: ArrayBufferView) => ({
  name,
  tensor: { type, dimensions: Uint32Array.from(dimensions), data: new Uint8Array(data.buffer) },
});
const hostOf = async (source: ExecutorPackage, limits: ExecutorLimits) =>
  InstanceHost.load(await startMessage({ ...source, limits: { ...source.limits, ...limits } }, nodePlatform().readBytes));

function agree(what: string, one: InstanceHost, other: InstanceHost, request: ExecuteRequest): void {
  const [a, b] = [one, other].map((host) => host.execute(request).outputs[0]!.tensor.data);
  if (a!.length === 0 || Buffer.compare(a!, b!) !== 0) throw new Error(`${what} gave another answer when it was metered`);
}

const matrix = (rows: number, columns: number) => Float32Array.from(numbers(rows * columns));
const kernels: readonly (readonly [string, ExecutorPackage, ExecuteRequest])[] = [
  [
    'a transform of 64 Ki points by C++',
    cpp,
    { operation: 'signal.fft', parameters: [], inputs: [input('signal', 'complex128', [65_536], numbers(131_072))] },
  ],
  [
    'a transform of 1009 points by C++',
    cpp,
    { operation: 'signal.fft', parameters: [], inputs: [input('signal', 'complex128', [1009], numbers(2018))] },
  ],
  [
    'a product of 256 x 256 matrices',
    ml,
    {
      operation: 'tensor.matmul',
      parameters: [],
      inputs: [input('a', 'fp32', [256, 256], matrix(256, 256)), input('b', 'fp32', [256, 256], matrix(256, 256))],
    },
  ],
];
for (const [title, source, request] of kernels) {
  const [plain, metered] = [await hostOf(source, { stop: 'terminate' }), await hostOf(source, { stop: 'meter' })];
  if (!metered.direct) throw new Error('A metered component is not called directly');
  agree(title, plain, metered, request);
  // the same from a fresh instance: the first call makes plans
  const again = await hostOf(source, { stop: 'meter' });
  again.execute(request);
  const { fuelUsed = 0 } = again;
  if (fuelUsed === 0) throw new Error(`${title} burnt nothing`);
  agree(title, plain, again, request);
  const twice = await hostOf(source, { stop: 'meter' });
  twice.execute(request);
  if (twice.fuelUsed !== fuelUsed) throw new Error(`${title} burnt ${fuelUsed} and then ${twice.fuelUsed}`);
  const rows = await interleave([repeat('plain', () => plain.execute(request)), repeat('metered', () => metered.execute(request))]);
  printRows(`${title}, ${fuelUsed} of fuel at first`, rows, 'plain');
  target('what metering costs', rows[1]!.medianUs / rows[0]!.medianUs, 1.5, 'at most');
}

const small: ExecuteRequest = { operation: 'x', parameters: [], inputs: [input('x', 'fp64', [8], numbers(8))] };
const guest = await componentGuest();
const hostOfGuest = (limits: Partial<typeof guest.limits>) => InstanceHost.load({ ...guest, limits: { ...guest.limits, ...limits } });
const [warm, fresh] = [await hostOfGuest({}), await hostOfGuest({ reuse: 'fresh' })];
agree('a fresh instance', warm, fresh, small);
const instances = await interleave([repeat('warm', () => warm.execute(small)), repeat('fresh', () => fresh.execute(small))]);
printRows('64 bytes echoed', instances, 'warm');
target('a fresh instance and its call, ms', instances[1]!.medianUs / 1000, 0.5, 'at most');

// the same calls past the host: what it checks and counts is the difference
const [, , fft] = kernels[1]!;
for (const [title, host, raw, request] of [
  ['64 bytes echoed', warm, await startRaw(guest), small],
  ['a transform of 1009 points by C++', await hostOf(cpp, {}), await rawExecutor(cpp), fft],
] as const) {
  const wanted = raw.executor.execute(request).outputs[0]!.tensor.data;
  if (Buffer.compare(host.execute(request).outputs[0]!.tensor.data, wanted) !== 0) throw new Error(`${title} gave another answer`);
  const rows = await interleave(
    [repeat('without limits', () => raw.executor.execute(request)), repeat('with limits', () => host.execute(request))],
    answersOnly ? {} : { rounds: 20 },
  );
  printRows(title, rows, 'without limits');
  const [without, within] = [rows[0]!.medianUs, rows[1]!.medianUs];
  // the echo takes less than a microsecond, and no call of a host does
  if (request === small) target('limits and accounting, us', within - without, 0.5, 'at most');
  else target('limits and accounting', within / without, 1.1, 'at most');
}
