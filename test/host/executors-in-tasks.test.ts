import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { init, ShutdownError } from '../../runtime/index.ts';

test('a task can load an executor and use it while the driver stands still, with the coordinator in a thread', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-'));
  const file = path.join(folder, 'peak');
  await using ray = await init({ numWorkers: 1, coordinator: 'thread', executors: { cpp } });
  const peak = ray.task(() => import('../fixtures/executor-tasks.ts'), 'peak', import.meta.url);
  const done = await peak.submit(100, file); // the coordinator has it
  const lock = new Int32Array(new SharedArrayBuffer(4));
  const until = performance.now() + 20_000;
  while (!fs.existsSync(file) && performance.now() < until) Atomics.wait(lock, 0, 0, 5);
  expect(fs.existsSync(file)).toBe(true);
  // the nearest of 512 frequencies up to 500 Hz
  expect(Math.abs(Number(fs.readFileSync(file, 'utf8')) - 100)).toBeLessThan(500 / 512);
  await ray.get(done);
  fs.rmSync(folder, { recursive: true });
});

test.each(['inline', 'thread'] as const)('shutdown does not wait for what is being loaded, coordinator in %s', async (coordinator) => {
  for (const delayMs of [0, 1, 5, 20, 40]) {
    const ray = await init({ numWorkers: 2, coordinator, executors: { cpp } });
    const first = ray.executors
      .get('cpp')
      .operations()
      .catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, delayMs));
    await ray.shutdown();
    const answer = await first;
    if (!Array.isArray(answer)) expect(answer).toBeInstanceOf(ShutdownError); // it may have been there by then
  }
});
