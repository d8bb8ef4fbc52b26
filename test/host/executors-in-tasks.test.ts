import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { init } from '../../runtime/index.ts';

test('a task can load an executor and use it while the driver stands still, with the coordinator in a thread', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-'));
  const file = path.join(folder, 'peak');
  await using ray = await init({ numWorkers: 1, coordinator: 'thread', executors: { cpp } });
  const peak = ray.task(() => import('../fixtures/executor-tasks.ts'), 'peak', import.meta.url);
  const signal = Float64Array.from({ length: 16_384 }, (_, i) => Math.sin((2 * Math.PI * 100 * i) / 1000));
  const done = peak.remote(signal, file);
  await null; // what was submitted leaves when the code comes to rest
  const lock = new Int32Array(new SharedArrayBuffer(4));
  const until = performance.now() + 20_000;
  while (!fs.existsSync(file) && performance.now() < until) Atomics.wait(lock, 0, 0, 5);
  expect(fs.existsSync(file)).toBe(true);
  // the nearest of 512 frequencies up to 500 Hz
  expect(Math.abs(Number(fs.readFileSync(file, 'utf8')) - 100)).toBeLessThan(500 / 512);
  await ray.get(done);
  fs.rmSync(folder, { recursive: true });
});
