import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { init, type ObjectRef, type Ray, TaskError, WorkerCrashedError } from '../../runtime/index.ts';
import './vitest-runtime.ts';

const subjects = [
  ['inline', { coordinator: 'inline' }],
  ['in a thread', { coordinator: 'thread' }],
  ['without shared memory', { coordinator: 'inline', sharedMemory: false }],
] as const;

describe.each(subjects)('odd tasks, the coordinator %s', (_, options) => {
  let ray: Ray;
  beforeAll(async () => {
    ray = await init({ numWorkers: 1, ...options });
  });
  afterAll(() => ray.shutdown());

  test('an endless generator that never awaits ends when its reader leaves', async () => {
    const numbers = ray.remote(function* () {
      for (let i = 0; ; i++) yield i;
    });
    let items = 0;
    for await (const _ref of numbers.remote()) if (++items === 3) break;
    expect(await ray.get(ray.remote(() => 'next').remote(), { timeoutMs: 10_000 })).toBe('next');
  });

  test('what throws when it is looked at fails its task, and not its worker', async () => {
    const throwers = [
      () => {
        throw Object.create(null);
      },
      () => {
        throw Object.assign(new Error('x'), { message: Symbol('none') });
      },
      () => {
        const trap = (): never => {
          throw new Error('trapped');
        };
        throw new Proxy(new Error('x'), { get: trap, getPrototypeOf: trap });
      },
    ];
    const before = await ray.state.listWorkers();
    for (const thrower of throwers) {
      await expect(ray.get(ray.remote(thrower).remote())).rejects.toThrow(
        new TaskError('Task "anonymous" failed: TypeError: What was thrown cannot be read'),
      );
    }
    expect((await ray.state.listWorkers()).map(({ workerId }) => workerId)).toEqual(before.map(({ workerId }) => workerId));
  });

  test('what is like a promise and calls back twice ends its task once', async () => {
    const twice = ray.remote(() => ({
      // biome-ignore lint/suspicious/noThenProperty: it is what this is about
      then(resolve: (value: number) => void) {
        resolve(1);
        resolve(2);
      },
    }));
    expect(await ray.get(twice.remote() as unknown as ObjectRef<number>)).toBe(1);
    expect(await ray.get(ray.remote(() => 3).remote())).toBe(3);
  });

  test('a rejection that nobody handles ends the worker, as it would a process, and what runs there begins again', async () => {
    const rejectLater = ray.task(() => import('../fixtures/odd-tasks.ts'), 'rejectLater', import.meta.url);
    const sleep = ray.remote((ms: number) => new Promise<number>((resolve) => setTimeout(resolve, ms, ms)), { maxRetries: 1 });
    expect(await ray.get(rejectLater.remote(50))).toBe('done');
    expect(await ray.get(sleep.remote(200))).toBe(200);
  });

  test('a task that ends its thread is begun again, and then fails', async () => {
    const exit = ray.task(() => import('../fixtures/odd-tasks.ts'), 'exit', import.meta.url, { maxRetries: 1 });
    await expect(ray.get(exit.remote())).rejects.toThrow(WorkerCrashedError);
    expect(await ray.get(ray.remote(() => 5).remote())).toBe(5);
  });

  test('an error of a class that only the worker knows ends a stream with a TaskError', async () => {
    const throwOddly = ray.task(() => import('../fixtures/odd-tasks.ts'), 'throwOddly', import.meta.url, { numReturns: 'streaming' });
    const read = async () => {
      for await (const _ref of throwOddly.remote());
    };
    await expect(read()).rejects.toThrow('Task "throwOddly" failed: OddError: strange');
    expect(await ray.get(ray.remote(() => 4).remote())).toBe(4);
  });

  test('a reference inside an error is one of its own', async () => {
    const throwWith = ray.task(() => import('../fixtures/odd-tasks.ts'), 'throwWith', import.meta.url);
    const ref = ray.put('kept');
    const error = await ray.get(throwWith.remote([ref])).catch((thrown: TaskError) => thrown);
    const { ref: inside } = (error as TaskError).cause as { ref: ObjectRef<string> };
    expect(await ray.get(inside)).toBe('kept');
    inside[Symbol.dispose]();
    expect(await ray.get(ref)).toBe('kept');
  });

  test('a cancelled call never runs, however many stand before it', async () => {
    const Notes = ray.actor(() => import('../fixtures/odd-tasks.ts'), 'Notes', import.meta.url, { maxConcurrency: 5000 });
    using notes = Notes.remote();
    await ray.get(notes.seen.remote());
    const blocked = notes.block.remote(1500);
    const calls = Array.from({ length: 1500 }, (_, i) => notes.note.remote(i));
    await ray.wait([ray.put(0)]); // they are on their way
    const cancelled = [5, 1400];
    for (const i of cancelled) ray.cancel(calls[i]!);
    await ray.get(blocked);
    await ray.wait(calls, { numReturns: calls.length });
    expect(await ray.get(notes.seen.remote())).toEqual(calls.map((_, i) => i).filter((i) => !cancelled.includes(i)));
  });
});
