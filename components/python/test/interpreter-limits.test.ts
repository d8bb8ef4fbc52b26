import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { startInterpreter } from './interpreter.ts';

const MiB = 2 ** 20;

describe('an interpreter outlives', () => {
  test('programs that recurse without end, and structures that are nested deep', async () => {
    await using python = await startInterpreter();
    const nest = 'a = b = []\nfor _ in range(100_000): a = [a]; b = (b, {1: b})\n';
    const programs: [string, string | RegExp][] = [
      [`${nest}del a, b\n"freed"`, 'freed'],
      [`${nest}len(repr(a))`, /^20000\d$|RecursionError/],
      ['class N: pass\na = None\nfor _ in range(100_000):\n    n = N(); n.next = a; a = n\ndel a, n\n"freed"', 'freed'],
      ['def f(n): return f(n + 1)\nf(0)', /RecursionError: maximum recursion depth exceeded/],
      ['import sys; sys.setrecursionlimit(10**9)\ndef f(n): return list(map(f, [n]))\nf(0)', /RecursionError: Stack overflow/],
      ['class A:\n    def __repr__(self): return repr(self)\nrepr(A())', /RecursionError/],
      ['class A:\n    def __getattr__(self, name): return getattr(self, name)\nA().x', /RecursionError/],
      ['import pickle\na = []\nfor _ in range(100_000): a = [a]\npickle.dumps(a)', /RecursionError/],
      ['eval("(" * 100_000)', /SyntaxError: too many nested parentheses/],
      ['eval("1" + "+1" * 100_000)', /RecursionError/],
    ];
    for (const [code, expected] of programs) {
      const { value, error } = await python.run(code);
      expect(String(value ?? error), code).toMatch(expected);
      expect((await python.run('sys = __import__("sys"); sys.setrecursionlimit(1000); 1 + 1')).value).toBe(2);
    }
    expect(python.unsound).toEqual([]);
  });

  test('recursion in C also where the stack is small', async () => {
    await using python = await startInterpreter({}, 2 ** 20);
    const deepest = 'import sys; sys.setrecursionlimit(10**9)\n';
    const programs = [
      'class A:\n    def __repr__(self): return repr(self)\nrepr(A())',
      'class A:\n    def __eq__(self, other): return [self] == [other]\nA() == A()',
      'class A:\n    def __init__(self): type.__call__(A)\nA()',
      'class A:\n    def __hash__(self): return hash((self,))\n{A()}',
      'def f(n): return list(map(f, [n]))\nf(0)',
      'def f(): return eval("f()")\nf()',
      'import re\ndef f(m): return re.sub("a", f, "a")\nf(0)',
      'import itertools\ndef f(n): return list(itertools.starmap(f, [(n,)]))\nf(0)',
      'import functools\ndef f(*a): return functools.reduce(f, [1, 2])\nf()',
      'import json\na = []\nfor _ in range(5000): a = [a]\njson.dumps(a)',
      'import ctypes\n@ctypes.CFUNCTYPE(ctypes.c_int)\ndef f(): return f()\nf(); raise RecursionError("of the callback, which ctypes only reports")',
    ];
    for (const code of programs) expect((await python.run(deepest + code)).error, code).toMatch(/RecursionError|Parser stack overflowed/);
    expect((await python.run('1 + 1')).value).toBe(2);
    expect(python.unsound).toEqual([]);
  });

  test('sys.exit and the refusal of threads', async () => {
    await using python = await startInterpreter();
    expect((await python.run('import sys; sys.exit(4)')).error).toContain('SystemExit: 4');
    const ways = [
      'import threading; threading.Thread(target=print).start()',
      'import threading; threading.Timer(1, print).start()',
      'import _thread; _thread.start_new_thread(print, ())',
      'from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor() as pool: pool.submit(print)',
    ];
    for (const way of ways) {
      expect((await python.run(way)).error, way).toMatch(/RuntimeError: Cannot start a thread: threads are unsupported/);
    }
    expect((await python.run('threading.active_count()')).value).toBe(1);
    expect(python.unsound).toEqual([]);
  });
});

