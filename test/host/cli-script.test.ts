import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { polyray, polyrayIn, startPolyray } from './polyray.ts';

let folder: string;
const file = (name: string) => path.join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'polyray-script-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a program gets its arguments, prints in order, runs tasks, and its exit code is the process’s', async () => {
  await writeFile(
    file('add.py'),
    `import sys, miniray
@miniray.remote
def add(a, b):
    print("adding", a, b)
    return a + b
print(sys.argv[1:])
print(miniray.get(add.remote(1, 2)))
sys.exit(len(sys.argv))
`,
  );
  const result = await polyray('run', '-w', '1', file('add.py'), 'x', '--json', '-w');
  expect(result.stderr).toBe('');
  expect(result.stdout).toMatch(/^\['x', '--json', '-w'\]\n\(add pid=\d+\) adding 1 2\n3\n$/);
  expect(result.code).toBe(4);
});

test('what goes on in a program is told on standard error where one asks before its name, a line each', async () => {
  await writeFile(
    file('told.py'),
    `import sys, miniray
from array import array
miniray.executor("cpp").execute("signal.welch", {"rate": 1000}, {"signal": array("d", [0.5]) * 300})
print(sys.argv[1:])
`,
  );
  const result = await polyray('run', '-w', '1', '--log', 'json', '--log-level', 'debug', file('told.py'), '--log', 'mine');
  expect(result.stdout, result.stderr).toBe("['--log', 'mine']\n");
  const lines = result.stderr.trim().split('\n');
  const events = lines.map((line) => JSON.parse(line) as { event: string; executor?: string });
  expect(events).toContainEqual(expect.objectContaining({ event: 'executor-loaded', executor: 'cpp' }));
  expect(events).toContainEqual(expect.objectContaining({ event: 'request', operation: 'signal.welch', outcome: 'completed' }));
});

test('what it does not catch is told as CPython tells it', async () => {
  await writeFile(file('fails.py'), 'def f():\n    return [][1]\nf()\n');
  const result = await polyray('run', file('fails.py'));
  expect(result.stderr).toBe(
    `Traceback (most recent call last):\n  File "${file('fails.py')}", line 3, in <module>\n    f()\n    ~^^\n  File "${file('fails.py')}", line 2, in f\n    return [][1]\n           ~~^^^\nIndexError: list index out of range\n`,
  );
  expect([result.stdout, result.code]).toEqual(['', 1]);
  await writeFile(file('syntax.py'), 'if\n');
  expect((await polyray('run', file('syntax.py'))).stderr).toMatch(/SyntaxError: invalid syntax\n$/);
});

test('a program finds the working directory, and may not change it', async () => {
  await writeFile(file('data.csv'), 'a,b\n1,2\n');
  await writeFile(
    file('files.py'),
    `import os, pathlib, miniray
@miniray.remote
def read(): return os.getcwd(), open("data.csv").read()
print(miniray.get(read.remote()) == (os.getcwd(), "a,b\\n1,2\\n"), os.getcwd())
try: open("data.csv", "a")
except OSError as error: print(type(error).__name__, error.strerror)
`,
  );
  const { stdout, stderr, code } = await polyrayIn(folder, 'run', '-w', '1', 'files.py');
  expect([stderr, code]).toEqual(['', 0]);
  expect(stdout).toBe(`True ${folder}\nOSError Read-only file system\n`);
});

test('a program and its tasks find the modules beside it', async () => {
  await mkdir(file('project'));
  await writeFile(file('project/beside.py'), 'def double(x): return 2 * x\n');
  await writeFile(
    file('project/main.py'),
    'import beside, miniray\nprint(beside.double(4), miniray.get(miniray.remote(beside.double).remote(5)))\n',
  );
  expect(await polyrayIn(folder, 'run', '-w', '1', 'project/main.py')).toEqual({ stdout: '8 10\n', stderr: '', code: 0 });
  const elsewhere = await polyrayIn(folder, 'run', '-w', '1', '--mount', 'project:/code', 'project/main.py');
  expect(elsewhere).toEqual({ stdout: '8 10\n', stderr: '', code: 0 });
});

