import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { Random } from '../../runtime/coordinator/simulator/random.ts';
import type { ExecuteRequest } from '../../runtime/executor/contract.ts';
import { init, LimitExceededError } from '../../runtime/index.ts';
import type { InstanceHost } from '../../runtime/worker/instance-host.ts';
import { fuelOf, measureFuel, meteredHost, randomRequest } from '../fixtures/measure-fuel.ts';

const seed = 20_260_101;
/** More than any of these executors takes to be made, which is limited as well. */
const makingBurns = 100_000;
const questions: readonly ((host: InstanceHost) => unknown)[] = [
  () => undefined,
  (host) => host.ask((executor) => executor.operations()),
  (host) => host.ask((executor) => executor.name() + executor.version()),
  (host) => [1, 2].map(() => host.ask((executor) => executor.operations())),
];

describe(`the same request burns the same, seed ${seed}:`, () => {
  const random = new Random(seed);
  const requests = Array.from({ length: 16 }, () => randomRequest(random));
  const hosts = new Map<string, Promise<InstanceHost>>();
  const fresh = (executor: string) => {
    const known = hosts.get(executor) ?? meteredHost(executor, { reuse: 'fresh' });
    hosts.set(executor, known);
    return known;
  };

  test('in every fresh instance, whatever was asked and called before', async () => {
    for (const { executor, request } of requests) {
      const first = fuelOf(await meteredHost(executor), request);
      expect(first).toBeGreaterThan(100);
      const used = await fresh(executor);
      for (const ask of questions) {
        for (const host of [await meteredHost(executor), used]) {
          ask(host);
          expect(fuelOf(host, request), `${executor} ${request.operation}`).toBe(first);
        }
      }
    }
  });

  test('which is all the fuel that it needs, and no less', async () => {
    let tried = 0;
    for (const { executor, request } of requests) {
      const fuel = fuelOf(await meteredHost(executor), request);
      if (fuel < makingBurns) continue;
      tried++;
      expect(fuelOf(await meteredHost(executor, { fuel }), request)).toBe(fuel);
      const less = await meteredHost(executor, { fuel: fuel - 1 });
      expect(() => less.execute(request)).toThrow(LimitExceededError);
    }
    expect(tried).toBeGreaterThan(3);
  });

  test('in warm instances after the same calls', async () => {
    for (const executor of ['cpp', 'ml', 'small']) {
      const own = requests.filter((each) => each.executor === executor);
      const [one, other] = [await meteredHost(executor), await meteredHost(executor)];
      other.ask((each) => each.operations());
      for (const { request } of own) expect(fuelOf(other, request)).toBe(fuelOf(one, request));
    }
  });

  test('in instances that were prepared alike, in the first place and again', async () => {
    const model = { name: 'model', value: { tag: 'text', val: 'm' } } as const;
    const data = (values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
    const input = (name: string, dimensions: number[], values: number[]) => ({
      name,
      tensor: { type: 'fp32' as const, dimensions: Uint32Array.from(dimensions), data: data(values) },
    });
    const load: ExecuteRequest = { operation: 'model.load', parameters: [model], inputs: [input('weight', [2, 2], [1, 2, 3, 4])] };
    const run: ExecuteRequest = { operation: 'model.run', parameters: [model], inputs: [input('x', [1, 2], [5, 6])] };
    const burnt: number[] = [];
    for (const reuse of ['warm', 'fresh'] as const) {
      for (const ask of questions) {
        const host = await meteredHost('ml', { reuse });
        ask(host);
        host.prepare(1, [load, load]);
        ask(host);
        burnt.push(fuelOf(host, run));
        if (reuse === 'fresh') burnt.push(fuelOf(host, run));
      }
    }
    expect(new Set(burnt).size).toBe(1);
  });

  test('in each worker of a host', { timeout: 60_000 }, async () => {
    const limits = { ...cpp.limits, stop: 'meter', reuse: 'fresh', instances: 2 } as const;
    const ray = await init({ numWorkers: 2, executors: { cpp: { ...cpp, limits } } });
    afterAll(() => ray.shutdown());
    const executor = ray.executors.get('cpp');
    const signal = Float64Array.from({ length: 500 }, (_, i) => Math.sin(i));
    const request = { operation: 'signal.welch', parameters: { rate: 1000 }, inputs: { signal } } as const;
    const answers = await Promise.all(Array.from({ length: 12 }, () => executor.execute(request)));
    await executor.health();
    answers.push(await executor.execute(request));
    const burnt = new Set(answers.map(({ fuelUsed }) => fuelUsed));
    expect(burnt.size).toBe(1);
    expect([...burnt][0]).toBeGreaterThan(1000);
  });

  test('on this engine as on Node, in a process of its own', { timeout: 60_000 }, async () => {
    const node = path.resolve('node_modules/.bin/node');
    const { stdout, stderr } = spawnSync(node, [path.resolve('test/fixtures/print-fuel.ts'), String(seed), '20'], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const here = await measureFuel(seed, 20);
    expect(JSON.parse(stdout)).toEqual(here);
    expect(here.length).toBe(20);
  });
});
