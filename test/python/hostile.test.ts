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

test('the end of an interpreter is told by its task, and to a logger; nothing else is said', async () => {
  const logged: Record<string, unknown>[] = [];
  const log = (fields: object) => void logged.push({ ...fields });
  const printed: string[] = [];
  await using ray = await init({
    numWorkers: 1,
    executors: { python },
    logger: { debug: log, info: log, warn: log, error: log },
    print: ({ line }) => printed.push(line),
  });
  const written: unknown[] = [];
  const { write } = process.stderr;
  process.stderr.write = (chunk: unknown) => written.push(chunk) > 0;
  try {
    const wild = ray.python.remote<[], never>('def wild():\n    import ctypes\n    ctypes.string_at(0xFFFFFFF0)', 'wild', {
      maxRetries: 0,
    });
    await expect(ray.get(wild.remote())).rejects.toThrow(
      /^Task "wild" \(\d+\) did not finish: the Python interpreter ended: .*[Oo]ut of bounds/,
    );
  } finally {
    process.stderr.write = write;
  }
  expect(written).toEqual([]);
  expect(printed[0]).toMatch(/^Stack \(most recent call first\):/);
  const of = (event: string) => logged.find((fields) => fields['event'] === event);
  expect(of('worker-crashed')).toMatchObject({ pool: 'Python tasks', reason: expect.stringMatching(/out of bounds/i) });
  expect(of('worker-crash-cause')).toMatchObject({ pool: 'Python tasks', stack: expect.stringContaining('wasm') });
});

test('a task that JavaScript gave a time limit ends with its interpreter, and others go on', async () => {
  await using ray = await init({ numWorkers: 1, executors: { python } });
  const source =
    'def spin(n):\n    while n:\n        try:\n            while True: pass\n        except BaseException: pass\n    return "spun"';
  const spin = ray.python.remote<[number], string>(source, 'spin', { timeoutMs: 4000, maxRetries: 0 });
  await expect(ray.get(spin.remote(1))).rejects.toThrow(/^Task "spin" \(\d+\) did not finish within 4000 ms$/);
  expect(await ray.get(spin.options({ timeoutMs: 60_000 }).remote(0))).toBe('spun');
});
