import { PolyrayError, TaskError } from '../../../runtime/errors.ts';
import type { Cases } from './cases.ts';
import type { add } from './fixtures/sums.ts';

/** How functions become tasks, and how tasks run. */
export function taskCases(cases: Cases): void {
  cases.test('tasks: a function of a module', async (ray) => {
    const add = ray.task(() => import('./fixtures/sums.ts'), 'add', import.meta.url);
    cases.equal(await ray.get(add.remote(1, 2)), 3, 'the result');
    cases.equal(await ray.get(add.remote(add.remote(1, 2), ray.put(5))), 8, 'the result of results');
  });

  cases.test('tasks: an async function of a module', async (ray) => {
    const add = ray.task(() => import('./fixtures/sums.ts'), 'addLater', import.meta.url);
    cases.equal(await ray.get(add.remote(1, 2)), 3, 'the result');
  });

  cases.test('tasks: functions by their text: arrows, declarations, methods, async ones', async (ray) => {
    function triple(x: number): number {
      return 3 * x;
    }
    const methods = {
      half(x: number): number {
        return x / 2;
      },
    };
    const results = [
      ray.remote((x: number) => x + 1).remote(1),
      ray.remote(triple).remote(2),
      ray.remote(methods.half).remote(6),
      ray.remote(async (x: number) => (await Promise.resolve(x)) ** 2).remote(4),
      ray.remote((x: number, ...more: number[]) => x + more.length).remote(1, 0, 0),
    ];
    cases.equal(await ray.get(results), [2, 6, 3, 16, 3], 'the results');
  });

  cases.test('tasks: a text has nothing from outside of itself', async (ray) => {
    const outside = Number('5'); // a number as it stands would be written into the text by some engines' own compilers
    const error = await cases.fails(ray.get(ray.remote(() => outside).remote()), TaskError, /ReferenceError: .*\boutside\b/);
    cases.assert(error.cause instanceof ReferenceError, 'its cause is a ReferenceError');
  });

  cases.test('tasks: what has no text cannot be sent', async (ray) => {
    const bound = function (this: number[]) {
      return this.length;
    }.bind([]);
    cases.throws(() => ray.remote(Math.max), TypeError, /^Cannot ship function "max": it is native or bound/);
    cases.throws(() => ray.remote(bound), TypeError, /^Cannot ship function "bound .*": it is native or bound/);
    cases.throws(() => ray.remote(5 as never), TypeError, /^remote takes a function or a class, is given number$/);
  });

  cases.test('tasks: a module that is not there, an export that is not there or no function, are errors of the task', async (ray) => {
    const sums = () => import('./fixtures/sums.ts');
    const missing = ray.task(sums as never, 'multiply' as never, import.meta.url) as unknown as { remote(): never };
    await cases.fails(
      ray.get(missing.remote()),
      TaskError,
      /Cannot run "multiply" of .*sums\.[jt]s: it is not exported; the module exports .*add/,
    );
    const constant = ray.task(sums as never, 'factor' as never, import.meta.url) as unknown as { remote(): never };
    await cases.fails(ray.get(constant.remote()), TaskError, /Cannot run "factor" of .*sums\.[jt]s: it is a number/);
    // by its text, which is what counts: a tool would look for the module
    const nowhere = Object.assign(() => Promise.resolve({} as { add: typeof add }), { toString: () => `() => import('./nowhere.js')` });
    await cases.fails(ray.get(ray.task(nowhere, 'add', import.meta.url).remote(1, 2)), TaskError, /^Task "add" failed: .*nowhere\.js/);
  });

  cases.test('tasks: the module is named by a literal', async (ray) => {
    const name = ['./fixtures', 'sums.ts'].join('/'); // a text as it stands would become a literal
    cases.throws(() => ray.task(() => import(name), 'add' as never, import.meta.url), TypeError, /^Cannot find the module of "add"/);
  });

  cases.test('tasks: one that returns nothing gives undefined', async (ray) => {
    cases.equal(await ray.get(ray.remote(() => {}).remote()), undefined, 'the result');
  });

  cases.test('tasks: several results have a reference each', async (ray) => {
    const divide = ray.task(() => import('./fixtures/sums.ts'), 'divide', import.meta.url, { numReturns: 2 });
    const [quotient, remainder] = divide.remote(17, 5);
    cases.equal(await ray.get([quotient, remainder]), [3, 2], 'the results');
    const one = ray.task(() => import('./fixtures/sums.ts'), 'divide', import.meta.url);
    cases.equal(await ray.get(one.remote(17, 5)), [3, 2], 'the one result');
  });

  cases.test('tasks: one that returns another number of results than it was to says so', async (ray) => {
    const divide = ray.task(() => import('./fixtures/sums.ts'), 'divide', import.meta.url, { numReturns: 3 });
    const [first] = divide.remote(17, 5);
    await cases.fails(ray.get(first!), TaskError, /Task "divide" must return an array of 3, its numReturns; it returned an array of 2$/);
  });

  cases.test('tasks: arguments and results of 32 MB', async (ray) => {
    const echo = ray.task(() => import('./fixtures/echo.ts'), 'echo', import.meta.url);
    const sum = ray.task(() => import('./fixtures/sums.ts'), 'sum', import.meta.url);
    const numbers = new Float64Array(2 ** 22).fill(0.5);
    cases.equal(await ray.get(sum.remote(numbers)), 2 ** 21, 'the sum');
    const back = (await ray.get(echo.remote(numbers))) as Float64Array;
    cases.equal([back.length, back[0], back.at(-1)], [2 ** 22, 0.5, 0.5], 'what came back');
    const text = 'größe '.repeat(2 ** 20);
    cases.assert((await ray.get(echo.remote(text))) === text, 'a text of 7 MB comes back');
  });

  cases.test('tasks: options hold for the function that they give, not for the one they are given to', async (ray) => {
    const context = ray.remote(() => [1, 2]);
    const two = context.options({ numReturns: 2, name: 'pair' });
    cases.equal(await ray.get(two.remote() as never), [1, 2], 'two results');
    cases.equal(await ray.get(context.remote()), [1, 2], 'one result');
    const fail = ray.remote((): number => {
      throw new Error('no');
    });
    await cases.fails(
      ray.get(fail.options({ name: 'import' }).options({ maxRetries: 0 }).remote()),
      TaskError,
      /^Task "import" failed: Error: no$/,
    );
  });

  cases.test('tasks: options that do not exist, or make no sense, are refused by name', async (ray) => {
    const f = ray.remote(() => 1);
    cases.throws(() => f.options({ retries: 1 } as never), TypeError, /^There is no option "retries"; there are name, numReturns, /);
    cases.throws(() => f.options({ maxRetries: -2 }), RangeError, /^maxRetries must be -1 or a whole number of at least 0, is -2$/);
    cases.throws(() => f.options({ numReturns: 0 }), RangeError, /^numReturns must be "streaming" or a whole number from 1 to 1000, is 0$/);
    cases.throws(() => f.options({ timeoutMs: 0 }), RangeError, /^timeoutMs must be a number above 0, is 0$/);
    cases.throws(() => f.options({ numCpus: -1 }), RangeError, /^numCpus must be a number of at least 0, is -1$/);
    cases.throws(
      () => f.options({ resources: { gpu: Number.NaN } }),
      RangeError,
      /^resources\.gpu must be a number of at least 0, is NaN$/,
    );
    cases.throws(
      () => f.options({ retryExceptions: [5] as never }),
      TypeError,
      /^retryExceptions\[0\] must be an error class or its name, is 5$/,
    );
  });

  cases.test('tasks: the code knows its task, attempt and worker', async (ray) => {
    const context = ray.task(() => import('./fixtures/tasks.ts'), 'context', import.meta.url);
    const ref = context.remote();
    const { taskId, actorId, workerId, attempt } = await ray.get(ref);
    cases.equal([taskId, actorId, attempt], [ref.id.toHex(), undefined, 1], 'the task, the actor and the attempt');
    cases.assert(workerId > 0, 'it is a worker');
    cases.equal([ray.context.taskId, ray.context.workerId], [undefined, 0], 'the context of the driver');
  });

  cases.testOn('oneWorker', 'tasks: first in, first out', async (ray) => {
    const countCalls = ray.task(() => import('./fixtures/tasks.ts'), 'countCalls', import.meta.url);
    const refs = Array.from({ length: 100 }, () => countCalls.remote());
    cases.equal(
      await ray.get(refs),
      Array.from({ length: 100 }, (_, i) => i + 1),
      'the order of the calls',
    );
  });

  cases.test('tasks: submit resolves with the references', async (ray) => {
    const add = ray.task(() => import('./fixtures/sums.ts'), 'add', import.meta.url);
    const refs = [];
    for (let i = 0; i < 100; i++) refs.push(await add.submit(i, 1));
    cases.equal(
      await ray.get(refs),
      Array.from({ length: 100 }, (_, i) => i + 1),
      'the results',
    );
    const divide = ray.task(() => import('./fixtures/sums.ts'), 'divide', import.meta.url, { numReturns: 2 });
    const [quotient, remainder] = await divide.submit(7, 2);
    cases.equal(await ray.get([quotient, remainder]), [3, 1], 'several results');
  });

  cases.test('tasks: thousands at once', async (ray) => {
    const add = ray.task(() => import('./fixtures/sums.ts'), 'add', import.meta.url);
    const refs = Array.from({ length: 5000 }, (_, i) => add.remote(i, 1));
    cases.equal(
      await ray.get(refs),
      Array.from({ length: 5000 }, (_, i) => i + 1),
      'the results',
    );
  });

  cases.test('tasks: dependencies between them, long and many', async (ray) => {
    const add = ray.task(() => import('./fixtures/sums.ts'), 'add', import.meta.url);
    let last = ray.put<number>(0);
    for (let i = 0; i < 1000; i++) last = add.remote(last, 1);
    cases.equal(await ray.get(last), 1000, 'the end of a chain');
    const leaves = Array.from({ length: 64 }, (_, i) => add.remote(i, 0));
    const all = ray.remote((...numbers: number[]) => numbers.reduce((a, b) => a + b));
    cases.equal(await ray.get(all.remote(...leaves)), 2016, 'the sum of many');
  });

  cases.test('tasks: tasks can store, get, wait for and start tasks themselves', async (ray) => {
    const useRuntime = ray.task(() => import('./fixtures/tasks.ts'), 'useRuntime', import.meta.url);
    cases.equal(await ray.get(useRuntime.remote([1, 2, 3])), 14, 'the sum of squares');
  });

  cases.test('tasks: a task may wait for tasks, a thousand deep, on two workers', async (ray) => {
    const depth = ray.task(() => import('./fixtures/tasks.ts'), 'depth', import.meta.url);
    cases.equal(await ray.get(depth.remote(1000)), 1000, 'the depth');
    cases.equal(await ray.get([depth.remote(100), depth.remote(100), depth.remote(100)]), [100, 100, 100], 'the depths of three');
  });

  cases.test('tasks: a tree of tasks that wait for tasks', async (ray) => {
    const fibonacci = ray.task(() => import('./fixtures/tasks.ts'), 'fibonacci', import.meta.url);
    cases.equal(await ray.get(fibonacci.remote(12)), 144, 'the number');
  });

  // without shared memory a thread cannot stand still and listen
  if (!cases.blocking) return;

  cases.test('tasks: synchronous code may wait for tasks too, deep down, in blocking ones', async (ray) => {
    const depth = ray.task(() => import('./fixtures/tasks.ts'), 'blockingDepth', import.meta.url, { blocking: true });
    cases.equal(await ray.get([depth.remote(50), depth.remote(10)]), [50, 10], 'the depths');
    const plain = ray.task(() => import('./fixtures/tasks.ts'), 'blockingDepth', import.meta.url);
    await cases.fails(ray.get(plain.remote(1)), TaskError, /blocking/);
    cases.throws(() => ray.getSync(ray.put(1)), PolyrayError, /blocking/);
  });
}
