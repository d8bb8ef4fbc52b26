import { afterAll, beforeAll, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { python } from '../../components/python/index.js';
import * as runtime from '../../runtime/index.ts';
import { init } from '../../runtime/index.ts';
import { hostile } from '../fixtures/hostile.ts';

const source = `
import miniray
from array import array
from miniray import exceptions

def parents():
    return {name: [base.__name__ for base in kind.__mro__] for name, kind in vars(exceptions).items() if isinstance(kind, type)}

def outcome(call):
    try:
        call()
    except exceptions.RayError as error:
        return [kind.__name__ for kind in type(error).__mro__], str(error)

def too_large():
    return outcome(lambda: miniray.executor("cpp").execute("signal.welch", {"rate": 1000}, {"signal": array("d", [0.5]) * 2000}))

def too_large_later():
    refs = miniray.executor("cpp").remote("signal.welch", {"rate": 1000}, {"signal": miniray.put(array("d", [0.5]) * 2000)})
    return outcome(lambda: miniray.get(refs.values))

def again_and_again():
    hostile = miniray.executor("hostile")
    return [outcome(lambda: hostile.execute("exit", {}, {}))[0][0] for _ in range(3)] + [outcome(lambda: hostile.execute("exit", {}, {}))[1]]
`;
let ray: Awaited<ReturnType<typeof start>>;
const start = () =>
  init({
    numWorkers: 1,
    executors: {
      python,
      cpp: { ...cpp, limits: { requestBytes: 4096 } },
      hostile: { ...hostile, recovery: { crashes: 2, backoffMs: 60_000 } },
    },
  });
beforeAll(async () => {
  ray = await start();
});
afterAll(() => ray.shutdown());
const ask = (name: string) => ray.get(ray.python.remote<[], unknown>(source, name).remote());

test('what can become of an executor has a class in Python, with the same parents', async () => {
  const parents = (await ask('parents')) as Record<string, string[]>;
  const classes = Object.entries(runtime).filter(([name]) =>
    /^(Executor|Component|Import|InvalidComponent|Limit|OutOfMemory).*Error$/.test(name),
  );
  expect(classes.length).toBeGreaterThan(13);
  for (const [name, kind] of classes) {
    const parent = (Object.getPrototypeOf(kind) as { name: string }).name;
    expect(parents[name], name).toContain(parent === 'PolyrayError' ? 'RayError' : parent);
  }
});

test('a request that is too large raises LimitExceededError, at once and later', async () => {
  const message = expect.stringMatching(/is more than its limit requestBytes of 4096/);
  expect(await ask('too_large')).toEqual([expect.arrayContaining(['LimitExceededError', 'RayError']), message]);
  expect(await ask('too_large_later')).toEqual([expect.arrayContaining(['LimitExceededError', 'RayTaskError']), message]);
});

test('crashes in a row raise WorkerCrashedError, and then ExecutorUnavailableError, which says when', async () => {
  expect(await ask('again_and_again')).toEqual([
    'WorkerCrashedError',
    'WorkerCrashedError',
    'ExecutorUnavailableError',
    expect.stringMatching(/it is tried again in \d+ ms$/),
  ]);
});
