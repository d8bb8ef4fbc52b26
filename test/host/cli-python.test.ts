import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { main, polyray, startPolyray } from './polyray.ts';

/** Runs `polyray python` on this input; what stdout says is given to `heard` as it grows. */
async function python(
  args: readonly string[],
  input: string,
  heard: (stdout: string, child: ReturnType<typeof startPolyray>) => void = () => {},
) {
  const child = startPolyray(['python', '-w', '1', ...args]);
  let stdout = '';
  let stderr = '';
  child.stderr!.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdout!.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    heard(stdout, child);
  });
  if (input.endsWith('\n')) child.stdin!.end(input);
  else child.stdin!.write(`${input}\n`);
  const [code] = (await once(child, 'close')) as [number];
  return { stdout, stderr, code };
}

test('a prompt runs statements, blocks and tasks, shows values and errors, and ends with its exit code', async () => {
  const { stdout, stderr, code } = await python(
    ['-i'],
    `x = 5
def f(a):
    return a + x

f(1)
input("who? ")
Ada
fails
print("so far", end="")
import miniray
miniray.get(miniray.remote(lambda: x).remote())
await __import__("asyncio").sleep(0, 3)
exit(4)
`,
  );
  const [banner, ...lines] = stdout.split('\n');
  expect(banner).toMatch(/^Python 3\.\d+\.\d+ of polyray\./);
  expect(lines).toEqual(['>>> >>> ... ... >>> 6', ">>> who? 'Ada'", '>>> >>> so far>>> >>> 5', '>>> 3', '>>> ']);
  expect(stderr).toBe(`Traceback (most recent call last):
  File "<python-input-4>", line 1, in <module>
    fails
NameError: name 'fails' is not defined
`);
  expect(code).toBe(4);
});

test('the end of the input ends a prompt', async () => {
  expect(await python(['-i'], 'if 1:\n')).toMatchObject({ stdout: expect.stringMatching(/\n>>> \.\.\. \n$/), stderr: '', code: 0 });
});

test('Ctrl-C interrupts a statement, not the prompt', async () => {
  let interrupted = false;
  const { stdout, stderr, code } = await python(['-i'], 'print("up"); __import__("time").sleep(60)', (said, child) => {
    if (/up\n$/.test(said)) setTimeout(() => child.kill('SIGINT'), 100);
    if (/up\n+>>> $/.test(said) && !interrupted) {
      interrupted = true;
      child.stdin!.end('exit(6)\n');
    }
  });
  expect(stderr).toMatch(/^Traceback [\s\S]*\nKeyboardInterrupt\n$/);
  expect([stdout.split('\n').slice(1), code]).toEqual([['>>> up', '', '>>> '], 6]);
});

/** Types these at a terminal, each when the prompt has come so often; gives what stood there. */
async function type(cache: string, keys: readonly string[]): Promise<string> {
  const child = spawn('script', ['-qec', `'${process.execPath}' '${main}' python -w 1`, '/dev/null'], {
    env: { ...process.env, XDG_CACHE_HOME: cache, TERM: 'xterm', NO_COLOR: '1' },
  });
  let shown = '';
  child.stdout.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    // each prompt is followed by where the cursor goes
    if (shown.endsWith('>>> \x1b[5G') && keys.length > typed) setTimeout(() => child.stdin.write(keys[typed++]!), 50);
  });
  let typed = 0;
  await once(child, 'close');
  return shown;
}

test.skipIf(process.platform !== 'linux')('a terminal remembers what was typed, and Ctrl-C takes it away', async () => {
  const cache = await mkdtemp(path.join(tmpdir(), 'polyray-prompt-'));
  await type(cache, ['kept = 7\r', '\x04']);
  const shown = await type(cache, ['nonsense\x03', '\x1b[A\r', 'print(kept + 1)\r', '\x04']);
  await rm(cache, { recursive: true });
  expect(shown).toMatch(/\nKeyboardInterrupt\r\n/);
  expect(shown).toMatch(/\n(>>> )?8\r\n/); // typed ahead, it follows the prompt
  expect(shown).not.toContain('Error');
});

test('what comes on standard input runs as a program', async () => {
  const source = 'import sys, miniray\nprint(sys.argv, repr(sys.stdin.read()), miniray.get(miniray.put(1)))\n[][1]\n';
  const { stdout, stderr, code } = await python([], source);
  expect(stdout).toBe("['<stdin>'] '' 1\n");
  expect(stderr).toMatch(/^Traceback [\s\S]*File "<stdin>", line 3, in <module>\n[\s\S]*IndexError: list index out of range\n$/);
  expect(code).toBe(1);
});

test.each([
  [['python', 'nothing'], /polyray: Unknown command "nothing": there are install, lock\n/],
  [['python', '-w', '0'], /--workers must be a whole number from 1 to 1024, is "0"/],
  [['python', '-i', '--mount', '/nowhere'], /Cannot read "\/nowhere": there is no such folder/],
])('polyray %j gives one clear message', async (args, message) => {
  const { stderr, code } = await polyray(...args);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/^\s+at /m);
  expect(code).toBe(2);
});
