import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { python } from '../../components/python/index.js';
import { init, type Printed, PythonRepr, type PythonSession, type Ray, TaskCancelledError } from '../../runtime/index.ts';

let ray: Ray;
let session: PythonSession;
let printed: Printed[] = [];
const answers: string[] = [];
beforeAll(async () => {
  ray = (await init({ numWorkers: 1, executors: { python }, print: (each) => printed.push(each) })) as unknown as Ray;
  session = ray.python.session({ stdin: async () => answers.shift() });
});
beforeEach(() => {
  printed = [];
});
afterAll(() => ray.shutdown());

test('names stay, and the last expression is the value', async () => {
  expect(await session.run('import math\nx = 20')).toBeUndefined();
  expect(await session.run('def f(y): return x + y\nf(1)')).toBe(21);
  expect(await session.run('[math.pi, {"a": (True, None)}, b"x"]')).toEqual([Math.PI, { a: [true, null] }, new Uint8Array([120])]);
  expect(await session.run('from array import array; array("d", [1, 2])')).toEqual(new Float64Array([1, 2]));
  expect([await session.run(''), await session.run('None')]).toEqual([undefined, null]);
});

test('what only Python can read comes as it shows it', async () => {
  const value = await session.run('class Point:\n  def __repr__(self): return "Point()"\n[Point()]');
  expect(value).toBeInstanceOf(PythonRepr);
  expect(value).toMatchObject({ type: 'list', text: '[Point()]' });
  expect(await session.run('loop = []; loop.append(loop); loop')).toMatchObject({ type: 'list', text: '[[...]]' });
  const bad = await session.run('class Bad:\n  def __repr__(self): 1 / 0\nBad()');
  expect(bad).toMatchObject({ text: '<Bad whose repr raised ZeroDivisionError>' });
});

test('shown, every value but None comes as Python shows it, and itself where it can be read', async () => {
  expect(await session.run('4 / 2', { show: true })).toEqual(new PythonRepr('float', '2.0', 2));
  expect(await session.run('{"a": (True, "b")}', { show: true })).toEqual(new PythonRepr('dict', "{'a': (True, 'b')}", { a: [true, 'b'] }));
  expect(await session.run('len', { show: true })).toEqual(new PythonRepr('builtin_function_or_method', '<built-in function len>'));
  expect([await session.run('', { show: true }), await session.run('None', { show: true })]).toEqual([undefined, null]);
  await expect(session.run('1 / 0', { show: true })).rejects.toThrow('division by zero');
});

test('prints are a program’s own, in order with input', async () => {
  answers.push('Ada');
  expect(await session.run('print("one")\ninput("name? ")')).toBe('Ada');
  expect(printed.map(({ task, line, ended }) => [task, line, ended])).toEqual([
    ['__main__', 'one', true],
    ['__main__', 'name? ', false],
  ]);
});

test('await may stand in a cell; tasks take what cells define', async () => {
  expect(await session.run('import asyncio\nlater = asyncio.Event()\nawait asyncio.sleep(0.01)\nlater.set()\nawait later.wait()')).toBe(
    true,
  );
  const source = `
import miniray
factor = 3
@miniray.remote
def times(x): return factor * x
await times.remote(2), miniray.get(times.remote(3))`;
  expect(await session.run(source)).toEqual([6, 9]);
});

test('errors have the traceback of the cell, and the session goes on', async () => {
  using fresh = ray.python.session();
  await fresh.run('def fails():\n    return [][1]');
  const failure = await fresh.run('fails()').catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'IndexError', message: 'list index out of range', names: expect.arrayContaining(['LookupError']) });
  expect((failure as Error).stack).toBe(
    `Traceback (most recent call last):
  File "<cell 2>", line 1, in <module>
    fails()
    ~~~~~^^
  File "<cell 1>", line 2, in fails
    return [][1]
           ~~^^^
IndexError: list index out of range
`,
  );
  await expect(fresh.run('if')).rejects.toMatchObject({
    name: 'SyntaxError',
    traceback: expect.stringMatching(/^ {2}File "<cell 3>", line 1\n {4}if\n {6}\^\nSyntaxError: invalid syntax\n$/),
  });
  await expect(fresh.run('raise SystemExit(3)')).rejects.toMatchObject({ name: 'SystemExit', message: '3' });
  expect(await fresh.run('1 + 1')).toBe(2);
});

test.each(['while True: pass', 'import time; time.sleep(60)', 'await asyncio.sleep(60)', 'input()'])(
  'interrupt ends %s, and the session goes on',
  async (source) => {
    const hangs = ray.python.session({ stdin: () => new Promise<never>(() => {}) });
    await hangs.run('import asyncio');
    const running = hangs.run(`print("up")\n${source}`);
    const after = hangs.run('5');
    while (printed.length === 0) await delay(10);
    await delay(50);
    hangs.interrupt();
    await expect(running).rejects.toMatchObject({ name: 'KeyboardInterrupt' });
    expect(await after).toBe(5);
    hangs.close();
  },
);

test('a session that was closed, or has ended, says so', async () => {
  const closed = ray.python.session();
  expect(await closed.run('1')).toBe(1);
  const running = closed.run('while True: pass');
  closed.close();
  await expect(running).rejects.toMatchObject({ name: 'ActorDiedError' });
  await expect(closed.run('1')).rejects.toMatchObject({ name: 'ActorDiedError' });
  using exits = ray.python.session();
  await expect(exits.run('import os; os._exit(3)')).rejects.toMatchObject({ name: 'ActorDiedError' });
});

test('what is no text of Python’s is refused', async () => {
  await expect(session.run(5 as never)).rejects.toThrow(new TypeError("source must be Python's text, is 5"));
  expect(() => ray.python.session({ stdin: 1 as never })).toThrow(new TypeError('stdin must be a function, is 1'));
});

test('without shared memory a cell may await, what does not is as ever, and an interrupt ends what is awaited', async () => {
  await using plain = await init({ numWorkers: 1, executors: { python }, sharedMemory: false });
  using session = plain.python.session();
  await session.run('import asyncio, miniray\n@miniray.remote\ndef double(x):\n    return 2 * x');
  expect(await session.run('refs = [double.remote(i) for i in range(3)]\nsum([await ref for ref in refs])')).toBe(6);
  expect(await session.run('await asyncio.gather(*refs)')).toEqual([0, 2, 4]);
  await expect(session.run('await asyncio.sleep(0)\n1 / 0')).rejects.toMatchObject({ name: 'ZeroDivisionError', traceback: /line 2/ });
  await expect(session.run('miniray.get(refs)')).rejects.toThrow('may not stand still');
  const endless = session.run('await asyncio.sleep(3600)');
  await delay(100);
  session.interrupt();
  await expect(endless).rejects.toThrow(TaskCancelledError);
  expect(await session.run('len(refs)')).toBe(3);
});
