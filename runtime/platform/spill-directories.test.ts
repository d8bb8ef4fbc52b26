import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { makeSpillDirectory, tidySpillDirectories } from './spill-directories.ts';

const parent = mkdtempSync(path.join(tmpdir(), 'spill-test-'));
afterAll(() => rmSync(parent, { recursive: true }));

/** A process that makes a directory, says its name, and runs `then`. */
async function other(then: string): Promise<[ChildProcess, directory: string]> {
  const module = new URL('./spill-directories.ts', import.meta.url).href;
  const text = `
    const { makeSpillDirectory, tidySpillDirectories } = await import(${JSON.stringify(module)});
    tidySpillDirectories(${JSON.stringify(parent)});
    console.log(makeSpillDirectory(${JSON.stringify(parent)}));
    ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], { stdio: ['pipe', 'pipe', 'ignore'] });
  const [line] = (await once(child.stdout!, 'data')) as [Buffer];
  return [child, line.toString().trim()];
}

test('what a killed process left is removed, what a living one has is kept', async () => {
  const [living, kept] = await other('process.stdin.resume();');
  const [killed, left] = await other('process.stdin.resume();');
  writeFileSync(path.join(left, '1.block'), 'x');
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const own = makeSpillDirectory(parent);
  expect(existsSync(left)).toBe(true);
  tidySpillDirectories(parent);
  await vi.waitFor(() => expect(existsSync(left)).toBe(false));
  expect(existsSync(kept)).toBe(true);
  expect(existsSync(own)).toBe(true);
  living.stdin!.end();
  await once(living, 'exit');
  expect(existsSync(kept)).toBe(false);
});

test.each([
  ['runs to its end', '', 0],
  ['exits', 'process.exit(3);', 3],
  ['throws', 'throw new Error("no");', 1],
])('a process that %s takes its own with it', async (_, then, code) => {
  const [child, directory] = await other(then);
  expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(code);
  expect(existsSync(directory)).toBe(false);
});

test('only its user reads what is there', () => {
  const directory = makeSpillDirectory(parent);
  expect(statSync(directory).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o700);
  expect(path.basename(directory)).toMatch(/^polyray-spill-[0-9a-f]{8}-\d+-\d+-[0-9a-f]{16}$/);
});

test('a number that was given again keeps nothing, and other machines and files are left alone', async () => {
  const own = path.basename(makeSpillDirectory(parent));
  const [, machine, pid, start, random] = /^polyray-spill-(.*)-(\d+)-(\d+)-(.*)$/.exec(own)!;
  const name = (parts: (string | undefined)[]) => ['polyray-spill', ...parts].join('-');
  const gone = [name([machine, pid, String(Number(start) + 1), random])];
  const kept = [name([machine === '00000000' ? '00000001' : '00000000', '999999999', '1', random]), name([machine, '999999999']), 'other'];
  for (const each of [...gone, ...kept]) mkdirSync(path.join(parent, each));
  tidySpillDirectories(parent);
  // where the system does not say when a process began, its number alone counts
  if (start !== '0') await vi.waitFor(() => expect(readdirSync(parent)).not.toContain(gone[0]));
  const left = readdirSync(parent);
  expect(left.includes(gone[0]!)).toBe(start === '0');
  expect(left).toEqual(expect.arrayContaining([own, ...kept]));
});

test('a directory that is not there yet is no error', async () => {
  tidySpillDirectories(path.join(parent, 'absent'));
  await new Promise((resolve) => setTimeout(resolve, 20)); // what a timer throws fails the run
});
