import { TaskCancelledError, TaskError, TaskTimeoutError } from '../../../runtime/errors.ts';
import { TaskID } from '../../../runtime/index.ts';
import type { ObjectRef } from '../../../runtime/object/object-ref.ts';
import type { Cases } from './cases.ts';
import { Latch } from './latch.ts';

/** How tasks are stopped: by cancel, by a signal, by time. */
export function cancellationCases(cases: Cases): void {
  cases.testOn('oneWorker', 'cancel: a task that waits for its turn never starts', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url);
    const first = hold.remote(latch.name, 'first');
    await latch.begun();
    const second = hold.remote(latch.name, 'second');
    ray.cancel(second);
    await cases.fails(ray.get(second), TaskCancelledError, /^Task "hold" \(\d+\) was cancelled$/);
    latch.release();
    cases.equal(await ray.get(first), 'first', 'the other result');
    cases.equal(await ray.get(ray.remote(() => 1).remote()), 1, 'the result of a later task');
    cases.equal(latch.count, 1, 'the number of tasks that began');
  });

  cases.test('cancel: a task that waits for its arguments', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url);
    const argument = hold.remote(latch.name, 1) as ObjectRef<number>;
    const dependent = ray.remote((x: number) => x).remote(argument);
    ray.cancel(dependent);
    await cases.fails(ray.get(dependent), TaskCancelledError, /was cancelled$/);
    await latch.begun();
    latch.release();
    cases.equal(await ray.get(argument), 1, 'the argument');
  });

  cases.test('cancel: a task that runs fails at once and is told by its signal', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url);
    const ref = hold.remote(latch.name, 1);
    await latch.begun();
    ray.cancel(ref);
    await cases.fails(ray.get(ref), TaskCancelledError, /^Task "hold" \(\d+\) was cancelled$/);
    // the worker of a task that ended is free again: both take part
    const others = [hold.remote(latch.name, 2), hold.remote(latch.name, 3)];
    await latch.begun(3);
    latch.release();
    cases.equal(await ray.get(others), [2, 3], 'the results of others');
  });

  cases.testOn('oneWorker', 'cancel: by force, a task that never ends', async (ray) => {
    using latch = new Latch();
    const spin = ray.task(() => import('./fixtures/latch.ts'), 'spin', import.meta.url);
    const ref = spin.remote(latch.name);
    await latch.begun();
    const next = ray.remote(() => 'next').remote();
    ray.cancel(ref, { force: true });
    await cases.fails(ray.get(ref), TaskCancelledError, /was cancelled$/);
    cases.equal(await ray.get(next), 'next', 'the result of the task behind it');
  });

  cases.testOn('oneWorker', 'cancel: tasks by the ids that the state lists, whoever has their references', async (ray) => {
    using latch = new Latch();
    const spin = ray.task(() => import('./fixtures/latch.ts'), 'spin', import.meta.url, { name: 'spinning' });
    const refs = [spin.remote(latch.name), spin.remote(latch.name)];
    await latch.begun();
    const listed = await ray.state.listTasks({ filters: { name: 'spinning' } });
    cases.equal(listed.length, 2, 'the number of tasks');
    for (const { taskId } of listed) ray.cancel(TaskID.fromHex(taskId), { force: true });
    for (const ref of refs) await cases.fails(ray.get(ref), TaskCancelledError, /was cancelled$/);
    cases.throws(() => ray.cancel(TaskID.fromRandom()), TypeError, /belongs to another runtime$/);
  });

  cases.test('cancel: a task that has ended keeps its value', async (ray) => {
    const ref = ray.remote(() => 1).remote();
    await ray.get(ref);
    ray.cancel(ref);
    ray.cancel(ref, { force: true });
    cases.equal(await ray.get(ref), 1, 'the value');
  });

  cases.test('cancel: tasks that need the result fail with it', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url);
    const ref = hold.remote(latch.name, 1) as ObjectRef<number>;
    const dependent = ray.remote((x: number) => x).remote(ref);
    ray.cancel(ref);
    await cases.fails(ray.get(dependent), TaskCancelledError, /^Task "hold"/);
  });

  cases.test('signal: aborting it cancels every task that was given it', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url);
    const controller = new AbortController();
    const cancellable = hold.options({ signal: controller.signal });
    const refs = [cancellable.remote(latch.name, 1), cancellable.remote(latch.name, 2)];
    await latch.begun();
    controller.abort(new RangeError('enough'));
    for (const ref of refs) await cases.fails(ray.get(ref), TaskCancelledError, /was cancelled$/);
    cases.throws(() => cancellable.remote(latch.name, 3), RangeError, /^enough$/);
  });

  cases.test('signal: one that was aborted already refuses tasks with its reason', async (ray) => {
    const f = ray.remote(() => 1).options({ signal: AbortSignal.abort(new RangeError('no more')) });
    cases.throws(() => f.remote(), RangeError, /^no more$/);
    await cases.fails(f.submit(), RangeError, /^no more$/);
  });

  cases.test('signal: aborting it after the end changes nothing', async (ray) => {
    const controller = new AbortController();
    const ref = ray
      .remote(() => 1)
      .options({ signal: controller.signal })
      .remote();
    await ray.get(ref);
    controller.abort();
    cases.equal(await ray.get(ref), 1, 'the value');
  });

  cases.test('timeoutMs: stops a task that never ends, and tells for how long it was let', async (ray) => {
    using latch = new Latch();
    const spin = ray.task(() => import('./fixtures/latch.ts'), 'spin', import.meta.url).options({ timeoutMs: 100 });
    const error = await cases.fails(
      ray.get(spin.remote(latch.name)),
      TaskTimeoutError,
      /^Task "spin" \(\d+\) did not finish within 100 ms$/,
    );
    cases.equal(error.timeoutMs, 100, 'its time');
    const quick = ray.remote(() => 1).options({ timeoutMs: 60_000 });
    cases.equal(await ray.get([quick.remote(), quick.remote(), quick.remote()]), [1, 1, 1], 'what others give');
  });

  cases.testOn('oneSlot', 'timeoutMs: counts the wait for a turn too', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url).options({ resources: { slot: 1 } });
    const first = hold.remote(latch.name, 1);
    await latch.begun();
    await cases.fails(ray.get(hold.options({ timeoutMs: 20 }).remote(latch.name, 2)), TaskTimeoutError, /did not finish within 20 ms$/);
    latch.release();
    cases.equal(await ray.get(first), 1, 'the first value');
    cases.equal(latch.count, 1, 'the number of tasks that began');
  });

  cases.test('timeoutMs: other tasks lose nothing when a worker is ended', async (ray) => {
    using latch = new Latch();
    const spin = ray.task(() => import('./fixtures/latch.ts'), 'spin', import.meta.url).options({ timeoutMs: 50 });
    const add = ray.task(() => import('./fixtures/sums.ts'), 'add', import.meta.url).options({ maxRetries: 0 });
    const spinning = [spin.remote(latch.name), spin.remote(latch.name)];
    const others = Array.from({ length: 50 }, (_, i) => add.remote(i, 1));
    const timed = Array.from({ length: 5 }, (_, i) => add.options({ timeoutMs: 60_000 }).remote(i, 1));
    cases.equal(
      await ray.get([...others, ...timed]),
      [...Array(50).keys(), ...Array(5).keys()].map((i) => i + 1),
      'their results',
    );
    for (const ref of spinning) await cases.fails(ray.get(ref), TaskTimeoutError, /within 50 ms$/);
  });

  cases.test('cancel: what a task throws when it is told is of no interest any more', async (ray) => {
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url).options({ retryExceptions: true });
    const ref = hold.remote(latch.name, 1);
    await latch.begun();
    ray.cancel(ref);
    const error: unknown = await ray.get(ref).catch((thrown) => thrown);
    cases.assert(error instanceof TaskCancelledError && !(error instanceof TaskError), 'it was cancelled');
  });
}
