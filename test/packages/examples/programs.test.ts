import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root } from '../../../build/members.ts';
import { copyExample } from '../copy-example.ts';

const run = promisify(execFile);
const runtimes = path.join(root, 'test/runtimes/node_modules/.bin');
const primes = 'There are 9592 primes below 100000\n';

test('a Deno script', async () => {
  const { stdout } = await run(path.join(runtimes, 'deno'), ['run', '--allow-all', 'main.ts'], { cwd: copyExample('deno-script') });
  expect(stdout).toBe(primes);
});

test('a Bun script', async () => {
  const { stdout } = await run(path.join(runtimes, 'bun'), ['main.ts'], { cwd: copyExample('bun-script') });
  expect(stdout).toBe(primes);
});

test('an extension host: a CommonJS caller', async () => {
  const { stdout } = await run(process.execPath, ['host.js'], { cwd: copyExample('extension-host') });
  expect(stdout).toBe(primes);
});
