import { afterAll, describe, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { init } from '../../runtime/init.ts';
import { goldenCases, goldenDifferences, goldenOperations } from './golden.ts';
import { refusals } from './refusals.ts';

const ray = await init({ numWorkers: 1, executors: { cpp } });
afterAll(() => ray.shutdown());

describe.each(goldenOperations)('%s agrees with SciPy', (operation) => {
  test.each(goldenCases(operation))('$name', async (golden) => {
    const { parameters, inputs } = golden;
    const answer = await ray.executors.get('cpp').execute({ operation, parameters, inputs } as never);
    expect(goldenDifferences(golden, answer)).toEqual([]);
  });
});

test.each(refusals)('$operation refuses $path: $why', async ({ operation, parameters, inputs, path }) => {
  const refused = ray.executors.get('cpp').execute({ operation, parameters, inputs } as never);
  // the host may find an element of the list before the component finds the list
  await expect(refused).rejects.toSatisfy((error: { path: string }) => error.path === path || error.path.startsWith(`${path}[`));
});

describe('bearing.evidence depends on orders alone', () => {
  const { parameters, inputs } = goldenCases('bearing.evidence').find(({ name }) => name === 'force recording')!;
  const run = async (change: object, signal = inputs.signal) => {
    const request = { operation: 'bearing.evidence', parameters: { ...parameters, ...change }, inputs: { signal } };
    const { outputs } = await ray.executors.get('cpp').execute(request as never);
    return outputs;
  };

  test('not on the unit of the signal', async () => {
    const [plain, scaled] = [
      await run({}),
      await run(
        {},
        inputs.signal.map((value) => value * 2 ** 20),
      ),
    ];
    expect(scaled).toEqual(plain);
  });

  test('not on the unit of time', async () => {
    const doubled = { rate: 12800, speed: 10.2, bands: (parameters['bands'] as number[]).map((edge) => 2 * edge) };
    expect(await run(doubled)).toEqual(await run({}));
  });
});
