import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { polyray, startPolyray } from './polyray.ts';

const endless = ['call', 'python', 'run', '-p', JSON.stringify({ source: 'def main():\n  while True: pass' })];

async function end(child: ChildProcess): Promise<{ code: number | null; signal: string | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, stderr };
}

test.each([
  ['SIGINT', 130, 'Interrupted'],
  ['SIGTERM', 143, 'Terminated'],
] as const)('%s stops an endless loop, with %i and one word', async (name, code, word) => {
  const child = startPolyray(endless);
  setTimeout(() => child.kill(name), 1500);
  expect(await end(child)).toEqual({ code, signal: null, stderr: `polyray: ${word}\n` });
});

test('Ctrl-C leaves no file that looks whole', async () => {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-stop-'));
  const child = startPolyray([...endless, '-o', folder]);
  setTimeout(() => child.kill('SIGINT'), 1500);
  expect((await end(child)).code).toBe(130);
  expect(await readdir(folder)).toEqual([]);
  await rm(folder, { recursive: true });
});

test.each([
  ['executors', ['executors', 'ml', '--json']],
  ['help', ['--help']],
])('a reader of %s that has enough is no mistake', async (_, args) => {
  const child = startPolyray(args);
  child.stdout!.destroy();
  expect(await end(child)).toEqual({ code: 0, signal: null, stderr: '' });
});

test.runIf(process.platform === 'linux')('an answer that cannot be written is a failure', async () => {
  const { open } = await import('node:fs/promises');
  const full = await open('/dev/full', 'w');
  const child = startPolyray(['executors', 'ml'], { stdio: ['ignore', full.fd, 'pipe'] });
  const { code, stderr } = await end(child);
  await full.close();
  expect(stderr).toMatch(/^polyray: Cannot write to standard output: .*ENOSPC.*\n$/);
  expect(code).toBe(1);
});

test('the exit codes that the help names are all of them', async () => {
  expect((await polyray('--help')).stdout).toContain('0 done, 1 the work failed, 2 the request was wrong, 3 it ran out of time, 130');
});
