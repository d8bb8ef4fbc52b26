import { beforeAll, describe, expect, test } from 'vitest';
import { type BootOptions, bootInterpreter, type Prepared } from '../host/boot-interpreter.js';
import { InterpreterThread, prepare, startInterpreter } from './interpreter.ts';

let prepared: Prepared;
beforeAll(async () => {
  prepared = await prepare();
});
const boot = (options: Partial<BootOptions> = {}) => bootInterpreter({ ...prepared, ...options });

describe('two interpreters of one snapshot', () => {
  test('draw different random numbers, whatever the hash seed', async () => {
    const draw =
      'import random, secrets, tempfile, uuid\n' +
      'repr([random.random(), random.Random().random(), secrets.token_hex(), str(uuid.uuid4()), tempfile.mktemp()])';
    const [first, second] = (await Promise.all([boot(), boot()])).map(({ python }) => python.runPython(draw).slice(1, -1).split(', '));
    expect(first).toHaveLength(5);
    for (const [index, drawn] of first.entries()) expect(drawn).not.toBe(second[index]);
    // Their hashes are equal all the same: what one worker puts in order, another finds.
    const hashes = (await Promise.all([boot(), boot()])).map(({ python }) => python.runPython('hash("polyray")'));
    expect(hashes[0]).toBe(hashes[1]);
  });

  test('share one compiled module and one snapshot in memory', async () => {
    expect(prepared.snapshot).toBeInstanceOf(SharedArrayBuffer);
    await using first = new InterpreterThread(prepared);
    await using second = new InterpreterThread(prepared);
    await Promise.all([first.run('shared = 1'), second.run('shared = 2')]);
    expect([await first.run('shared'), await second.run('shared')]).toMatchObject([{ value: 1 }, { value: 2 }]);
  });
});

test('a start in a thread takes less than a second, and says where it came from', async () => {
  await using _warm = await startInterpreter();
  await using python = await startInterpreter();
  const { ms, snapshotError } = await python.ready;
  expect(snapshotError).toBeUndefined();
  console.info(`interpreter in a thread, from the snapshot: ${Math.round(ms)} ms`);
  expect(ms).toBeLessThan(1000);
});

test('files are laid in every start, also those that the snapshot does not know', async () => {
  const files = {
    'late/__init__.py': 'from importlib.resources import files\nread = lambda: files(__name__).joinpath("b").read_bytes()',
    'late/b': Uint8Array.of(7),
  };
  const { python } = await boot({ files });
  const code =
    'import inspect, late, cloudpickle, polyray_executor.run as run\nrepr((late.read(), len(inspect.getsource(cloudpickle.dumps)) > 99, "def run" in inspect.getsource(run)))';
  expect(python.runPython(code)).toBe("(b'\\x07', True, True)");
});

test('what a task needs is imported already, cloudpickle too, and that works on this Python', async () => {
  const { python } = await boot();
  const needed =
    'array asyncio cloudpickle collections copyreg dataclasses enum functools inspect linecache pickle traceback types typing weakref';
  expect(python.runPython(`import sys; [name for name in "${needed}".split() if name not in sys.modules].__repr__()`)).toBe('[]');
  const code = `
import cloudpickle, pickle
from dataclasses import dataclass
from enum import Enum
def make(k):
    @dataclass
    class Point:
        x: int
        def scaled(self): return self.x * k
    class Color(Enum):
        RED = k
    return Point, Color, lambda n: n + k
Point, Color, add = pickle.loads(cloudpickle.dumps(make(3)))
def odd(n): return n == 1 or not even(n - 1)
def even(n): return n == 0 or odd(n - 1)
again = pickle.loads(cloudpickle.dumps(even))
repr((Point(2).scaled(), Color(3).name, add(4), again(10)))`;
  expect(python.runPython(code)).toBe("(6, 'RED', 7, True)");
});

test('the same holds for an interpreter that starts from scratch', async () => {
  const { snapshot: _, ...without } = prepared;
  await using python = new InterpreterThread(without);
  expect((await python.ready).snapshotError).toBe('No snapshot was given');
  const code =
    'import time, threading\ntime.sleep(0.1)\nprint("line")\ntry:\n    threading.Thread().start()\nexcept RuntimeError as error:\n    print(error)';
  const { cpuMs } = await python.run(code);
  expect(cpuMs).toBeLessThan(90);
  expect(python.lines.map(({ line }) => line)).toEqual(['line', expect.stringContaining('threads are unsupported')]);
});

test('hooks of an environment run in every interpreter, after the start', async () => {
  const { python } = await boot();
  python.runPython('import polyray_interpreter as p\nran = []\n@p.register_at_restore\ndef hook(): ran.append(1)\np.restored(None)');
  expect(python.runPython('len(ran)')).toBe(1);
});

test.each([
  [{ memoryBytes: 1 }, /memoryBytes must be from \d+ to 4294967296, not 1$/],
  [{ memoryBytes: Number.NaN }, /memoryBytes .* not NaN/],
  [{ memoryBytes: 2 ** 32 + 1 }, /memoryBytes .* not 4294967297/],
  [{ stackBytes: 1024 }, /stackBytes must be at least 262144, not 1024/],
  [{ interruptBuffer: new SharedArrayBuffer(1) }, /interruptBuffer must have at least 4 bytes, not 1/],
])('%o is refused', async (options, message) => {
  await expect(boot(options)).rejects.toThrow(message);
  await expect(boot(options)).rejects.toThrow(RangeError);
});
