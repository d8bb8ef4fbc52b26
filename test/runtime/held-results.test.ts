import { setEnvironmentData } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { init } from '../../runtime/index.ts';

test.each([
  ['inline', true],
  ['thread', true],
  ['inline', false],
  ['thread', false],
] as const)(
  'a result is there while the next task of its worker still runs (coordinator %s, shared memory %s)',
  async (coordinator, sharedMemory) => {
    const held = new Int32Array(new SharedArrayBuffer(4));
    setEnvironmentData('held', held);
    await using ray = await init({ numWorkers: 1, coordinator, sharedMemory });
    const task = ray.remote((waits: boolean) => {
      const { getEnvironmentData } = process.getBuiltinModule('node:worker_threads');
      if (waits) Atomics.wait(getEnvironmentData('held') as unknown as Int32Array, 0, 0);
    });
    // it is known as a brief one
    await ray.get(Array.from({ length: 50 }, () => task.remote(false)));
    const refs = [false, false, false, true].map((waits) => task.remote(waits));
    const { ready } = await ray.wait(refs, { numReturns: 3 });
    expect(ready).toEqual(refs.slice(0, 3));
    Atomics.store(held, 0, 1);
    Atomics.notify(held, 0);
    await ray.get(refs);
  },
);
