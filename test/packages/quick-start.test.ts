import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';
import { beforeAll, expect, inject, test } from 'vitest';
import { root } from '../../build/members.ts';
import { openPage } from './open-page.ts';

const run = promisify(execFile);
const project = inject('project');
const runtimes = path.join(root, 'test/runtimes/node_modules/.bin');
const oldestNode = path.join(import.meta.dirname, 'node_modules/.bin/node');

/** The programs of README's section "In your program", and what their comments say that they print. */
const section = /^## In your program\n([\s\S]*?)^## /m.exec(fs.readFileSync(path.join(root, 'README.md'), 'utf8'))![1]!;
const programs = [...section.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, text]) => text!);
const prints = programs.map((text) => [...text.matchAll(/\/\/ prints (.+)$/gm)].map(([, line]) => line!));

beforeAll(async () => {
  expect(programs.length).toBeGreaterThanOrEqual(2);
  for (const [i, text] of programs.entries()) {
    fs.writeFileSync(path.join(project, `program-${i}.ts`), text);
    // for engines without `await using`, as every TypeScript build would write it
    const { code } = await transform(text, { loader: 'ts', target: 'es2022', format: 'esm' });
    fs.writeFileSync(path.join(project, `program-${i}.js`), code);
  }
});

const cases = programs.map((_, i) => i);
const engines: readonly (readonly [string, readonly string[], 'ts' | 'js'])[] = [
  ['the pinned Node', [process.execPath], 'ts'],
  ['the oldest Node', [oldestNode], 'js'],
  ['Deno', [path.join(runtimes, 'deno'), 'run', '--allow-all'], 'ts'],
  ['Bun', [path.join(runtimes, 'bun')], 'ts'],
];

test.each(engines.flatMap(([name, command, form]) => cases.map((i) => [name, i, command, form] as const)))(
  '%s runs program %i of README',
  async (_, i, [program, ...args], form) => {
    const { stdout } = await run(program!, [...args, `program-${i}.${form}`], { cwd: project, timeout: 100_000 });
    expect(stdout.trim().split('\n')).toEqual(prints[i]);
  },
);

test('TypeScript accepts the programs with the types of the packages, and checks these too', async () => {
  const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', '--lib', 'es2024,esnext.disposable,dom'];
  const files = cases.map((i) => `program-${i}.ts`);
  await run(path.join(root, 'node_modules/.bin/tsc'), [...options, ...files], { cwd: project });
});

test.each(cases)('a page runs program %i of README', async (i) => {
  const imports = { polyray: '/node_modules/polyray/dist/browser/index.js', 'polyray-cpp': '/node_modules/polyray-cpp/index.js' };
  const html = `<!doctype html><link rel="icon" href="data:,"><script type="importmap">${JSON.stringify({ imports })}</script><script type="module" src="./program-${i}.js"></script>`;
  fs.writeFileSync(path.join(project, `program-${i}.html`), html);
  const page = await openPage({ folder: project, file: `program-${i}.html`, isolated: true });
  try {
    await page.printed(prints[i]!.length);
    // a console in a page shows lists as Playwright does
    expect(page.said.map((line) => line.replace(/^\[(.*)\]$/, '[ $1 ]'))).toEqual(prints[i]);
  } finally {
    await page.close();
  }
});
