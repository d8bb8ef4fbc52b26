import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Program, pageCode, printsAsSaid } from './page-code.ts';

// programs start workers of their own, several at once
vi.setConfig({ testTimeout: 120_000 });
const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
/** Inside the package, so that its own name resolves, to what is built. */
const directory = path.join(root, 'dist/snippets');
const pages = ['README.md', 'docs/tasks-objects-actors.md', 'docs/anti-patterns.md', 'docs/python.md', 'docs/executors.md'].map((page) => ({
  page,
  folder: path.join(directory, path.basename(page, '.md')),
  code: pageCode(fs.readFileSync(path.join(root, page), 'utf8')),
}));
const cli = path.join(root, 'dist/cli/main.js');
/** What is kept between processes stays here. */
const env = { ...process.env, XDG_CACHE_HOME: path.join(directory, 'cache') };
const fileOf = (folder: string, { line, extension }: Program) => path.join(folder, `line-${line}.${extension}`);

beforeAll(() => {
  for (const { folder, code } of pages) {
    fs.mkdirSync(folder, { recursive: true });
    for (const [name, text] of code.modules) fs.writeFileSync(path.join(folder, name), text);
    for (const program of code.programs) fs.writeFileSync(fileOf(folder, program), program.text);
  }
});
afterAll(() => fs.rmSync(directory, { recursive: true }));

test('the types of every example hold', async () => {
  const config = { extends: '../../tsconfig.json', include: ['**/*'], exclude: [] };
  fs.writeFileSync(path.join(directory, 'tsconfig.json'), JSON.stringify(config));
  const mistakes = await run(path.join(root, 'node_modules/.bin/tsc'), ['-p', directory], { cwd: directory }).then(
    () => '',
    ({ stdout }: { readonly stdout: string }) => stdout,
  );
  expect(mistakes).toBe('');
});

describe.concurrent.each(pages)('$page', ({ folder, code }) => {
  test.each(code.programs.map((program) => [program.line, program] as const))('line %d prints what it says', async (_, program) => {
    const command = program.extension === 'py' ? [cli, 'run', '--workers', '2'] : [];
    const { stdout, stderr } = await run(process.execPath, [...command, fileOf(folder, program)], { cwd: folder, env });
    expect(stderr).toBe('');
    if (!printsAsSaid(stdout, program)) expect(stdout).toBe(`${program.prints.join('\n')}\n`);
  });
});
