import { expect, test } from 'vitest';
import { browserContext } from './browser-context.ts';

const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Begins a task as a worker does. */
function begin<T>(context: ReturnType<typeof browserContext<string>>, task: string, code: () => Promise<T>): Promise<T> {
  return context.run(task, () => context.follow(task, code())) as Promise<T>;
}

test('code of several tasks is told apart through awaits, generators and all', async () => {
  const context = browserContext<string>();
  const seen = async (task: string, ms: number) => {
    const found: unknown[] = [context.get()];
    await later(ms);
    found.push(context.get());
    async function* items() {
      yield context.get();
      await later(ms);
      yield context.get();
    }
    for await (const item of items()) found.push(item, context.get());
    await Promise.all([1, 2].map(async (part) => later(part).then(() => found.push(context.get()))));
    await Promise.all(
      [1, 2].map(async (part) => {
        await later(part);
        found.push(context.get());
      }),
    );
    return found.map((one) => one === task);
  };
  const tasks = ['a', 'b', 'c'].map((task, i) => begin(context, task, () => seen(task, 3 - i)));
  expect(await Promise.all(tasks)).toEqual(new Array(3).fill(new Array(10).fill(true)));
  expect(context.get()).toBeUndefined();
});

test('code that nobody awaits belongs to no task', async () => {
  const context = browserContext<string>();
  const stay = Promise.withResolvers<void>();
  const other = begin(context, 'b', () => stay.promise);
  const { promise, resolve } = Promise.withResolvers<unknown>();
  await begin(context, 'a', async () => {
    setTimeout(() => resolve(context.get()));
    await promise;
  });
  expect(await promise).toBeUndefined();
  stay.resolve();
  await other;
});

test('an error of a task is what its follower rejects with, and the task is forgotten', async () => {
  const context = browserContext<string>();
  const failing = begin(context, 'a', () => Promise.reject(new RangeError('no')));
  await expect(failing).rejects.toThrow(new RangeError('no'));
  expect(context.get()).toBeUndefined();
  expect(Error.stackTraceLimit).toBeLessThan(Number.POSITIVE_INFINITY);
});
