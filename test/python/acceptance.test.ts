// The texts that the Python side has to satisfy to the letter, and one of each thing it is for.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { python } from '../../components/python/index.js';
import { init, type Ray } from '../../runtime/index.ts';

let ray: Ray;
let printed: string[] = [];
beforeAll(async () => {
  ray = (await init({ numWorkers: 2, executors: { python, cpp }, print: ({ line }) => printed.push(line) })) as unknown as Ray;
});
afterAll(() => ray.shutdown());

/** Runs a program and gives what it printed. */
async function run(source: string, expected = 0): Promise<string[]> {
  printed = [];
  expect(await ray.python.run(source, { filename: 'program.py' }), printed.join('\n')).toBe(expected);
  return printed;
}

test('the store of _miniray_core', async () => {
  await run(`
import _miniray_core
store = _miniray_core.ObjectStore()
ref = store.put(b"hello")
assert store.get(ref) == b"hello"
`);
});

test('a task of miniray', async () => {
  await run(`
import miniray
miniray.init(num_workers=2)
@miniray.remote
def add(a, b): return a + b
ref = add.remote(1, 2)
assert miniray.get(ref) == 3
`);
});

test('actors, references, streams, errors, nesting', async () => {
  const lines = await run(`
import miniray
@miniray.remote
class Counter:
    def __init__(self, n): self.n = n
    def add(self, k=1):
        self.n += k
        return self.n
counter = Counter.remote(5)
print(miniray.get([counter.add.remote() for _ in range(3)]))

@miniray.remote
def through(handle, refs): return miniray.get(handle.add.remote(k=10)) + miniray.get(refs[0])
print(miniray.get(through.remote(counter, [miniray.put(1)])))

@miniray.remote
def depth(n): return 0 if n == 0 else 1 + miniray.get(depth.remote(n - 1))
print(miniray.get(depth.remote(50)))

@miniray.remote(num_returns="streaming")
def squares(n):
    for i in range(n): yield i * i
print([miniray.get(ref) for ref in squares.remote(4)])

@miniray.remote(num_returns=2)
def pair(): return 1, {"a": (1, 2)}
print(miniray.get(pair.remote()))

@miniray.remote
def boom(key): raise KeyError(key)
try:
    miniray.get(boom.remote("k"))
except KeyError as error:
    print(type(error).__name__, isinstance(error, miniray.exceptions.RayTaskError))

@miniray.remote
class Later:
    async def add(self, a, b):
        import asyncio
        await asyncio.sleep(0.001)
        return a + await plus_one.remote(b)
@miniray.remote
def plus_one(x): return x + 1
print(miniray.get([Later.remote().add.remote(i, 1) for i in range(2)]))
ready, rest = miniray.wait([plus_one.remote(i) for i in range(4)], num_returns=3)
print(len(ready), len(rest))
`);
  expect(lines).toEqual(['[6, 7, 8]', '19', '50', '[0, 1, 4, 9]', "[1, {'a': (1, 2)}]", 'RayTaskError(KeyError) True', '[2, 3]', '3 1']);
});

test('a program that fails says so as CPython does', async () => {
  const lines = await run('import sys\ndef f():\n    return 1 / 0\nf()\n', 1);
  expect(lines).toEqual([
    'Traceback (most recent call last):',
    '  File "program.py", line 4, in <module>',
    '    f()',
    '    ~^^',
    '  File "program.py", line 3, in f',
    '    return 1 / 0',
    '           ~~^~~',
    'ZeroDivisionError: division by zero',
  ]);
  await run('import sys; sys.exit(3)', 3);
  expect(await run('import os; print("once"); os._exit(4)', 4)).toEqual(['once']);
});

test('JavaScript calls Python, with arrays and references, and reads what it gives', async () => {
  const stats = ray.python.remote<[unknown, number], unknown>(
    'def stats(x, k):\n    return {"sum": sum(x) * k, "kind": type(x).__name__, "first": x[:2], "pair": (1, 2.5), "big": 2**100}',
    'stats',
  );
  const x = Float64Array.from({ length: 1000 }, (_, i) => i);
  const shared = ray.put(x);
  expect(await ray.get(stats.remote(shared as never, 2))).toEqual({
    sum: 999_000,
    kind: 'memoryview',
    first: Float64Array.of(0, 1),
    pair: [1, 2.5],
    big: 2n ** 100n,
  });
  const fails = ray.python.remote('def fails(): raise ValueError("no")', 'fails');
  await expect(ray.get(fails.remote())).rejects.toMatchObject({
    name: 'TaskError',
    cause: { name: 'ValueError', message: 'no', names: ['ValueError', 'Exception', 'BaseException'] },
  });
});

test('executors in other languages are called from Python, with references and arrays', async () => {
  const lines = await run(`
from array import array
import math, miniray
cpp = miniray.executor("cpp")
x = array("d", [math.sin(2 * math.pi * 50 * i / 1000) for i in range(2000)])

@miniray.remote
def strongest(result):
    power = miniray.get(result["power"])
    return miniray.get(result["frequencies"])[max(range(len(power)), key=lambda i: power[i])]

result = cpp.remote("signal.welch", {"rate": 1000}, {"signal": miniray.put(x)})
print(round(miniray.get(strongest.remote({"power": result["power"], "frequencies": result["frequencies"]}))))
values, outputs = cpp.execute("signal.welch", {"rate": 1000}, {"signal": x})
print(values, sorted((name, view.format) for name, view in outputs.items()))
for bad in (lambda: cpp.execute("signal.welch", {"rate": -1}, {"signal": x}), lambda: miniray.executor("nope")):
    try: bad()
    except miniray.exceptions.RayError as error: print(type(error).__name__, error)
print("signal.welch" in [operation["name"] for operation in cpp.operations()], miniray.executors())
`);
  expect(lines).toEqual([
    '51',
    "{} [('frequencies', 'd'), ('power', 'd')]",
    'InvalidRequestError Invalid parameters.rate: must be at least 0, is -1',
    'ExecutorNotFoundError Cannot get executor "nope": this host has python, cpp',
    "True ['python', 'cpp']",
  ]);
});

test('a program that is stopped before it has begun never begins', async () => {
  const stop = new AbortController();
  printed = [];
  const busy = [1, 2].map(() => ray.python.run('import time; time.sleep(0.5)')); // an interpreter that rests begins at once
  const running = ray.python.run('print("begun")', { signal: stop.signal });
  stop.abort(new Error('enough'));
  await expect(running).rejects.toMatchObject({ name: 'TaskCancelledError', cause: { message: 'enough' } });
  await expect(ray.python.run('print("begun")', { signal: stop.signal })).rejects.toThrow('enough');
  expect(await Promise.all(busy)).toEqual([0, 0]);
  expect(printed).toEqual([]);
});
