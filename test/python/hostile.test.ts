import { expect, test } from 'vitest';
import { python } from '../../components/python/index.js';
import { init } from '../../runtime/index.ts';
import { runLevel } from './run-level.ts';

runLevel('hostile', new URL('hostile.py', import.meta.url));

test('every line of ten megabytes arrives, under the name of its task', { timeout: 60_000 }, async () => {
  let bytes = 0;
  const names = new Set<string | undefined>();
  await using ray = await init({
    numWorkers: 1,
    executors: { python },
    print: ({ task, line }) => {
      names.add(task);
      bytes += line.length + 1;
    },
  });
  const prints = ray.python.remote<[number], number>('def prints(n):\n    for _ in range(n): print("x" * 1023)\n    return n', 'prints');
  expect(await ray.get(prints.remote(10_240))).toBe(10_240);
  await ray.get(prints.remote(0)); // what the first one printed was said before
  expect([bytes, ...names]).toEqual([10 * 2 ** 20, 'prints']);
});
