import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { bootInterpreter } from '../host/boot-interpreter.js';
import { prepare, startInterpreter } from './interpreter.ts';

let python: Awaited<ReturnType<typeof bootInterpreter>>['python'];
beforeAll(async () => {
  ({ python } = await bootInterpreter(await prepare()));
});

describe('a synchronous call may run coroutines to their end', () => {
  test.each([
    [
      'by asyncio.run, with tasks, queues and time-outs',
      `
async def produce(queue, count):
    for i in range(count):
        await queue.put(i)
        await asyncio.sleep(0.01)
async def main():
    queue = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        group.create_task(produce(queue, 3))
        group.create_task(produce(queue, 4))
    try:
        async with asyncio.timeout(0.02): await asyncio.sleep(9)
    except TimeoutError:
        return queue.qsize()
asyncio.run(main())`,
      7,
    ],
    ['by a runner', 'async def f(x): return x\nwith asyncio.Runner() as r: both = r.run(f(1)) + r.run(f(2))\nboth', 3],
    ['by a loop of its own', 'async def f(x): return x\nl = asyncio.new_event_loop()\nx = l.run_until_complete(f(4))\nl.close()\nx', 4],
    [
      'also over asynchronous generators',
      'async def g():\n    for i in range(3): yield i\nasync def m(): return [x async for x in g()]\nlen(asyncio.run(m()))',
      3,
    ],
  ])('%s', (_, code, expected) => {
    expect(python.runPython(`import asyncio\n${code}`)).toBe(expected);
  });

  test('with its exception, and without threads', () => {
    expect(() => python.runPython('import asyncio\nasync def f(): raise ValueError(3)\nasyncio.run(f())')).toThrow(/ValueError: 3/);
    const thread = 'import asyncio\nasync def f(): await asyncio.to_thread(print)\nasyncio.run(f())';
    expect(() => python.runPython(thread)).toThrow(/threads are unsupported/);
  });

  test('beside those that JavaScript awaits, but not inside one', async () => {
    const nested =
      'import asyncio\nasync def f(): return 5\nc = f()\nawait asyncio.sleep(0.01)\ntry:\n    asyncio.run(c)\nexcept RuntimeError as e:\n    c.close()\n    said = str(e)\nsaid';
    const awaited = python.runPythonAsync(nested);
    expect(python.runPython('import asyncio\nasync def f(): return 6\nasyncio.run(f())')).toBe(6);
    expect(await awaited).toMatch(/cannot be called from a running event loop/);
    expect(await python.runPythonAsync('await asyncio.gather(asyncio.sleep(0, 1), asyncio.sleep(0.01, 2)) == [1, 2]')).toBe(true);
  });
});

test('an interrupt ends asyncio.run at once; a waiting loop takes next to no processor time', async () => {
  const interruptBuffer = new SharedArrayBuffer(4);
  await using thread = await startInterpreter({ interruptBuffer });
  const running = thread.run('import asyncio\nprint("begun")\nasyncio.run(asyncio.sleep(60))');
  while (thread.lines.length === 0) await delay(5);
  await delay(500);
  const sent = performance.now();
  Atomics.store(new Int32Array(interruptBuffer), 0, 2);
  const { error, cpuMs } = await running;
  expect(error).toContain('KeyboardInterrupt');
  expect(performance.now() - sent).toBeLessThan(1000);
  expect(cpuMs).toBeLessThan(400);
});
