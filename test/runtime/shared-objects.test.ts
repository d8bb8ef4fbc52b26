import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type InitOptions, init, ObjectWrittenError, TaskError } from '../../runtime/index.ts';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
const module = () => import('../fixtures/shared-tasks.ts');

async function start(options: InitOptions<Record<never, never>>) {
  const ray = await init({ numWorkers: 1, ...options });
  onTestFinished(() => ray.shutdown());
  return ray;
}

async function collect(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

describe.each(['inline', 'thread'] as const)('shared objects, coordinator in %s', (coordinator) => {
  const large = (fill: number) => new Float64Array(2 ** 17).fill(fill); // 1 MiB

  test('memory is not used again while any view of it exists, even a view of a view', async () => {
    const ray = await start({ coordinator, objectStoreBytes: 8 * 2 ** 20, spill: false });
    const part = await (async () => (await ray.get(ray.put(large(7)))).subarray(1000, 2000))();
    await collect(); // the reference, the value and its wrappers are gone; the view is not
    for (let round = 0; round < 20; round++) {
      using ref = ray.put(large(round));
      await ray.get(ref);
      await collect();
    }
    expect(part.every((value) => value === 7)).toBe(true);
  });

  test('memory is used again when no view exists', async () => {
    const ray = await start({ coordinator, objectStoreBytes: 8 * 2 ** 20, spill: false, storeFullTimeoutMs: 5000 });
    for (let round = 0; round < 30; round++) {
      using ref = ray.put(large(round));
      expect((await ray.get(ref))[5]).toBe(round);
    }
  });

  test('a task that writes to one is found in debug mode, and named', async () => {
    const ray = await start({ coordinator, debug: true });
    const ref = ray.put(large(1));
    const scribble = ray.task(module, 'scribble', import.meta.url, { maxRetries: 0 });
    const error = await ray.get(scribble.remote(ref)).catch((reason) => reason);
    expect(error).toBeInstanceOf(TaskError);
    expect(error.cause).toBeInstanceOf(ObjectWrittenError);
    expect(error.cause.objects).toEqual([ref.id.toHex()]);
    expect(error.message).toContain('Task "scribble" wrote to an object in shared memory');
  });

  test('a driver that writes to one is found at its next get', async () => {
    const ray = await start({ coordinator, debug: true });
    const ref = ray.put(large(1));
    const view = await ray.get(ref);
    expect(await ray.get(ray.task(module, 'sum', import.meta.url).remote(ref))).toBe(2 ** 17);
    view[3] = 4;
    await expect(ray.get(ref)).rejects.toBeInstanceOf(ObjectWrittenError);
    expect(view[3]).toBe(4);
  });
});
