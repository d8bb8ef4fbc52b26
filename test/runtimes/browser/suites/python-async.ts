import { pythonFrom } from '../../../../components/python/index.js';
import { init, TaskError } from '../../../../runtime/index.ts';
import type { Suite } from '../suite.ts';

const python = pythonFrom({ pyodide: '/repository/node_modules/pyodide/' });

/** What Python can do where threads may not stand still, and what it says of the rest. */
export const suite: Suite = (runner, options) => {
  const printed: string[] = [];
  let opened: ReturnType<typeof open> | undefined;
  const open = () => init({ numWorkers: 2, ...options.init, executors: { python }, print: ({ line }) => printed.push(line) });
  const test = (name: string, run: (ray: Awaited<ReturnType<typeof open>>) => Promise<void>) => {
    runner.test(name, async () => {
      opened ??= open();
      await run(await opened);
    });
  };
  const assert: typeof runner.assert = (condition, message) => runner.assert(condition, message);

  test('python: functions, with arrays, from JavaScript', async (ray) => {
    const total = ray.python.remote<[Float64Array, number], number>('def total(x, k): return sum(x) * k', 'total');
    assert((await ray.get(total.remote(Float64Array.of(1, 2, 3), 2))) === 12, 'the total is 12');
  });

  test('python: coroutines await tasks', async (ray) => {
    const source = `
import asyncio, miniray

@miniray.remote
def square(x): return x * x

async def main(n):
    return await asyncio.gather(*[square.remote(i) for i in range(n)])
`;
    const main = ray.python.remote<[number], number[]>(source, 'main');
    assert(String(await ray.get(main.remote(5))) === '0,1,4,9,16', 'the squares are there');
  });

  test('python: what would stand still says that it may not', async (ray) => {
    const source = 'import miniray\ndef wait(): return miniray.get(miniray.put(1))';
    const error = await ray.get(ray.python.remote(source, 'wait').remote()).then(
      (value) => value,
      (thrown: unknown) => thrown,
    );
    assert(error instanceof TaskError && /may not stand still/.test(error.message), `it fails and says why: ${String(error)}`);
  });

  test('python: a program ends with its exit code', async (ray) => {
    printed.length = 0;
    const code = await ray.python.run('import sys; print("hello"); sys.exit(3)', { filename: 'program.py' });
    assert(code === 3 && printed.join() === 'hello', `it printed hello and ended with 3: ${printed.join()}, ${code}`);
  });
  return async () => (await opened)?.shutdown();
};
