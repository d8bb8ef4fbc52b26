// The steps of docs/migration.md: a native executor and its successor in WebAssembly behind one name, there and back.
import path from 'node:path';
import { expect, test } from 'vitest';
import { ml } from '../../components/ml/index.js';
import { ExecutorReplacementError } from '../../runtime/errors.ts';
import { init } from '../../runtime/init.ts';
import { nativeExecutor } from '../../runtime/native/index.ts';
import { scriptProgram } from '../fixtures/native/programs.ts';

const env = { POLYRAY_DECLARATIONS: path.resolve('examples/native-executors/softmax.json') };
const native = (version: string, factor = 1) =>
  nativeExecutor({
    name: 'softmax',
    version,
    ...scriptProgram('softmax-program.mjs', version, String(factor)),
    env,
    startTimeoutMs: 60_000,
  });
const request = { operation: 'tensor.softmax', inputs: { x: { data: Float32Array.of(1, 2, 3, 0, 0, 0), dimensions: [2, 3] } } };
/** exp(x) / sum(exp(x)), in IEEE double. */
const right = [0.0900306, 0.2447285, 0.665241, 1 / 3, 1 / 3, 1 / 3];
const isRight = (y: ArrayLike<number>) => right.every((value, i) => Math.abs(y[i]! - value) < 1e-6);
const start = () => init({ numWorkers: 1, allowNative: true, executors: { scoring: native('1.0.0') } });
type Host = Awaited<ReturnType<typeof start>>;

async function ask(ray: Host, range?: string): Promise<number[]> {
  const { outputs } = await ray.executors.get('scoring', range).execute(request);
  return [...(outputs['y']!.data as Float32Array)];
}
const stands = (ray: Host) => ray.executors.versions('scoring').find((version) => version.default);
const probe = {
  ...request,
  expected: ({ outputs }: { readonly outputs: Readonly<Record<string, { readonly data: unknown }>> }) =>
    isRight(outputs['y']!.data as Float32Array),
};

test('both run side by side behind one name, and answer alike', { timeout: 60_000 }, async () => {
  await using ray = await start();
  await ray.executors.load(ml, { name: 'scoring', version: '2.0.0' });
  expect(ray.executors.versions('scoring').map(({ version, trust }) => [version, trust])).toEqual([
    ['1.0.0', 'native'],
    ['2.0.0', 'sealed'],
  ]);
  for (const range of ['^1.0.0', '^2.0.0', undefined]) expect(isRight(await ask(ray, range))).toBe(true);
  await ray.executors.setDefault('scoring', '2.0.0');
  await ray.executors.setDefault('scoring', '1.0.0');
  expect(stands(ray)).toMatchObject({ trust: 'native' });
});

test('WebAssembly takes over, and the program comes back', { timeout: 60_000 }, async () => {
  await using ray = await start();
  expect(isRight(await ask(ray))).toBe(true);
  await ray.executors.replace('scoring', ml, { version: '2.0.0', probe, requests: 0 });
  expect(stands(ray)).toMatchObject({ version: '2.0.0', trust: 'sealed' });
  expect(isRight(await ask(ray))).toBe(true);
  await ray.executors.rollback('scoring');
  expect(stands(ray)).toMatchObject({ version: '1.0.0', trust: 'native' });
  expect(isRight(await ask(ray))).toBe(true);
});

test('a share of the requests goes to WebAssembly, until the replacement is withdrawn', { timeout: 60_000 }, async () => {
  await using ray = await start();
  await ask(ray);
  const shares: number[] = [];
  const replacement = ray.executors.replace('scoring', ml, { version: '2.0.0', probe, canary: 0.5, requests: 1_000_000 });
  const refused = expect(replacement).rejects.toMatchObject({ name: 'ExecutorReplacementError', reason: 'withdrawn' });
  while (shares.length < 20) {
    expect(isRight(await ask(ray))).toBe(true);
    const canary = ray.executors.versions('scoring').find(({ version }) => version === '2.0.0');
    if (canary !== undefined && canary.share > 0) shares.push(canary.share); // before, it is asked the probe
  }
  expect(new Set(shares)).toEqual(new Set([0.5]));
  await ray.executors.rollback('scoring');
  await refused;
  expect(stands(ray)).toMatchObject({ version: '1.0.0', share: 1 });
  expect(isRight(await ask(ray))).toBe(true);
});

test("what answers wrongly takes nobody's place, in either direction", { timeout: 60_000 }, async () => {
  await using ray = await start();
  const wrong = native('1.1.0', 2);
  await expect(ray.executors.replace('scoring', wrong, { probe })).rejects.toMatchObject({ reason: 'probe' });
  expect(stands(ray)).toMatchObject({ version: '1.0.0', trust: 'native' });
  await ray.executors.replace('scoring', ml, { version: '2.0.0', probe, requests: 0 });
  await expect(ray.executors.replace('scoring', wrong, { probe })).rejects.toBeInstanceOf(ExecutorReplacementError);
  expect(stands(ray)).toMatchObject({ version: '2.0.0', trust: 'sealed' });
  expect(isRight(await ask(ray))).toBe(true);
});
