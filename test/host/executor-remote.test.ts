import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { ml } from '../../components/ml/index.js';
import type { ExecuteRequest } from '../../runtime/executor/contract.ts';
import { InvalidRequestError, init, ObjectRef, type Ray, TaskCancelledError, TaskError, TaskTimeoutError } from '../../runtime/index.ts';
import { hostile } from '../fixtures/hostile.ts';

describe.each(['inline', 'thread'] as const)('Executor.remote() with the coordinator in %s', (coordinator) => {
  let ray: Ray<{ cpp: typeof cpp; ml: typeof ml; hostile: typeof hostile }>;
  beforeAll(async () => {
    ray = await init({ numWorkers: 1, coordinator, executors: { cpp, ml, hostile } });
  });
  afterAll(() => ray.shutdown());

  const signal = Float64Array.from({ length: 65_536 }, (_, i) => Math.sin(i / 3) + Math.sin(i / 50));

  test('gives references; the answers are those of execute()', async () => {
    const executor = ray.executors.get('cpp');
    const request = { operation: 'signal.welch', parameters: { rate: 1000, segment: 1024 }, inputs: { signal } } as const;
    const { outputs } = await executor.execute(request);
    const call = await executor.remote(request);
    expect(call.outputs.power).toBeInstanceOf(ObjectRef);
    expect(await ray.get(call.outputs.power)).toEqual(outputs.power);
    expect(await ray.get(call.outputs.frequencies)).toEqual(outputs.frequencies);
    expect(await ray.get(call.values)).toEqual({});
  });

  test('takes references: objects that were put, and what another call gave', async () => {
    const executor = ray.executors.get('cpp');
    const ref = ray.put(signal);
    const spectrum = await executor.remote({ operation: 'signal.fft', parameters: { kind: 'r2c' }, inputs: { signal: ref } });
    const back = await executor.remote({
      operation: 'signal.fft',
      parameters: { kind: 'c2r', length: signal.length, normalize: true },
      inputs: { signal: spectrum.outputs.spectrum },
    });
    const { data } = await ray.get(back.outputs.spectrum);
    const worst = Math.max(...signal.map((value, i) => Math.abs(value - (data as Float64Array)[i]!)));
    // forward and back, in norm: O(eps log n)
    expect(worst).toBeLessThan(1e-13);
    expect(data.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test('a wrong request is refused before anything is submitted', async () => {
    const executor = ray.executors.get('cpp');
    await expect(executor.remote({ operation: 'signal.welch', parameters: { segment: -1 }, inputs: { signal } } as never)).rejects.toThrow(
      InvalidRequestError,
    );
    await expect(executor.remote({ operation: 'signal.welch', inputs: { signal: new Int8Array(8) } } as never)).rejects.toThrow(
      InvalidRequestError,
    );
  });

  test('a reference to what the port does not take fails the call, and says where', async () => {
    const { outputs } = await ray.executors.get('cpp').remote({
      operation: 'signal.welch',
      parameters: { rate: 1000 },
      inputs: { signal: ray.put('no tensor' as unknown as Float64Array) },
    });
    const error = await ray.get(outputs.power).catch((reason) => reason);
    expect(error).toBeInstanceOf(TaskError);
    expect(error.cause).toBeInstanceOf(InvalidRequestError);
    expect(error.cause.path).toBe('inputs.signal');
  });

  test('a time-out and an abort stop the work', async () => {
    const executor = ray.executors.get('hostile');
    const late = await executor.remote({ operation: 'spin', parameters: { text: 'x' } }, { timeoutMs: 100 });
    await expect(ray.get(late.values)).rejects.toBeInstanceOf(TaskTimeoutError);
    const controller = new AbortController();
    const stopped = await executor.remote({ operation: 'spin', parameters: { text: 'x' } }, { signal: controller.signal });
    setTimeout(() => controller.abort(), 50);
    await expect(ray.get(stopped.values)).rejects.toBeInstanceOf(TaskCancelledError);
    expect((await executor.execute({ operation: 'echo', parameters: { text: 'on' } })).values).toEqual({ text: 'on' });
  });

  test('an abort is heard at whatever moment it comes', async () => {
    const executor = ray.executors.get('hostile');
    const job: ExecuteRequest = { operation: 'spin', parameters: [{ name: 'text', value: { tag: 'text', val: 'x' } }], inputs: [] };
    for (let ticks = 0; ticks < 12; ticks++) {
      const controller = new AbortController();
      const answer = executor.dispatcher.execute(job, { timeoutMs: 20_000, signal: controller.signal });
      for (let i = 0; i < ticks; i++) await null;
      controller.abort();
      await expect(answer).rejects.toBeInstanceOf(TaskCancelledError);
    }
  });

  test('a trap fails the call that trapped, and no other', async () => {
    const executor = ray.executors.get('hostile');
    const [trap, echo] = await Promise.all([
      executor.remote({ operation: 'trap', parameters: { text: 'x' } }),
      executor.remote({ operation: 'echo', parameters: { text: 'x' } }),
    ]);
    await expect(ray.get(trap.values)).rejects.toMatchObject({ name: 'TaskError', cause: { name: 'ExecutorFaultError', trapped: true } });
    expect(await ray.get(echo.values)).toEqual({ text: 'x' });
  });
});
