import { expect, test } from 'vitest';
import { ml } from '../../components/ml/index.js';
import type { TypesOf } from '../../runtime/executors.ts';
import { ActorUnavailableError, type ExecutorActor, init, LimitExceededError, TaskError } from '../../runtime/index.ts';

/** A layer that multiplies by a number: state that an instance keeps. */
const layer = (model: string, factor: number) => ({
  operation: 'model.load' as const,
  parameters: { model },
  inputs: { weight: { data: Float32Array.of(factor), dimensions: [1, 1] } },
});
const run = (model: string) => ({
  operation: 'model.run' as const,
  parameters: { model },
  inputs: { x: { data: Float32Array.of(1, 2), dimensions: [2, 1] } },
});
/** More than its limit of fuel allows. */
const size = 256;
const long = {
  operation: 'tensor.matmul' as const,
  inputs: {
    a: { data: new Float32Array(size * size), dimensions: [size, size] },
    b: { data: new Float32Array(size * size), dimensions: [size, size] },
  },
};

type Model = ExecutorActor<TypesOf<typeof ml>>;

test('a model lives in its own instance, through traps and replaced workers', async () => {
  const package_ = { ...ml, limits: { ...ml.limits, stop: 'meter' as const, fuel: 1_000_000 } };
  await using ray = await init({ numWorkers: 1, executors: { ml: package_ } });
  const executor = ray.executors.get('ml');
  const first = await executor.actor({ prepare: [layer('m', 10)], maxRestarts: -1, name: 'tens' });
  const second = await executor.actor({ prepare: [layer('m', 100)], maxRestarts: -1 });
  /** While it begins anew, calls that it had begun are lost. */
  const answerOf = async (actor: Model, model = 'm') => {
    for (;;) {
      try {
        return [...(await ray.get(actor.execute.remote(run(model)))).outputs.y.data];
      } catch (error) {
        if (!(error instanceof ActorUnavailableError)) throw error;
      }
    }
  };
  const causeOf = async (actor: Model, request: Parameters<Model['execute']['remote']>[0]) => {
    const error = await ray.get(actor.execute.remote(request)).catch((error: unknown) => error);
    return error instanceof TaskError ? error.cause : error;
  };
  expect([await answerOf(first), await answerOf(second)]).toEqual([
    [10, 20],
    [100, 200],
  ]);
  // the executor's own instances know no model
  await expect(executor.execute(run('m'))).rejects.toThrow(/model/);
  await ray.get(first.execute.remote(layer('more', 7)));
  expect(await answerOf(first, 'more')).toEqual([7, 14]);

  const before = await ray.state.listWorkers({ filters: { actorId: first.actorId.toHex() } });
  expect(await causeOf(first, long)).toBeInstanceOf(LimitExceededError); // by a trap
  expect(await answerOf(first)).toEqual([10, 20]);
  expect(await causeOf(first, run('more'))).toMatchObject({ name: 'InvalidRequestError' }); // it is in no recipe
  const after = await ray.state.listWorkers({ filters: { actorId: first.actorId.toHex() } });
  expect(after.map(({ workerId }) => workerId)).not.toEqual(before.map(({ workerId }) => workerId));

  ray.kill(first, { restart: true });
  expect([await answerOf(first), await answerOf(second)]).toEqual([
    [10, 20],
    [100, 200],
  ]);
  expect((await ray.state.listActors()).map(({ className, name }) => [className, name])).toEqual([
    ['ml', 'tens'],
    ['ml', null],
  ]);
  ray.kill(first);
  second[Symbol.dispose]();
  await expect.poll(async () => (await ray.state.listWorkers()).filter(({ actorId }) => actorId !== null)).toEqual([]);
  const usual = await executor.execute({ operation: 'tensor.softmax', inputs: { x: { data: Float32Array.of(0, 0), dimensions: [1, 2] } } });
  expect(usual.outputs.y.data).toEqual(Float32Array.of(0.5, 0.5));
});

test('calls of one caller run in their order, also where the first waits for its input', async () => {
  await using ray = await init({ numWorkers: 1, executors: { ml } });
  const model = await ray.executors.get('ml').actor();
  const slow = ray.remote(
    (factor: number) =>
      new Promise<{ data: Float32Array; dimensions: number[] }>((resolve) =>
        setTimeout(() => resolve({ data: Float32Array.of(factor), dimensions: [1, 1] }), 50),
      ),
  );
  // every layer multiplies what the one before gives
  const answers = [3, 2].map((factor) => {
    model.execute.remote({ ...layer('m', factor), inputs: { weight: slow.remote(factor) as never } });
    return model.execute.remote(run('m'));
  });
  model.execute.remote({ operation: 'model.drop', parameters: { model: 'm' } });
  const last = model.execute.remote(run('m'));
  expect((await ray.get(answers)).map(({ outputs }) => [...outputs.y.data])).toEqual([
    [3, 6],
    [6, 12],
  ]);
  await expect(ray.get(last)).rejects.toThrow(/"m"/);
});
