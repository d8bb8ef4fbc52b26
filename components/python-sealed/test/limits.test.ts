import { afterAll, describe, expect, test } from 'vitest';
import { ExecutorFaultError, init, LimitExceededError, OperationFailedError, TaskTimeoutError } from '../../../runtime/index.ts';
import { refusal, runRequest, tensor } from '../../python/test/executor.ts';
import { pythonSealed } from '../index.js';
import { loadSealed } from './subject.ts';

test('memory is flat over many calls, whichever way tensors go', async () => {
  const instance = await loadSealed();
  const data = tensor('fp64', [100_000], new Float64Array(100_000).fill(3));
  const echo = runRequest('kept = []\ndef main(x):\n    kept.append(x)\n    return x', { inputs: { a: data } });
  const fail = runRequest('def main():\n    data = bytearray(1 << 20)\n    raise ValueError');
  const round = () => {
    instance.execute(echo);
    refusal(() => instance.execute(fail));
  };
  for (let i = 0; i < 20; i++) round();
  const before = instance.memoryBytes();
  for (let i = 0; i < 300; i++) round();
  expect(instance.memoryBytes()).toBe(before);
});

describe('behind the host', () => {
  const limits = { memoryBytes: 128 * 2 ** 20 };
  const started = init({
    numWorkers: 2,
    executors: {
      python: pythonSealed,
      warm: { ...pythonSealed, limits: { ...limits, reuse: 'warm' } },
      metered: { ...pythonSealed, limits: { ...pythonSealed.limits, fuel: 100_000_000 } },
    },
  });
  afterAll(async () => (await started).shutdown());
  const runIn = async (executor: 'python' | 'warm' | 'metered', source: string, options = {}) =>
    (await (await started).executors.get(executor).execute({ operation: 'run', parameters: { source } }, options)).values['result'];
  const run = (source: string, options = {}) => runIn('warm', source, options);
  const alive = async () => expect(await run('def main(): return 1')).toBe(1);

  test.each([
    ['one large request', 'def main(): return len(bytearray(200_000_000))'],
    ['many small ones', 'def main():\n    kept = []\n    while True: kept.append(bytes(1_000_000))'],
  ])('%s for more memory than there may be is a MemoryError, and the instance goes on', async (_, source) => {
    await run('import json\njson.mark = 1\ndef main(): pass');
    await expect(run(source)).rejects.toThrow(/MemoryError$/);
    expect(await run('import json\ndef main(): return json.mark')).toBe(1);
  });

  test('an endless loop ends with its time', async () => {
    await expect(run('def main():\n    while True: pass', { timeoutMs: 3000 })).rejects.toThrow(TaskTimeoutError);
    await alive();
  });

  test('fuel ends a program after so much work, and the next one is served', async () => {
    await expect(runIn('metered', 'def main():\n    while True: pass')).rejects.toThrow(LimitExceededError);
    expect(await runIn('metered', 'def main(): return sum(range(1000))')).toBe(499_500);
  });

  test('the same program burns the same in every worker, whoever asked it before', async () => {
    const executor = (await started).executors.get('metered');
    const request = { operation: 'run', parameters: { source: 'def main(): return sum(range(1000))' } } as const;
    const burnt = new Set<number | undefined>();
    for (let i = 0; i < 4; i++) {
      await executor.health();
      for (const { fuelUsed } of await Promise.all([executor.execute(request), executor.execute(request)])) burnt.add(fuelUsed);
    }
    expect(burnt.size).toBe(1);
  });

  test('recursion without end is an error of Python, in C too', async () => {
    for (const body of ['return main()', 'return sorted([1], key=lambda _: main())'])
      await expect(run(`def main():\n    ${body}`)).rejects.toThrow(/RecursionError/);
    await expect(run('def main(): raise SystemExit(3)')).rejects.toThrow(OperationFailedError);
  });

  test('what exhausts the stack in C all the same costs the instance, not the worker', async () => {
    await expect(run('def main():\n    x = []\n    for _ in range(300_000): x = [x]')).rejects.toThrow(ExecutorFaultError);
    await alive();
  });

  test('nothing of a run reaches the next, unless instances are kept', async () => {
    const leave = 'import json\njson.left = 1\ndef main(): pass';
    const look = 'import json\ndef main(): return hasattr(json, "left")';
    for (const executor of ['python', 'warm'] as const) await runIn(executor, leave);
    expect([await runIn('python', look), await runIn('warm', look)]).toEqual([false, true]);
  });
});
