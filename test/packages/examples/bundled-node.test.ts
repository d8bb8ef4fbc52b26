import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, test } from 'vitest';
import { copyExample } from '../copy-example.ts';

const run = promisify(execFile);

test('a Node program bundled by esbuild runs where there are no packages', async () => {
  const folder = copyExample('bundled-node');
  await run(process.execPath, ['build.js'], { cwd: folder });
  const alone = path.join(inject('project'), '../bundled-node-alone');
  fs.cpSync(path.join(folder, 'out'), alone, { recursive: true });
  fs.writeFileSync(path.join(alone, 'package.json'), '{ "type": "module" }');
  const { stdout } = await run(process.execPath, ['main.js'], { cwd: alone });
  expect(stdout).toBe('There are 9592 primes below 100000\nThe strongest frequency is 125 Hz\n');
});
