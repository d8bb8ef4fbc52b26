import { TaskError, WorkerCrashedError } from '../../../runtime/errors.ts';
import type { Cases } from './cases.ts';

/** What becomes of tasks that fail, and of their workers. */
export function taskFailureCases(cases: Cases): void {
  cases.test('failures: an error of a task has the task in its message, and what was thrown as its cause', async (ray) => {
    const exceed = ray.task(() => import('./fixtures/tasks.ts'), 'exceed', import.meta.url);
    const error = await cases.fails(ray.get(exceed.remote(7)), TaskError, /^Task "exceed" failed: QuotaError: No more than 7$/);
    const { cause } = error;
    cases.assert(cause instanceof Error, 'the cause is an error');
    cases.equal([cause.name, cause.message, (cause as Error & { limit?: number }).limit], ['QuotaError', 'No more than 7', 7], 'the cause');
    cases.assert(/fixtures\/tasks\.[jt]s/.test(cause.stack ?? ''), `its stack is the worker's; it is ${cause.stack}`);
    cases.assert(cause.cause instanceof TypeError && cause.cause.message === 'counted wrong', 'the cause has its own cause');
  });

  cases.test('failures: anything can be thrown', async (ray) => {
    const throwAnything = ray.task(() => import('./fixtures/tasks.ts'), 'throwAnything', import.meta.url);
    const error = await cases.fails(ray.get(throwAnything.remote()), TaskError, /^Task "throwAnything" failed: just a text$/);
    cases.equal(error.cause, 'just a text', 'the cause');
  });

  cases.test('failures: of an error that cannot pass, its name, text and stack do', async (ray) => {
    const throwFunction = ray.task(() => import('./fixtures/tasks.ts'), 'throwFunction', import.meta.url);
    const { cause } = await cases.fails(ray.get(throwFunction.remote()), TaskError, /RangeError: carries a function$/);
    cases.assert(cause instanceof Error && cause.name === 'RangeError', 'the cause is named');
    cases.equal(cause.message, 'carries a function', 'its text');
    cases.assert(/fixtures\/tasks\.[jt]s/.test(cause.stack ?? ''), 'it has the stack');
  });

  cases.test('failures: every reader gets the error, each time', async (ray) => {
    const exceed = ray.task(() => import('./fixtures/tasks.ts'), 'exceed', import.meta.url);
    const ref = exceed.remote(1);
    const errors = [await cases.fails(ray.get(ref), TaskError, /1$/), await cases.fails(ray.get(ref), TaskError, /1$/)];
    cases.assert(errors[0] !== errors[1], 'each is an error of its own');
    const read = ray.task(() => import('./fixtures/echo.ts'), 'read', import.meta.url);
    const inner = await cases.fails(ray.get(read.remote([ref])), TaskError, /^Task "read" failed: TaskError: Task "exceed" failed/);
    cases.assert(inner.cause instanceof Error && inner.cause.name === 'TaskError', 'a task that reads it has it as its cause');
  });

  cases.test('failures: a task whose argument failed does not run, and fails alike', async (ray) => {
    const exceed = ray.task(() => import('./fixtures/tasks.ts'), 'exceed', import.meta.url);
    const echo = ray.task(() => import('./fixtures/echo.ts'), 'echo', import.meta.url);
    const end = echo.remote(echo.remote(exceed.remote(3)));
    const { cause } = await cases.fails(ray.get(end), TaskError, /^Task "exceed" failed: QuotaError: No more than 3$/);
    cases.assert(cause instanceof Error && cause.name === 'QuotaError', 'the cause is what the first task threw');
  });

  cases.test('failures: the worker goes on after an error', async (ray) => {
    const add = ray.task(() => import('./fixtures/sums.ts'), 'add', import.meta.url);
    const exceed = ray.task(() => import('./fixtures/tasks.ts'), 'exceed', import.meta.url);
    const failing = Array.from({ length: 20 }, (_, i) => exceed.remote(i));
    cases.equal(await ray.get(add.remote(1, 2)), 3, 'the result of another task');
    await Promise.all(failing.map((ref, i) => cases.fails(ray.get(ref), TaskError, new RegExp(`than ${i}$`))));
  });

  cases.test('failures: one that no reader asks about disturbs nobody', async (ray) => {
    const exceed = ray.task(() => import('./fixtures/tasks.ts'), 'exceed', import.meta.url);
    const ref = exceed.remote(1);
    await ray.wait([ref]);
    ref[Symbol.dispose]();
  });

  cases.test('retries: not after an exception, unless asked for', async (ray) => {
    const fail = ray.task(() => import('./fixtures/tasks.ts'), 'fail', import.meta.url);
    await cases.fails(ray.get(fail.remote(1)), TaskError, /attempt 1 fails$/);
    cases.equal(await ray.get(fail.options({ retryExceptions: true }).remote(3)), 4, 'the attempt that succeeds');
    await cases.fails(ray.get(fail.options({ retryExceptions: true, maxRetries: 1 }).remote(2)), TaskError, /attempt 2 fails$/);
    await cases.fails(ray.get(fail.options({ retryExceptions: true, maxRetries: 0 }).remote(1)), TaskError, /attempt 1 fails$/);
  });

  cases.test('retries: after exceptions of the classes that are named', async (ray) => {
    const fail = ray.task(() => import('./fixtures/tasks.ts'), 'fail', import.meta.url);
    cases.equal(await ray.get(fail.options({ retryExceptions: [RangeError] }).remote(1)), 2, 'the attempt, by class');
    cases.equal(
      await ray.get(fail.options({ retryExceptions: [TypeError, Error] }).remote(1)),
      2,
      'the attempt, by a class that it derives from',
    );
    cases.equal(await ray.get(fail.options({ retryExceptions: ['QuotaError', 'RangeError'] }).remote(1)), 2, 'the attempt, by name');
    await cases.fails(ray.get(fail.options({ retryExceptions: [TypeError] }).remote(1)), TaskError, /attempt 1 fails$/);
    const exceedOnce = ray.task(() => import('./fixtures/tasks.ts'), 'exceedOnce', import.meta.url);
    cases.equal(
      await ray.get(exceedOnce.options({ retryExceptions: ['QuotaError'] }).remote()),
      2,
      'the attempt, by the name of an own class',
    );
  });

  cases.test('retries: as often as it takes, with -1', async (ray) => {
    const fail = ray.task(() => import('./fixtures/tasks.ts'), 'fail', import.meta.url);
    cases.equal(await ray.get(fail.options({ retryExceptions: true, maxRetries: -1 }).remote(50)), 51, 'the attempt that succeeds');
  });

  cases.testOn('oneWorker', 'retries: three times after crashes of the worker', async (ray) => {
    const crash = ray.task(() => import('./fixtures/tasks.ts'), 'crash', import.meta.url);
    cases.equal(await ray.get(crash.remote(3)), 4, 'the attempt that succeeds');
  });

  cases.testOn('oneWorker', 'failures: a task whose worker crashes for good says so, and the next one runs', async (ray) => {
    const crash = ray.task(() => import('./fixtures/tasks.ts'), 'crash', import.meta.url);
    const ref = crash.options({ maxRetries: 0 }).remote(1);
    await cases.fails(ray.get(ref), WorkerCrashedError, /^Task "crash" \(\d+\) did not finish: (it exited with code 1|its worker ended)$/);
    cases.equal(await ray.get(crash.remote(0)), 1, 'the attempt of the next');
  });

  cases.testOn('oneWorker', 'failures: tasks that had not begun in a worker that crashed run elsewhere, free of charge', async (ray) => {
    const crash = ray.task(() => import('./fixtures/tasks.ts'), 'crash', import.meta.url).options({ maxRetries: 0 });
    const add = ray.task(() => import('./fixtures/sums.ts'), 'add', import.meta.url).options({ maxRetries: 0 });
    cases.equal(await ray.get(add.remote(0, 0)), 0, 'the result of a first task');
    const crashing = crash.remote(1);
    const others = Array.from({ length: 12 }, (_, i) => add.remote(i, 1));
    await cases.fails(ray.get(crashing), WorkerCrashedError, /did not finish/);
    cases.equal(
      await ray.get(others),
      Array.from({ length: 12 }, (_, i) => i + 1),
      'the results of the others',
    );
  });

  cases.testOn('oneWorker', 'failures: an exception that nobody catches, in a callback, ends the worker', async (ray) => {
    const late = ray.remote(
      () =>
        new Promise<number>(() => {
          setTimeout(() => {
            throw new Error('in a callback');
          });
        }),
      { maxRetries: 0 },
    );
    await cases.fails(ray.get(late.remote()), WorkerCrashedError, /in a callback$/);
  });
}