describe('the owner is told to replace an interpreter', () => {
  test('whose memory ran out, caught or not; the memory never passes the limit', async () => {
    const bombs: [string, RegExp | string][] = [
      ['bytearray(100 * 2**20)', /MemoryError/],
      ['def f():\n    kept = []\n    while True: kept.append(bytes(1000))\nf()', /MemoryError/],
      ['kept = {}\ntry:\n    while True: kept[len(kept)] = str(len(kept))\nexcept MemoryError:\n    kept = "caught"\nkept', 'caught'],
    ];
    for (const [code, expected] of bombs) {
      await using python = await startInterpreter({ memoryBytes: 64 * MiB + 1 });
      const { value, error, memoryBytes } = await python.run(code);
      expect(String(value ?? error), code).toMatch(expected);
      expect(memoryBytes).toBeLessThanOrEqual(64 * MiB);
      expect(python.unsound).toEqual([
        { kind: 'memory', message: expect.stringMatching(/asked for \d+ bytes of memory; its limit is 67108865/) },
      ]);
    }
  });

  test.each([
    ['exit', 'import os; os._exit(3)', { exitCode: 3 }],
    ['fatal', 'import ctypes; ctypes.string_at(0xFFFFFF00)', {}],
    ['fatal', 'import os; os.abort()', {}],
  ])('that ended: %s of %s', async (kind, code, rest) => {
    await using python = await startInterpreter();
    expect((await python.run(`print("last words", end="")\n${code}`)).error).toBeDefined();
    expect(python.unsound).toEqual([{ kind, message: expect.any(String), ...rest }]);
    expect((await python.run('1 + 1')).error).toBeDefined();
    expect(python.lines.filter(({ stream }) => stream === 'console')).toEqual([]);
  });

  test('that died of what memory it was refused', async () => {
    await using python = await startInterpreter({ memoryBytes: 64 * MiB });
    await python.run('def f():\n    s = "x" * 1000\n    while True: s = s + s\nf()');
    // CPython 3.14 itself does not survive this one.
    expect(python.unsound.map(({ kind }) => kind)).toEqual(['memory', 'fatal']);
  });
});

describe('an interrupt', () => {
  const interruptible = () => {
    const interruptBuffer = new SharedArrayBuffer(4);
    const signal = new Int32Array(interruptBuffer);
    const interrupt = (): void => {
      Atomics.store(signal, 0, 2);
      Atomics.notify(signal, 0);
    };
    return { interruptBuffer, interrupt };
  };

  test('ends loops, matches and sleeps at once, and the interpreter goes on', async () => {
    const { interruptBuffer, interrupt } = interruptible();
    await using python = await startInterpreter({ interruptBuffer });
    for (const code of ['while True: pass', 'import re; re.match("(a+)+$", "a" * 40 + "b")', 'import time; time.sleep(60)']) {
      const running = python.run(`print("begun")\n${code}`);
      while (python.lines.pop()?.line !== 'begun') await delay(5);
      await delay(20);
      const sent = performance.now();
      interrupt();
      expect((await running).error, code).toContain('KeyboardInterrupt');
      expect(performance.now() - sent).toBeLessThan(1000);
    }
    expect((await python.run('6 * 7')).value).toBe(42);
    expect(python.unsound).toEqual([]);
  });

  test('is never lost', async () => {
    const { interruptBuffer, interrupt } = interruptible();
    await using python = await startInterpreter({ interruptBuffer });
    const count = 'n = 0\nwhile n < 500:\n    try:\n        print(n)\n        while True: pass\n    except KeyboardInterrupt: n += 1\nn';
    const counted = python.run(count);
    for (let n = 0; n < 500; n++) {
      while (python.lines.length <= n) await immediate();
      interrupt();
    }
    expect((await counted).value).toBe(500);
  });

  test('wakes a sleep also where nobody notifies', async () => {
    const { interruptBuffer } = interruptible();
    await using python = await startInterpreter({ interruptBuffer });
    const running = python.run('import time\ntry:\n    time.sleep(60)\nexcept KeyboardInterrupt:\n    "heard"\n"heard"');
    await delay(50);
    new Uint8Array(interruptBuffer)[0] = 2;
    expect((await running).value).toBe('heard');
  });

  test('that a program swallows leaves the thread to be ended', async () => {
    const { interruptBuffer, interrupt } = interruptible();
    await using python = await startInterpreter({ interruptBuffer });
    const swallow = 'while True:\n    try:\n        print("on")\n        while True: pass\n    except KeyboardInterrupt: pass';
    let ended = false;
    void python.run(swallow).then(() => {
      ended = true;
    });
    while (python.lines.length < 3) {
      await delay(20);
      if (python.lines.length > 0) interrupt();
    }
    expect(ended).toBe(false);
    const begun = performance.now();
    await python[Symbol.asyncDispose]();
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});

test('a sleep of 2 s takes that long and next to no processor time', async () => {
  await using python = await startInterpreter();
  const { value, cpuMs } = await python.run('import time\nbegun = time.monotonic()\ntime.sleep(2)\ntime.monotonic() - begun');
  expect(value).toBeGreaterThanOrEqual(2);
  expect(value).toBeLessThan(3);
  expect(cpuMs).toBeLessThan(200);
});

test('time.sleep refuses what it always refused', async () => {
  await using python = await startInterpreter();
  const attempt = (seconds: string) => python.run(`import time\ntime.sleep(${seconds})`);
  expect((await attempt('-1')).error).toContain('ValueError: sleep length must be non-negative');
  expect((await attempt('float("nan")')).error).toContain('ValueError: Invalid value NaN');
  expect((await attempt('float("inf")')).error).toContain('OverflowError');
  expect((await attempt('"1"')).error).toContain('TypeError');
  expect((await attempt('None')).error).toContain('TypeError');
  for (const seconds of ['0', '0.01', 'True * 0', '-0.0']) expect((await attempt(seconds)).error, seconds).toBeUndefined();
});
