// What isolation costs at run time: memory of a host with each executor against the executor alone, and a hundred thousand mixed
// requests of which every answer is checked.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { cpp } from '../../components/cpp/index.js';
import { ml } from '../../components/ml/index.js';
import { python } from '../../components/python/index.js';
import { InvalidRequestError, init, OperationFailedError } from '../../runtime/index.ts';

const seed = Number(process.env['SEED'] ?? 20_261_126);
const total = Number(process.env['CALLS'] ?? 100_000);

function residentOf(...what: string[]): number {
  const probe = fileURLToPath(new URL('resident-memory.ts', new URL('../fixtures/', import.meta.url)));
  const runs = Array.from({ length: 5 }, () =>
    Number(execFileSync(process.execPath, ['--expose-gc', probe, ...what], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })),
  );
  return runs.sort((a, b) => a - b)[2]!;
}

const bare = residentOf('bare');
const empty = residentOf('host');
console.log(`median of 5, MiB resident: Node ${bare}, a host without executors ${empty}`);
let sum = 0;
for (const name of ['cpp', 'ml', 'python']) {
  const alone = residentOf('alone', name);
  const hosted = residentOf('host', name);
  sum += alone;
  const own = 100 * ((hosted - empty) / (alone - bare) - 1);
  console.log(
    `${name}: alone ${alone}, in a host ${hosted}: ${(100 * (hosted / alone - 1)).toFixed(0)} % more; beside Node's and the host's own ${own.toFixed(0)} %`,
  );
}
const together = residentOf('host', 'cpp', 'ml', 'python');
console.log(`all three in one host ${together}, each alone ${sum} in sum: ${(100 * (together / sum - 1)).toFixed(0)} %`);
// no host with one executor keeps to 10 % over that component alone: it has itself and a worker's thread. Several share the host
assert.ok(together <= 1.1 * sum, 'one host takes over 10 % more than the executors alone');

let state = seed;
/** A whole number from 0 to below `n`: xorshift. */
function random(n: number): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) % n;
}

await using ray = await init({ numWorkers: 2, executors: { cpp, ml, python } });
const source = 'def main(x, fail):\n    if fail: raise ValueError("asked for")\n    return sum(memoryview(x))';

/** A request with what it must be answered. Throws where it is not. */
const requests: readonly (() => Promise<void>)[] = [
  async () => {
    const n = 1 + random(64);
    const signal = Float64Array.from({ length: n }, () => random(100) / 10);
    const { outputs } = await ray.executors
      .get('cpp')
      .execute({ operation: 'signal.fft', parameters: { kind: 'r2c' }, inputs: { signal } });
    const mean = signal.reduce((s, v) => s + v, 0);
    assert.ok(Math.abs((outputs.spectrum.data as Float64Array)[0]! - mean) < 1e-9 * (1 + mean));
  },
  async () => {
    const call = ray.executors
      .get('cpp')
      .execute({ operation: 'signal.fft', parameters: { kind: 'c2r' }, inputs: { signal: new Float64Array(4) } });
    await assert.rejects(call, (error) => error instanceof InvalidRequestError && error.path === 'inputs.signal.type');
  },
  async () => {
    const n = 1 + random(12);
    const a = Float32Array.from({ length: n * n }, () => random(10));
    const identity = Float32Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
    const square = (data: Float32Array) => ({ data, dimensions: [n, n] });
    const { outputs } = await ray.executors
      .get('ml')
      .execute({ operation: 'tensor.matmul', inputs: { a: square(a), b: square(identity) } });
    assert.deepEqual(outputs.product.data, a);
  },
  async () => {
    const call = ray.executors.get('ml').execute({
      operation: 'tensor.matmul',
      inputs: { a: { data: new Float32Array(6), dimensions: [2, 3] }, b: { data: new Float32Array(8), dimensions: [4, 2] } },
    });
    await assert.rejects(call, (error) => error instanceof InvalidRequestError && error.path.startsWith('inputs.b.dimensions'));
  },
  async () => {
    const x = Float64Array.from({ length: 1 + random(20) }, () => random(50));
    const { values } = await ray.executors
      .get('python')
      .execute({ operation: 'run', parameters: { source, arguments: [false] }, inputs: { a: x } });
    assert.equal(
      values.result,
      x.reduce((s, v) => s + v, 0),
    );
  },
  async () => {
    const inputs = { a: new Float64Array(1) };
    const call = ray.executors.get('python').execute({ operation: 'run', parameters: { source, arguments: [true] }, inputs });
    await assert.rejects(call, (error) => error instanceof OperationFailedError && /asked for/.test(error.message));
  },
];

console.log(`${total} mixed requests, seed ${seed}`);
const wrong: string[] = [];
const began = performance.now();
for (let done = 0; done < total; ) {
  const batch = Array.from({ length: Math.min(200, total - done) }, () => {
    // of each executor: nine good ones, then one that is refused
    const kind = 2 * random(3) + (random(10) === 0 ? 1 : 0);
    return requests[kind]!().catch((error: Error) => wrong.push(`kind ${kind}: ${error.name}: ${error.message}`));
  });
  await Promise.all(batch);
  done += batch.length;
}
const rate = total / ((performance.now() - began) / 1000);
console.log(`${wrong.length} of ${total} were not answered as they must be, ${rate.toFixed(0)} requests a second`);
for (const line of wrong) console.log(line);
assert.equal(wrong.length, 0, 'each must be answered as it must be, those that are wrong with the error that is due');
