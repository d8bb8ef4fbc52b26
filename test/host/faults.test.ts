import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { ml } from '../../components/ml/index.js';
import {
  ExecutorFaultError,
  ExecutorLoadError,
  ExecutorNotFoundError,
  type InitOptions,
  init,
  OperationFailedError,
  OutOfMemoryError,
  type Ray,
  ShutdownError,
  TaskCancelledError,
  TaskTimeoutError,
  WorkerCrashedError,
} from '../../runtime/index.ts';
import { broken, hostile } from '../fixtures/hostile.ts';

let open: Ray[] = [];
afterEach(async () => {
  await Promise.all(open.map((ray) => ray.shutdown()));
  open = [];
});

async function start(options: Partial<InitOptions<{ hostile: typeof hostile }>> = {}) {
  const ray = await init({ numWorkers: 1, executors: { hostile }, ...options });
  open.push(ray as unknown as Ray);
  const executor = ray.executors.get('hostile');
  return { ray, executor, run: (operation: string, text = 'x', more = {}) => executor.execute({ operation, parameters: { text } }, more) };
}

describe('a call that goes wrong', () => {
  test.each([
    ['fail', OperationFailedError, 'there is no answer'],
    ['internal', ExecutorFaultError, 'index out of range'],
    ['out-of-memory', OutOfMemoryError, 'ran out of memory'],
    ['trap', ExecutorFaultError, 'unreachable'],
    ['exit', WorkerCrashedError, 'exited with code 7'],
    ['lie-output', ExecutorFaultError, 'surprise'],
    ['lie-missing', ExecutorFaultError, '"x"'],
  ])('"%s" rejects with its own error, and the next call works', async (operation, type, message) => {
    const { run } = await start();
    const error = await run(operation).then(
      () => undefined,
      (reason) => reason,
    );
    expect(error).toBeInstanceOf(type);
    expect(error.message).toContain(message);
    expect((await run('echo', 'still here')).values).toEqual({ text: 'still here' });
  });

  test('a trap costs the instance, not the worker', async () => {
    const { run } = await start();
    await run('echo');
    expect((await run('count')).values['calls']).toBe(2);
    await expect(run('trap')).rejects.toMatchObject({ trapped: true });
    expect((await run('count')).values['calls']).toBe(1);
  });

  test('calls that wait survive the crash of the worker before them', async () => {
    const { run } = await start();
    const results = await Promise.allSettled([run('exit'), run('echo', 'a'), run('echo', 'b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  test('an executor that cannot be loaded rejects every call, and does not try for ever', async () => {
    const ray = await init({ numWorkers: 2, executors: { broken } });
    open.push(ray as unknown as Ray);
    const executor = ray.executors.get('broken');
    const results = await Promise.allSettled([1, 2, 3].map(() => executor.execute({ operation: 'x' })));
    for (const result of results) expect(result.status === 'rejected' && result.reason).toBeInstanceOf(ExecutorLoadError);
    await expect(executor.execute({ operation: 'x' })).rejects.toThrow('no such glue');
  });

  test('what is not built is named, with the way to build it, and the others run', async () => {
    const ray = await init({ executors: { ml, cpp: { ...cpp, builds: [] } } });
    open.push(ray as unknown as Ray);
    const call = ray.executors.get('cpp').execute({ operation: 'signal.fft', inputs: { signal: new Float64Array(4) } });
    await expect(call).rejects.toThrow('Cannot load executor "cpp": it is not built; `npm run build -- --only cpp` builds it');
    await expect(call).rejects.toBeInstanceOf(ExecutorLoadError);
    const { outputs } = await ray.executors
      .get('ml')
      .execute({ operation: 'tensor.softmax', inputs: { x: { data: new Float32Array(2), dimensions: [1, 2] } } });
    expect(Object.values(outputs)[0]!.data).toEqual(Float32Array.of(0.5, 0.5));
  });

  test('missing bytes are named', async () => {
    const core = { 'x.core.wasm': new URL('file:///nowhere/x.core.wasm') };
    const ray = await init({ executors: { gone: { ...hostile, builds: [{ ...hostile.builds[0]!, core }] } } });
    open.push(ray as unknown as Ray);
    await expect(ray.executors.get('gone').operations()).rejects.toThrow(
      /Cannot load executor "gone" from "file:\/\/\/nowhere\/x.core.wasm"/,
    );
    await expect(ray.executors.get('gone').operations()).rejects.toMatchObject({
      name: 'ExecutorLoadError',
      cause: { code: 'ENOENT' },
    });
  });

  test.each(['inline', 'thread'] as const)('what was missing is looked for again, coordinator in %s', async (coordinator) => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-'));
    const file = path.join(folder, 'x.core.wasm');
    const core = { 'x.core.wasm': pathToFileURL(file) };
    const ray = await init({ coordinator, executors: { late: { ...hostile, builds: [{ ...hostile.builds[0]!, core }] } } });
    open.push(ray as unknown as Ray);
    const executor = ray.executors.get('late');
    const results = await Promise.allSettled([executor.operations(), executor.version(), executor.prepare([{ operation: 'echo' }])]);
    expect(results.map((result) => result.status === 'rejected' && result.reason.name)).toEqual(results.map(() => 'ExecutorLoadError'));
    fs.writeFileSync(file, Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0));
    expect((await executor.execute({ operation: 'echo', parameters: { text: 'there' } })).values).toEqual({ text: 'there' });
    fs.rmSync(folder, { recursive: true });
  });
});

describe('time-out and abort', () => {
  test('a time-out stops the work and replaces the worker', async () => {
    const { run } = await start();
    await run('echo');
    const began = performance.now();
    await expect(run('spin', 'x', { timeoutMs: 200 })).rejects.toBeInstanceOf(TaskTimeoutError);
    expect(performance.now() - began).toBeLessThan(5000);
    expect((await run('count')).values['calls']).toBe(1);
  });

  test('a time-out while waiting leaves the running call alone', async () => {
    const { run } = await start();
    await run('echo');
    const [first, second] = await Promise.allSettled([run('sleep'), run('echo', 'x', { timeoutMs: 20 })]);
    expect(first.status).toBe('fulfilled');
    expect(second.status === 'rejected' && second.reason).toBeInstanceOf(TaskTimeoutError);
    expect((await run('count')).values['calls']).toBe(3); // echo, sleep, count: the one that waited never ran
  });

  test('an abort stops a running call, with the reason as cause', async () => {
    const { run } = await start();
    await run('echo');
    const controller = new AbortController();
    const call = run('spin', 'x', { signal: controller.signal });
    setTimeout(() => controller.abort('enough'), 50);
    await expect(call).rejects.toMatchObject({ name: 'TaskCancelledError', cause: 'enough' });
    await run('echo');
  });

  test('an abort beforehand runs nothing', async () => {
    const { run } = await start();
    await expect(run('echo', 'x', { signal: AbortSignal.abort() })).rejects.toBeInstanceOf(TaskCancelledError);
    expect((await run('count')).values['calls']).toBe(1);
  });

  test.each([0, -1, Number.NaN, '5'])('timeoutMs %j is refused', async (timeoutMs) => {
    const { run } = await start();
    await expect(run('echo', 'x', { timeoutMs })).rejects.toBeInstanceOf(RangeError);
  });
});

describe('shutdown()', () => {
  test('rejects what runs and what waits, and every later call', async () => {
    const { ray, executor, run } = await start();
    await run('echo');
    const calls = [run('spin'), run('echo')];
    for (const call of calls) call.catch(() => {});
    await ray.shutdown();
    for (const call of calls) await expect(call).rejects.toBeInstanceOf(ShutdownError);
    await expect(executor.execute({ operation: 'echo' })).rejects.toBeInstanceOf(ShutdownError);
    expect(() => ray.executors.get('hostile')).toThrow(ShutdownError);
    await ray.shutdown();
  });
});

describe('prepare()', () => {
  test('holds for fresh instances and fresh workers, until it is released', async () => {
    const { executor, run } = await start();
    const state = async () => (await run('count')).values['prepared'];
    const preparation = await executor.prepare(
      [{ operation: 'remember', parameters: { text: 'weights' } }],
      [{ operation: 'forget', parameters: { text: 'weights' } }],
    );
    expect(await state()).toEqual(['weights']);
    await expect(run('trap')).rejects.toThrow();
    expect(await state()).toEqual(['weights']);
    await expect(run('exit')).rejects.toThrow();
    expect(await state()).toEqual(['weights']);
    await preparation.release();
    expect(await state()).toEqual([]);
    await expect(run('trap')).rejects.toThrow();
    expect(await state()).toEqual([]);
  });

  test('is done once in a fresh worker, however many calls wait for it', async () => {
    const { executor, run } = await start();
    for (const text of ['weights', 'labels']) await executor.prepare([{ operation: 'remember', parameters: { text } }]);
    await expect(run('exit')).rejects.toThrow();
    const counts = await Promise.all([1, 2, 3, 4].map(() => run('count')));
    expect(counts.map(({ values }) => values['prepared'])).toEqual(counts.map(() => ['weights', 'labels']));
  });

  test("is not rejected by another call's time-out", async () => {
    const { executor, run } = await start();
    await run('echo');
    const spin = run('spin', 'x', { timeoutMs: 100 }).catch((error) => error);
    const preparation = await executor.prepare([{ operation: 'remember', parameters: { text: 'weights' } }]);
    expect(await spin).toBeInstanceOf(TaskTimeoutError);
    expect((await run('count')).values['prepared']).toEqual(['weights']);
    await preparation.release();
  });

  test('releasing right after a trap has nothing to undo', async () => {
    const { executor, run } = await start();
    const preparation = await executor.prepare([{ operation: 'remember', parameters: { text: 'weights' } }], [{ operation: 'fail' }]);
    await expect(run('trap')).rejects.toThrow();
    await preparation.release();
    expect((await run('count')).values['prepared']).toEqual([]);
  });

  test('that fails rejects nobody else', async () => {
    const { executor, run } = await start();
    await expect(run('exit')).rejects.toThrow();
    const [echo, prepared] = await Promise.allSettled([run('echo', 'a'), executor.prepare([{ operation: 'fail' }])]);
    expect(echo.status).toBe('fulfilled');
    expect(prepared.status === 'rejected' && prepared.reason).toBeInstanceOf(OperationFailedError);
  });

  test('fails as its request fails, and leaves nothing', async () => {
    const { executor, run } = await start();
    const requests = [{ operation: 'remember', parameters: { text: 'half' } }, { operation: 'fail' }];
    await expect(executor.prepare(requests)).rejects.toBeInstanceOf(OperationFailedError);
    expect((await run('count')).values['prepared']).toEqual([]);
  });
});

describe('many calls', () => {
  test('each gets its own answer, in several workers', async () => {
    const { run } = await start({ numWorkers: 3 });
    const answers = await Promise.all(Array.from({ length: 300 }, (_, i) => run('echo', `${i}`)));
    expect(answers.map(({ values }) => values['text'])).toEqual(Array.from({ length: 300 }, (_, i) => `${i}`));
  });

  test("the caller's arrays stay whole", async () => {
    const { executor } = await start();
    const data = Float64Array.of(1, 2, 3, 4);
    const { outputs } = await executor.execute({ operation: 'echo', inputs: { x: data.subarray(1, 3) } });
    expect(outputs['x']).toEqual({ type: 'fp64', dimensions: [2], data: Float64Array.of(2, 3) });
    expect(data).toEqual(Float64Array.of(1, 2, 3, 4));
  });

  test('tensors may lie in shared memory', async () => {
    const { executor } = await start();
    const data = new Float32Array(new SharedArrayBuffer(16)).fill(5);
    const { outputs } = await executor.execute({ operation: 'echo', inputs: { x: { data, dimensions: [2, 2] } } });
    expect(outputs['x']).toMatchObject({ dimensions: [2, 2], data: new Float32Array(4).fill(5) });
  });
});

describe('init()', () => {
  test.each([0, 1.5, -1, 4096, Number.NaN])('refuses numWorkers %j', async (numWorkers) => {
    await expect(init({ numWorkers })).rejects.toThrow(/numWorkers must be a whole number from 1 to 1024/);
  });

  test('refuses what is no executor package', async () => {
    await expect(init({ executors: { x: {} as never } })).rejects.toThrow('executors.x must be an executor package');
  });

  test('names what there is when an executor is unknown', async () => {
    const { ray } = await start();
    expect(() => ray.executors.get('fortran' as never)).toThrow(ExecutorNotFoundError);
    expect(() => ray.executors.get('fortran' as never)).toThrow('this host has hostile');
  });

  test('logs structured events', async () => {
    const events: { event?: string }[] = [];
    const add = (fields: object) => events.push(fields);
    const { run } = await start({ logger: { debug: add, info: add, warn: add, error: add } });
    await run('echo');
    await run('exit').catch(() => {});
    await run('echo');
    expect(events.map(({ event }) => event)).toEqual(expect.arrayContaining(['worker-started', 'worker-crashed', 'job-failed']));
  });
});

test('an interpreter that dies costs its worker, and the next call finds another', async () => {
  const { python } = await import('../../components/python/index.js');
  const ray = await init({ numWorkers: 1, executors: { python } });
  open.push(ray as unknown as Ray);
  const run = (source: string) => ray.executors.get('python').execute({ operation: 'run', parameters: { source } });
  for (let i = 0; i < 3; i++) {
    await expect(run('import os\ndef main(): os._exit(3)')).rejects.toBeInstanceOf(ExecutorFaultError);
    expect((await run('def main(): return 6 * 7')).values.result).toBe(42);
  }
});

test('preparing keeps the process alive until it is done', async () => {
  const { execFileSync } = await import('node:child_process');
  const index = new URL('../../runtime/index.ts', import.meta.url).href;
  const fixture = new URL('../fixtures/hostile.ts', import.meta.url).href;
  const program = `import { init } from '${index}'; import { hostile } from '${fixture}';
    const ray = await init({ numWorkers: 1, executors: { hostile } });
    const executor = ray.executors.get('hostile');
    await executor.operations();
    const both = await Promise.all([1, 2].map(() => executor.prepare([{ operation: 'sleep' }], [{ operation: 'sleep' }])));
    await Promise.all(both.map((preparation) => preparation.release()));
    console.log('done');`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', program], { encoding: 'utf8' })).toBe('done\n');
});