test('--mount gives a program other folders instead, --no-mount none', async () => {
  await mkdir(file('out'));
  await writeFile(
    file('mounts.py'),
    'import os, sys\nprint(os.getcwd(), os.path.exists(sys.argv[1]), os.path.exists("/out"))\nif os.path.exists("/out"): open("/out/x", "w").write("y")\n',
  );
  const mounted = await polyrayIn(folder, 'run', '--mount', '.', '--mount', 'out:/out:rw', 'mounts.py', file('data.csv'));
  expect([mounted.stderr, mounted.stdout]).toEqual(['', `${folder} True True\n`]);
  expect(await readFile(file('out/x'), 'utf8')).toBe('y');
  const all = await polyrayIn(folder, 'run', '--mount', '/:/x/../all/', 'mounts.py', '/all');
  expect([all.stderr, all.stdout]).toEqual(['', `/all${folder} True False\n`]);
  const none = await polyrayIn(folder, 'run', '--no-mount', 'mounts.py', file('data.csv'));
  expect(none.stdout).toBe('/home/pyodide False False\n');
});

/** Runs a program with this on its standard input; the end follows where `ends`. */
async function runWithInput(program: string, input: string, ends = true) {
  const child = startPolyray(['run', program]);
  let stdout = '';
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdin!.write(input);
  if (ends) child.stdin!.end();
  const [exit] = (await once(child, 'close')) as [number];
  return { stdout, stderr, exit };
}

test('a program reads the standard input of the process; its tasks find theirs at its end', async () => {
  await writeFile(
    file('reads.py'),
    `import sys, miniray
@miniray.remote
def read(): return sys.stdin.read()
print(repr(miniray.get(read.remote())))
print(repr(input("name? ")))
print(repr(next(sys.stdin)))
rest = sys.stdin.read()
print(len(rest), rest[-3:])
try: input()
except EOFError: print("end")
`,
  );
  const { stdout, stderr, exit } = await runWithInput(file('reads.py'), `Ada\nsecond\n${'ä'.repeat(100_000)}xyz`);
  expect([stderr, exit]).toEqual(['', 0]);
  expect(stdout).toBe(`''\nname? 'Ada'\n'second\\n'\n100003 xyz\nend\n`);
});

test('a program that ends does not wait for the end of its input', async () => {
  await writeFile(file('one.py'), 'print(input())\n');
  expect(await runWithInput(file('one.py'), 'first\nsecond\n', false)).toEqual({ stdout: 'first\n', stderr: '', exit: 0 });
});

test.each([
  ['waits', 'time.sleep(60)', /KeyboardInterrupt/],
  ['computes', 'while True: pass', /KeyboardInterrupt/],
  ['waits for a task', 'miniray.get(forever.remote())', /KeyboardInterrupt/],
  ['waits for input', 'input()', /KeyboardInterrupt/],
])('Ctrl-C interrupts a program that %s; it can clean up', async (name, code, said) => {
  const program = file(`${name.replaceAll(' ', '-')}.py`);
  await writeFile(
    program,
    `import time, miniray
@miniray.remote
def forever(): time.sleep(60)
print("up")
try:
    ${code}
finally:
    print("cleaned")
`,
  );
  const child = startPolyray(['run', program]);
  let stdout = '';
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdout!.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (stdout === 'up\n') setTimeout(() => child.kill('SIGINT'), 100);
  });
  const [exit] = (await once(child, 'close')) as [number];
  expect(stdout).toBe('up\ncleaned\n');
  expect(stderr).toMatch(said);
  expect(exit).toBe(130);
});

test('a program that swallows the interrupt is ended all the same', async () => {
  const program = file('swallows.py');
  await writeFile(program, 'print("up")\nwhile True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass\n');
  const child = startPolyray(['run', program]);
  child.stdout!.once('data', () => child.kill('SIGINT'));
  const [exit] = (await once(child, 'close')) as [number];
  expect(exit).toBe(130);
});

test.each([
  ['missing.py', undefined, [], 'there is no such file', 2],
  ['binary.py', Uint8Array.of(0xff, 0xfe, 0x00), [], 'is not text in UTF-8', 2],
  ['good.py', new TextEncoder().encode('pass\n'), ['--json'], '--json is for pipelines', 2],
  ['good.py', undefined, ['--mount', '/nowhere'], 'Cannot read "/nowhere": there is no such folder', 2],
  ['good.py', undefined, ['--mount', '/etc/passwd:/data'], 'Cannot read "/etc/passwd": it is no folder', 2],
  ['good.py', undefined, ['--mount', '/etc:/dev'], '--mount /etc:/dev: its path must not hide what Python needs, is "/dev"', 2],
])('%s gives one clear message', async (name, bytes, options, message, code) => {
  if (bytes !== undefined) await writeFile(file(name), bytes);
  const result = await polyray('run', ...options, file(name));
  expect(result.stderr).toContain(message);
  expect(result.stderr).not.toMatch(/^\s+at /m);
  expect(result.code).toBe(code);
});
