import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { expect, inject, test } from 'vitest';
import { root } from '../../build/members.ts';

const run = promisify(execFile);
const packed = inject('packed');
const bin = (name: string) => path.join(import.meta.dirname, 'node_modules/.bin', name);

test.each(packed)('publint finds nothing in $name', async ({ tarball }) => {
  const { buffer } = fs.readFileSync(tarball);
  const { messages, pkg } = await publint({ pack: { tarball: buffer as ArrayBuffer }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

test.each(packed)('TypeScript finds the types of $name', async ({ tarball }) => {
  // subpaths without types are files that are loaded by their address: threads, and what interpreters start from
  const untyped = [
    'node/worker',
    'node/coordinator',
    'node/transpiler',
    'node/fetcher',
    'browser/worker',
    'browser/coordinator',
    'browser/transpiler',
    'host/interpreter.js',
    'host/boot-interpreter.js',
    'host/snapshot-cache.js',
    'packages/resolve',
  ];
  const { stdout } = await run(bin('attw'), [
    tarball,
    '--profile',
    'esm-only',
    '--format',
    'json',
    '--exclude-entrypoints',
    ...untyped,
  ]).catch((error) => error);
  const found = (JSON.parse(stdout) as { problems?: Record<string, { kind: string; resolutionKind?: string }[]> }).problems ?? {};
  // a CommonJS caller takes an ES module by `import()`: see the example extension-host; and TypeScript's "node10" knows no `exports`
  const problems = Object.values(found)
    .flat()
    .filter(({ kind, resolutionKind }) => kind !== 'CJSResolvesToESM' && resolutionKind !== 'node10');
  expect(problems).toEqual([]);
});

test('knip finds nothing that nobody uses', async () => {
  const args = ['--directory', root, '--config', path.join(import.meta.dirname, 'knip.json'), '--no-progress', '--no-config-hints'];
  const { code = 0, stdout, stderr } = await run(bin('knip'), args, { cwd: root }).catch((error) => error);
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
});
