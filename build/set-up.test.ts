import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CleanCopy } from './clean-copy.ts';
import { root } from './members.ts';

let copy: CleanCopy;
beforeAll(() => {
  copy = new CleanCopy('set-up', { install: true });
  const node = path.relative(root, process.execPath);
  // in npm's place: keeps what it was asked for, fails where it is told to, and brings a Node that does nothing
  const script = `#!/bin/sh
echo "$*" >> "${copy.directory}/asked"
[ ! -e "${copy.directory}/fails" ] || { echo "npm error code ENOSPC" >&2; exit 7; }
[ ! -e "${copy.directory}/without-node" ] || exit 0
mkdir -p "${path.dirname(node)}" && echo "#!/bin/sh" > "${node}" && chmod +x "${node}"\n`;
  fs.mkdirSync(path.join(copy.directory, 'bin'));
  fs.writeFileSync(path.join(copy.directory, 'bin/npm'), script, { mode: 0o755 });
});
afterAll(() => copy[Symbol.dispose]());
beforeEach(() => {
  for (const name of ['asked', 'fails', 'without-node', 'node_modules'])
    fs.rmSync(path.join(copy.directory, name), { recursive: true, force: true });
});

/** Runs a command of the copy as `npm run` does. */
async function run(...args: string[]): Promise<{ status: number; stderr: string }> {
  const env = { ...process.env, PATH: `${copy.directory}/bin:${process.env['PATH']}` };
  const script = path.join(copy.directory, 'build/bootstrap.mjs');
  const child = spawn(process.execPath, [script, ...args], { cwd: copy.directory, env, stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const [status] = (await once(child, 'close')) as [number];
  return { status, stderr };
}

/** The executors that each call of npm was to install for. */
function asked(): string[] {
  const calls = fs.readFileSync(path.join(copy.directory, 'asked'), 'utf8').trim().split('\n');
  return calls.map((call) => Array.from(call.matchAll(/--workspace=components\/(\S+)/g), ([, name]) => name).join());
}

const build = (only: string) => run('build', '--only', only);

test('what was installed for one executor stays when another is built', async () => {
  for (const only of ['cpp', 'ml', 'cpp', 'ml,cpp']) expect(await build(only)).toMatchObject({ status: 0 });
  expect(asked()).toEqual(['cpp', 'cpp,ml']);
});

test('another lock file begins anew', async () => {
  const lock = path.join(copy.directory, 'package-lock.json');
  await build('cpp');
  fs.appendFileSync(lock, '\n');
  await build('ml');
  expect(asked()).toEqual(['cpp', 'ml']);
});

test('two at once install one after the other, and neither takes from the other', async () => {
  await Promise.all([build('cpp'), build('ml')]);
  expect(asked()[1]!.split(',').sort()).toEqual(['cpp', 'ml']);
  await build('cpp,ml');
  expect(asked()).toHaveLength(2);
});

test('an npm that fails is told with its reason, and the next command tries again', async () => {
  fs.writeFileSync(path.join(copy.directory, 'fails'), '');
  expect(await build('cpp')).toEqual({ status: 7, stderr: expect.stringMatching(/npm error code ENOSPC\n.*the disk is full/) });
  fs.rmSync(path.join(copy.directory, 'fails'));
  expect(await build('cpp')).toMatchObject({ status: 0 });
});

test('a Node that npm leaves out, as it does where a hash is another, is told, and the next command tries again', async () => {
  fs.writeFileSync(path.join(copy.directory, 'without-node'), '');
  expect(await build('cpp')).toEqual({ status: 1, stderr: expect.stringMatching(/Cannot install Node: npm could not fetch node-/) });
  fs.rmSync(path.join(copy.directory, 'without-node'));
  expect(await build('cpp')).toMatchObject({ status: 0 });
});
