// The command line, on the runtime that runs this.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const folder = mkdtempSync(path.join(tmpdir(), 'polyray-command-line-'));
afterAll(() => rmSync(folder, { recursive: true }));

// this file runs as it is, and as a copy elsewhere in the repository
const main = path.resolve('dist/cli/main.js');
const program = 'Deno' in globalThis ? ['run', '--allow-all', main] : [main];

function polyray(...args: string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(process.execPath, [...program, ...args], { encoding: 'utf8', timeout: 60_000 });
}

test('polyray executors lists what is installed', () => {
  const { status, stdout, stderr } = polyray('executors');
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^cpp \d.*sealed, no imports.*\n {2}bearing\.evidence/m);
  expect(stdout).toMatch(/^ml \d/m);
  expect(stdout).toMatch(/^python \d.*trusted/m);
});

test('polyray run runs a script in Python, with its arguments, tasks and exit code', { timeout: 90_000 }, () => {
  const script = path.join(folder, 'script.py');
  writeFileSync(
    script,
    'import miniray, sys\n@miniray.remote\ndef add(a, b): return a + b\nprint(sys.argv[1:], miniray.get(add.remote(1, 2)))\nsys.exit(3)\n',
  );
  const { status, stdout, stderr } = polyray('run', script, 'a', 'b');
  expect(stdout, stderr).toBe("['a', 'b'] 3\n");
  expect(status, stderr).toBe(3);
});

test('a mistake is told by its place, with exit code 2', () => {
  const { status, stderr } = polyray('call', 'ml', 'tensor.softmax', '--nonsense');
  expect(stderr).toContain('--nonsense');
  expect(status).toBe(2);
});
