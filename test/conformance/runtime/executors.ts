import {
  ExecutorFaultError,
  ExecutorLoadError,
  ExecutorNotFoundError,
  ExecutorUnavailableError,
  InvalidRequestError,
  OperationFailedError,
  PolyrayError,
  ShutdownError,
  TaskCancelledError,
  TaskError,
  TaskTimeoutError,
} from '../../../runtime/errors.ts';
import type { Tensor } from '../../../runtime/executor/tensor.ts';
import type { ObjectRef } from '../../../runtime/object/object-ref.ts';
import type { Ray } from '../../../runtime/ray.ts';
import { broken, hostile } from '../../fixtures/hostile.ts';
import type { Cases } from './cases.ts';
import type { Runtime } from './subject.ts';

const executors = { hostile, broken };
const options = { numWorkers: 1, executors };
const calls = () => import('./fixtures/executor-calls.ts');

/** Executors from every thread of a runtime. */
export function executorCases(cases: Cases): void {
  const test = (name: string, run: (ray: Runtime) => Promise<void>, more = {}) =>
    cases.testWith(`executors: ${name}`, { ...options, ...more }, run);
  /** What the executor said, which a task threw. */
  const cause = async <E extends Error>(ref: ObjectRef, ray: Runtime, type: abstract new (...args: never[]) => E): Promise<E> => {
    const error = await cases.fails(ray.get(ref), TaskError, /./);
    cases.assert(error.cause instanceof type, `the cause is a ${type.name}; it is ${String(error.cause)}`);
    return error.cause;
  };
  const fromDriver = (ray: Runtime) => (ray as unknown as Ray<typeof executors>).executors.get('hostile');
  const rememberedBy = async (ray: Runtime) =>
    (await fromDriver(ray).execute({ operation: 'count', parameters: { text: 'x' } })).values['prepared'];

  test('from a task, and what they are', async (ray) => {
    const execute = ray.task(calls, 'execute', import.meta.url);
    cases.equal(await ray.get(execute.remote('echo', 'from a task')), { text: 'from a task' }, 'the answer');
    const names = ray.task(calls, 'names', import.meta.url);
    cases.equal(await ray.get(names.remote()), [['hostile', 'broken'], '1.0.0', 'sealed'], 'what the task sees');
    const many = ray.task(calls, 'executeMany', import.meta.url);
    const texts = Array.from({ length: 100 }, (_, i) => `${i}`);
    cases.equal(await ray.get([many.remote(100), many.remote(100)]), [texts, texts], 'the answers');
  });

  test('from an actor, and from tasks of tasks', async (ray) => {
    const trainer = ray.actor(calls, 'Trainer', import.meta.url).remote();
    const deep = ray.task(calls, 'executeDeep', import.meta.url);
    const answers = await ray.get([trainer.execute.remote('echo', 'actor'), deep.remote(3, 'deep')]);
    cases.equal(answers, [{ text: 'actor' }, { text: 'deep' }], 'the answers');
  });

  test('references go from call to call through any thread', async (ray) => {
    const data = new Float64Array(100_000).fill(3);
    const ref = (await ray.get(ray.task(calls, 'pass', import.meta.url).remote({ data }))) as ObjectRef<Tensor>;
    const { outputs } = await fromDriver(ray).remote({ operation: 'echo', inputs: { x: ref } });
    cases.equal((await ray.get(outputs['x']!)).data, data, 'the tensor');
  });

  test('what goes wrong is said in a task as it is in the driver', async (ray) => {
    const execute = ray.task(calls, 'execute', import.meta.url);
    const invalid = await cause(execute.remote('dance', 'x'), ray, InvalidRequestError);
    cases.equal(invalid.path, 'operation', 'the place');
    await cause(execute.remote('fail', 'x'), ray, OperationFailedError);
    cases.equal((await cause(execute.remote('trap', 'x'), ray, ExecutorFaultError)).trapped, true, 'the trap');
    const unknown = await cause(ray.task(calls, 'useUnknown', import.meta.url).remote(), ray, ExecutorNotFoundError);
    cases.equal(unknown.message, 'Cannot get executor "fortran": this host has hostile, broken', 'the message');
    cases.equal(await ray.get(execute.remote('echo', 'x')), { text: 'x' }, 'the next answer');
  });

  test('a time-out and an abort in a task stop the work', async (ray) => {
    const execute = ray.task(calls, 'execute', import.meta.url);
    await cause(execute.remote('spin', 'x', 50), ray, TaskTimeoutError);
    const aborted = await cause(ray.task(calls, 'abort', import.meta.url).remote(), ray, TaskCancelledError);
    cases.equal(aborted.cause, 'enough', 'the reason');
    cases.equal(await ray.get(execute.remote('echo', 'x')), { text: 'x' }, 'the next answer');
  });

  test('one that cannot be loaded says so to everyone, and when it is tried again', async (ray) => {
    const load = ray.task(calls, 'load', import.meta.url);
    const inDriver = () => (ray as unknown as Ray<typeof executors>).executors.get('broken').operations();
    await ray.get(ray.task(calls, 'names', import.meta.url).remote()); // so that the worker is there
    for (let round = 0; round < 2; round++) {
      await cases.fails(inDriver(), ExecutorLoadError, /^Cannot load executor "broken": .*no such glue/);
      const { message, retryInMs } = await cause(load.remote(), ray, ExecutorUnavailableError);
      cases.assert(/no such glue; it is tried again in \d+ ms$/.test(message), `the message says why, and when; it is "${message}"`);
      await new Promise((resolve) => setTimeout(resolve, retryInMs + 5));
    }
    await cause(load.remote(), ray, ExecutorLoadError);
  });

  test('from code that stands still', async (ray) => {
    const still = ray.task(calls, 'standStill', import.meta.url, { blocking: true });
    if (!cases.blocking) {
      await cases.fails(ray.get(still.remote(new Float64Array(1))), TaskError, /this thread may not stand still/);
      return;
    }
    const { length } = await fromDriver(ray).operations();
    cases.equal(await ray.get(still.remote(new Float64Array(50_000).fill(2))), [length, 'still', 100_000], 'the answers');
    const fail = ray.task(calls, 'failStill', import.meta.url, { blocking: true });
    await cause(fail.remote('fail', 1e5), ray, OperationFailedError);
    cases.equal((await cause(fail.remote('trap', 1e5), ray, ExecutorFaultError)).trapped, true, 'the trap');
    cases.equal((await cause(fail.remote('spin', 50), ray, TaskTimeoutError)).timeoutMs, 50, 'the time');
  });

  test('code that may not stand still can call all the same, once it was told what there is', async (ray) => {
    const ref = (await ray.get(ray.task(calls, 'callStill', import.meta.url).remote())) as ObjectRef;
    cases.equal(await ray.get(ref), { text: 'at once' }, 'the answer');
    cases.throws(() => fromDriver(ray).remoteSync({ operation: 'echo' }), PolyrayError, /^Cannot wait synchronously here/);
    await cases.fails(
      ray.get(ray.task(calls, 'failStill', import.meta.url).remote('echo', 50)),
      TaskError,
      /Cannot wait synchronously here/,
    );
    await fromDriver(ray).operations();
    const { values } = fromDriver(ray).remoteSync({ operation: 'echo', parameters: { text: 'now' } });
    cases.equal(await ray.get(values), { text: 'now' }, "the driver's");
  });

  test('what the driver prepared is there for every thread, in fresh workers too', async (ray) => {
    const remembered = ray.task(calls, 'remembered', import.meta.url);
    const execute = ray.task(calls, 'execute', import.meta.url);
    const trainer = ray.actor(calls, 'Trainer', import.meta.url).remote();
    const parameters = { text: 'weights' };
    const preparation = await fromDriver(ray).prepare([{ operation: 'remember', parameters }], [{ operation: 'forget', parameters }]);
    cases.equal(await ray.get(remembered.remote()), ['weights'], 'what a task finds');
    await cause(execute.remote('trap', 'x'), ray, ExecutorFaultError);
    cases.equal(await ray.get(remembered.remote()), ['weights'], 'what it finds in a fresh instance');
    await cases.fails(ray.get(execute.remote('exit', 'x')), TaskError, /WorkerCrashedError/);
    cases.equal(await ray.get(remembered.remote()), ['weights'], 'what it finds in a fresh worker');
    cases.equal((await ray.get(trainer.execute.remote('count', 'x')))['prepared'], ['weights'], 'what an actor finds');
    cases.equal(await rememberedBy(ray), ['weights'], 'what the driver finds');
    await preparation.release();
    await preparation.release();
    cases.equal(await rememberedBy(ray), [], 'what is left in the driver');
    cases.equal(await ray.get(remembered.remote()), [], 'what is left in a task');
  });

  test('a job that was submitted before a release finds what is released', async (ray) => {
    const parameters = { text: 'weights' };
    const executor = fromDriver(ray);
    const preparation = await executor.prepare([{ operation: 'remember', parameters }], [{ operation: 'forget', parameters }]);
    const [before] = [(await executor.remote({ operation: 'count' })).values, await preparation.release()];
    cases.equal((await ray.get(before))['prepared'], ['weights'], 'what it found');
    cases.equal(await rememberedBy(ray), [], 'what is left');
  });

  test('an actor prepares as the driver does, until it is gone', async (ray) => {
    const remembered = ray.task(calls, 'remembered', import.meta.url);
    const Trainer = ray.actor(calls, 'Trainer', import.meta.url);
    const [mortal, careful] = [Trainer.remote(), Trainer.remote()];
    await cause(mortal.fail.remote(), ray, OperationFailedError);
    await ray.get([mortal.prepare.remote('a'), careful.prepare.remote('b')]);
    const found = [...((await rememberedBy(ray)) as string[])].sort();
    cases.equal(found, ['a', 'b'], 'what the driver finds');
    cases.equal(((await ray.get(remembered.remote())) as string[]).length, 2, 'how much a task finds');
    await ray.get(careful.release.remote());
    cases.equal(await rememberedBy(ray), ['a'], 'what is left');
    ray.kill(mortal);
    for (let rest = await rememberedBy(ray); (rest as string[]).length > 0; rest = await rememberedBy(ray)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    cases.equal(await ray.get(remembered.remote()), [], 'what is left of a dead one');
  });

  cases.testWith('executors: the end of the runtime ends what tasks asked of them', options, async (ray) => {
    const execute = ray.task(calls, 'execute', import.meta.url);
    await ray.get(execute.remote('echo', 'x'));
    const refs = [execute.remote('spin', 'x'), execute.remote('spin', 'y')];
    const ended = refs.map((ref) => cases.fails(ray.get(ref), ShutdownError, /shut down/));
    const executor = fromDriver(ray);
    const own = cases.fails(
      executor.execute({ operation: 'echo', parameters: { text: 'x' } }),
      ShutdownError,
      /^Cannot use executor "hostile"/,
    );
    await ray.shutdown();
    await Promise.all([...ended, own]);
    cases.throws(
      () => executor.remoteSync({ operation: 'echo' }),
      ShutdownError,
      /^Cannot use executor "hostile": the host was shut down$/,
    );
  });
}
