import { PolyrayError, ShutdownError } from '../../../runtime/errors.ts';
import { get, put, remote } from '../../../runtime/index.ts';
import type { Cases } from './cases.ts';
import { Latch } from './latch.ts';

/** How runtimes begin and end. */
export function lifetimeCases(cases: Cases): void {
  cases.test('runtime: shutdown rejects what is awaited, and refuses everything after it', async () => {
    const ray = await cases.open({ numWorkers: 1 });
    using latch = new Latch();
    const hold = ray.task(() => import('./fixtures/latch.ts'), 'hold', import.meta.url);
    const ref = hold.remote(latch.name, 1);
    await latch.begun();
    const waiting = cases.fails(ray.get(ref), ShutdownError, /^The runtime was shut down$/);
    await ray.shutdown();
    await waiting;
    cases.throws(() => ray.put(1), ShutdownError, /^Cannot use the runtime: it was shut down$/);
    cases.throws(() => hold.remote(latch.name, 1), ShutdownError, /was shut down$/);
    await ray.shutdown();
  });

  cases.test('runtime: `await using` shuts it down', async () => {
    let outside: Awaited<ReturnType<Cases['open']>>;
    {
      await using ray = await cases.open({ numWorkers: 1 });
      outside = ray;
      cases.equal(await ray.get(ray.remote(() => 1).remote()), 1, 'the result');
    }
    cases.throws(() => outside.put(1), ShutdownError, /was shut down$/);
  });

  cases.test('runtime: a task that never ends does not hold up shutdown', async () => {
    const ray = await cases.open({ numWorkers: 1 });
    using latch = new Latch();
    ray.task(() => import('./fixtures/latch.ts'), 'spin', import.meta.url).remote(latch.name);
    await latch.begun();
    await ray.shutdown();
  });

  cases.test('runtime: several at once know nothing of each other', async (ray) => {
    await using other = await cases.open({ numWorkers: 1 });
    using mine = ray.actor(() => import('./fixtures/actors.ts'), 'Counter', import.meta.url, { name: 'twice' }).remote(1);
    using theirs = other.actor(() => import('./fixtures/actors.ts'), 'Counter', import.meta.url, { name: 'twice' }).remote(10);
    const counts = [await ray.get(mine.increment.remote()), await other.get(theirs.increment.remote())];
    cases.equal(counts, [2, 11], 'the counts');
  });

  cases.test('runtime: the functions of the package are those of the runtime that was opened last', async () => {
    const double = remote((x: number) => 2 * x);
    for (let i = 0; i < 2; i++) {
      const ray = await cases.open({ numWorkers: 1 });
      cases.equal(await get(double.remote(put(4))), 8, 'the result');
      await ray.shutdown();
      cases.throws(() => put(1), PolyrayError, /^Cannot use the runtime: call init\(\) first$/);
    }
  });

  cases.test('runtime: options that make no sense are refused by name', async () => {
    await cases.fails(cases.open({ numWorkers: 0 }), RangeError, /^numWorkers must be a whole number from 1 to 1024, is 0$/);
    await cases.fails(
      cases.open({ numWorkers: 4, maxWorkers: 3 }),
      RangeError,
      /^maxWorkers must be a whole number from numWorkers, 4, to 4096, is 3$/,
    );
    await cases.fails(cases.open({ spareWorkers: -1 }), RangeError, /^spareWorkers must be a whole number from 0 to 16, is -1$/);
    await cases.fails(
      cases.open({ objectStoreBytes: 100 }),
      RangeError,
      /^objectStoreBytes must be a whole number of at least 4 MiB, is 100$/,
    );
    await cases.fails(cases.open({ maxQueuedTasks: 0 }), RangeError, /^maxQueuedTasks must be a whole number of at least 1, is 0$/);
    await cases.fails(cases.open({ coordinator: 'far' as never }), TypeError, /^coordinator must be "auto", "inline" or "thread", is far$/);
    await cases.fails(cases.open({ resources: { gpu: -1 } }), RangeError, /^resources\.gpu must be at least 0, is -1$/);
  });
}
