import {
  ActorDiedError,
  ActorUnavailableError,
  ExecutorFaultError,
  ExecutorNotFoundError,
  InvalidRequestError,
  TaskError,
  TaskTimeoutError,
  UnsupportedError,
} from '../../../runtime/errors.ts';
import type { ExecutorActor, ExecutorInstance } from '../../../runtime/executor/executor-actor.ts';
import type { TensorData } from '../../../runtime/executor/tensor.ts';
import type { ObjectRef } from '../../../runtime/object/object-ref.ts';
import type { Ray } from '../../../runtime/ray.ts';
import { broken, hostile } from '../../fixtures/hostile.ts';
import type { Cases } from './cases.ts';
import type { Runtime } from './subject.ts';

const executors = {
  hostile,
  broken,
  fleeting: { ...hostile, limits: { reuse: 'fresh' } },
  pinned: { ...hostile, limits: { reuse: 'pinned' } },
  brief: { ...hostile, limits: { timeoutMs: 300 } },
} as const;
type Host = Ray<typeof executors>;
const remember = (text: string) => ({ operation: 'remember', parameters: { text } });
const count = { operation: 'count' };
const trap = { operation: 'trap' };

/** Instances of executors as actors. */
export function executorActorCases(cases: Cases): void {
  const test = (name: string, run: (ray: Host) => Promise<void>, more = {}) =>
    cases.testWith(`executor actors: ${name}`, { numWorkers: 1, executors, ...more }, (ray: Runtime) => run(ray as unknown as Host));
  const remembered = async (ray: Host, actor: ExecutorActor) => (await ray.get(actor.execute.remote(count))).values['prepared'];
  const cause = async <E extends Error>(ray: Host, ref: ObjectRef, type: abstract new (...args: never[]) => E): Promise<E> => {
    const error = await cases.fails(ray.get(ref), TaskError, /./);
    cases.assert(error.cause instanceof type, `the cause is a ${type.name}; it is ${String(error.cause)}`);
    return error.cause;
  };
  /** While it begins anew, calls that it had begun are lost. */
  const again = async (ray: Host, actor: ExecutorActor) => {
    for (;;) {
      try {
        return await remembered(ray, actor);
      } catch (error) {
        if (!(error instanceof ActorUnavailableError)) throw error;
      }
    }
  };

  test("keep to themselves what calls leave in them, and run each caller's calls in their order", async (ray) => {
    const executor = ray.executors.get('hostile');
    const [first, second] = await Promise.all([executor.actor({ prepare: [remember('recipe')] }), executor.actor()]);
    const texts = Array.from({ length: 50 }, (_, i) => `${i}`);
    for (const text of texts) first.execute.remote(remember(text));
    cases.equal(await remembered(ray, first), ['recipe', ...texts], 'what the one remembers');
    cases.equal(await remembered(ray, second), [], 'what the other does');
    cases.equal((await executor.execute(count)).values['prepared'], [], "what the executor's own instances do");
    const data = Float64Array.from({ length: 100_000 }, (_, i) => i);
    const { outputs, values, version, executionTimeMs } = await ray.get(
      first.execute.remote({ operation: 'echo', parameters: { text: 'x' }, inputs: { x: ray.put<TensorData>(data) } }),
    );
    cases.equal([outputs['x']?.data, values, version, executionTimeMs >= 0], [data, { text: 'x' }, '1.0.0', true], 'the answer');
  });

  test('a trap ends the instance: another one runs the recipe and nothing else, as often as it may', async (ray) => {
    const actor = await ray.executors.get('hostile').actor({ prepare: [remember('a'), remember('b')], maxRestarts: 2 });
    actor.execute.remote(remember('c'));
    cases.equal(await remembered(ray, actor), ['a', 'b', 'c'], 'what it remembers');
    for (let i = 0; i < 2; i++) {
      const error = await cause(ray, actor.execute.remote(trap), ExecutorFaultError);
      cases.assert(/unreachable/.test(error.message), `the message tells the trap: ${error.message}`);
      cases.equal(await again(ray, actor), ['a', 'b'], 'what it remembers then');
    }
    await cause(ray, actor.execute.remote(trap), ExecutorFaultError);
    await cases.fails(
      ray.get(actor.execute.remote(count)),
      ActorDiedError,
      /^Actor "hostile" is gone: .*its instance ended: .*unreachable/,
    );
  });

  test('an answer that is an error costs nothing', async (ray) => {
    const actor = await ray.executors.get('hostile').actor();
    await ray.get(actor.execute.remote(remember('a')));
    await cause(ray, actor.execute.remote({ operation: 'no-such' }), InvalidRequestError);
    await cause(ray, actor.execute.remote({ operation: 'echo', parameters: { speed: 1 } }), InvalidRequestError);
    await cause(ray, actor.execute.remote(null as never), InvalidRequestError);
    await cause(ray, actor.execute.remote({ operation: 'fail' }), Error);
    cases.equal(await remembered(ray, actor), ['a'], 'what it remembers');
  });

  test('a time-out, a crash of the thread and a kill end the worker, and the recipe runs in the next', async (ray) => {
    const executor = ray.executors.get('hostile');
    const actor = await executor.actor({ prepare: [remember('a')], maxRestarts: -1 });
    await ray.get(actor.execute.remote(remember('b'))); // it is there, so that the next call begins
    await cases.fails(
      ray.get(actor.execute.options({ timeoutMs: 1000 }).remote({ operation: 'spin' })),
      TaskTimeoutError,
      /within 1000 ms$/,
    );
    cases.equal(await again(ray, actor), ['a'], 'what it remembers after a time-out');
    actor.execute.remote(remember('b'));
    await cases.fails(
      ray.get(actor.execute.remote({ operation: 'exit' })),
      ActorUnavailableError,
      /^Call "execute" .*of actor "hostile" did not finish/,
    );
    cases.equal(await again(ray, actor), ['a'], 'what it remembers after a crash');
    actor.execute.remote(remember('b'));
    await remembered(ray, actor);
    ray.kill(actor, { restart: true });
    cases.equal(await again(ray, actor), ['a'], 'what it remembers after a kill');
    ray.kill(actor);
    await cases.fails(ray.get(actor.execute.remote(count)), ActorDiedError, /it was killed$/);
    for (let i = 0; (await ray.state.listWorkers({ filters: { pool: 'hostile' } })).length > 0; i++) {
      cases.assert(i < 500, 'its worker goes');
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  });

  test("what the executor's limit gives a call holds for theirs", async (ray) => {
    const actor = await ray.executors.get('brief').actor();
    await cases.fails(ray.get(actor.execute.remote({ operation: 'spin' })), TaskTimeoutError, /within 300 ms$/);
  });

  test('are named, found, passed on and listed as any actor is', async (ray) => {
    const actor = await ray.executors.get('hostile').actor({ prepare: [remember('a')], name: 'keeper', maxRestarts: 3 });
    const found = await ray.getActor<ExecutorInstance>('keeper');
    await ray.get(found.execute.remote(remember('b')));
    const use = ray.task(() => import('./fixtures/executor-calls.ts'), 'useInstance', import.meta.url);
    cases.equal(await ray.get(use.remote(actor as never, 'c')), ['a', 'b', 'c'], 'what a task finds');
    const [row] = await ray.state.listActors();
    cases.equal([row?.className, row?.name, row?.state, row?.restartsLeft], ['hostile', 'keeper', 'alive', 3], 'its row');
    cases.equal(
      (await ray.state.listExecutors({ filters: { name: 'hostile' } })).map(({ state, completed }) => [state, completed]),
      [['idle', 3]],
      'the row of the executor, to whose account its calls go',
    );
  });

  test('a recipe that fails is the end, and the cause; so is what cannot be loaded', async (ray) => {
    const executor = ray.executors.get('hostile');
    for (const [recipe, type, message] of [
      [{ operation: 'fail' }, Error, /there is no answer/],
      [{ operation: 'no-such' }, InvalidRequestError, /has no "no-such"/],
      [trap, ExecutorFaultError, /unreachable/],
    ] as const) {
      const actor = await executor.actor({ prepare: [remember('a'), recipe], maxRestarts: -1 });
      const error = await cases.fails(ray.get(actor.execute.remote(count)), ActorDiedError, /its constructor failed/);
      cases.assert(error.cause instanceof type && message.test(error.cause.message), `the cause tells why: ${String(error.cause)}`);
    }
    const none = await ray.executors.get('broken').actor();
    await cases.fails(ray.get(none.execute.remote(count)), ActorDiedError, /^Actor "broken" is gone: /);
  });

  test('belong to the version that they began with, and end with it when their calls have', async (ray) => {
    const { executors: host } = ray as unknown as Ray;
    await host.load(hostile, { name: 'kept', version: '1.0.0' });
    await host.load(hostile, { name: 'kept', version: '2.0.0' });
    const [first, second, range] = await Promise.all([
      host.get('kept').actor(),
      host.get('kept', '2').actor(),
      host.get('kept', '^1.0.0').actor({ maxRestarts: -1 }),
    ]);
    const versionOf = async (actor: ExecutorActor) => (await ray.get(actor.execute.remote(count))).version;
    cases.equal(await Promise.all([first, second, range].map(versionOf)), ['1.0.0', '2.0.0', '1.0.0'], 'the versions');
    await host.setDefault('kept', '2.0.0');
    cases.equal(await versionOf(first), '1.0.0', 'the version of one that is there');
    const last = first.execute.remote({ operation: 'sleep' });
    await host.unload('kept', { version: '1.0.0' });
    cases.equal((await ray.get(last)).version, '1.0.0', 'who did what was asked before');
    for (const actor of [first, range])
      await cases.fails(ray.get(actor.execute.remote(count)), ActorDiedError, /Executor "kept" 1\.0\.0 was unloaded$/);
    cases.equal(await versionOf(second), '2.0.0', 'the version of the other');
    const spinning = second.execute.remote({ operation: 'spin' });
    await host.unload('kept', { graceMs: 100 });
    await cases.fails(ray.get(spinning), ExecutorNotFoundError, /"kept" 2\.0\.0 was unloaded$/);
    cases.equal(
      (await ray.state.listWorkers()).filter(({ pool }) => pool === 'kept'),
      [],
      'the workers that are left',
    );
  });

  test('where instances are pinned nobody uses one that is not theirs; where they live for one call none is kept', async (ray) => {
    const pinned = ray.executors.get('pinned');
    const message = /^Unsupported call: calls of executor "pinned" go to one of its instances, which `actor` gives/;
    await cases.fails(pinned.execute(count), UnsupportedError, message);
    await cases.fails(pinned.remote(count), UnsupportedError, message);
    await cases.fails(pinned.prepare([remember('a')]), UnsupportedError, message);
    cases.assert((await pinned.operations()).length > 0, 'it says what it does');
    const actor = await pinned.actor({ prepare: [remember('a')] });
    cases.equal(await remembered(ray, actor), ['a'], 'what an instance remembers');
    await cases.fails(
      ray.executors.get('fleeting').actor(),
      UnsupportedError,
      /^Unsupported actor: instances of executor "fleeting" live for one/,
    );
    await cases.fails(pinned.actor({ maxRestarts: -2 }), RangeError, /maxRestarts/);
    await cases.fails(pinned.actor({ maxConcurrency: 2 } as never), TypeError, /maxConcurrency/);
  });
}
