import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defaultCacheDirectory } from './build.ts';
import { sha256 } from './cache.ts';
import { CleanCopy } from './clean-copy.ts';
import { takeLock } from './lock.mjs';

let copy: CleanCopy;
beforeAll(() => {
  copy = new CleanCopy('failures');
}, 60_000); // a thousand files, on a disk that others may use
afterAll(() => copy[Symbol.dispose]());

/** Builds in the copy, with this checkout's cache: only what is broken has to be compiled. */
function build(...args: string[]): Promise<{ code: number; stderr: string }> {
  return ended(start(...args));
}
function start(...args: string[]): ChildProcess {
  const script = path.join(copy.directory, 'build/commands/build.ts');
  const env = { ...process.env, POLYRAY_CACHE: defaultCacheDirectory, NO_COLOR: '1' };
  return spawn(process.execPath, [script, ...args], { cwd: copy.directory, env, stdio: ['ignore', 'inherit', 'pipe'] });
}
async function ended(child: ChildProcess): Promise<{ code: number; stderr: string }> {
  const [stderr, [code]] = await Promise.all([text(child.stderr!), once(child, 'close') as Promise<[number]>]);
  return { code, stderr };
}
const isBuilt = (file: string) => fs.existsSync(path.join(copy.directory, 'components', file));

test('what fails, fails alone: all failures are told, the others are built, and what is mended builds again', async () => {
  const kernel = path.join(copy.directory, 'components/ml/assembly/operations/tensor-softmax.ts');
  const sound = fs.readFileSync(kernel, 'utf8');
  fs.writeFileSync(kernel, sound.replace('softmax(', 'softmaxx('));
  const broken = await build('--only', 'ml,python');
  expect(broken.code).toBe(1);
  expect(broken.stderr).toMatch(/^polyray: Cannot build ml; .*python.* built/m);
  expect(broken.stderr).toMatch(/^ml: Cannot compile AssemblyScript: .*\n(.*\n)*.*softmaxx/m);
  expect(isBuilt('python/dist/python.component.wasm')).toBe(true);
  expect(isBuilt('ml/dist/simd128/ml.component.wasm')).toBe(false);

  fs.writeFileSync(kernel, sound);
  const mended = await build('--only', 'ml,python');
  expect(mended.code).toBe(0);
  expect(mended.stderr).toMatch(/^Built ml in/m);
  expect(isBuilt('ml/dist/simd128/ml.component.wasm')).toBe(true);
});

test('a build with other options that fails half-way leaves nothing that passes for current', async () => {
  const kernel = path.join(copy.directory, 'components/ml/assembly/kernels/vector.ts');
  const sound = fs.readFileSync(kernel, 'utf8');
  const edited = new Date(2026, 0, 1); // a fingerprint is of times
  fs.utimesSync(kernel, edited, edited);
  const relaxed = path.join(copy.directory, 'components/ml/dist/relaxed/ml.component.wasm');
  await build('--only', 'ml');
  const release = sha256(fs.readFileSync(relaxed));
  // the relaxed build, which comes first, does not meet the mistake
  fs.writeFileSync(kernel, sound.replace('f32x4.add(f32x4.mul(a, b), c)', 'f32x4.add(f32x4.mul(a, b))'));
  const broken = await build('--only', 'ml', '--debug');
  expect(broken.stderr).toContain('Cannot compile AssemblyScript');
  expect(sha256(fs.readFileSync(relaxed))).not.toBe(release);

  fs.writeFileSync(kernel, sound);
  fs.utimesSync(kernel, edited, edited);
  const again = await build('--only', 'ml');
  expect(again.stderr).toMatch(/^Built ml in/m);
  expect(sha256(fs.readFileSync(relaxed))).toBe(release);
});

test('a build waits for another process that builds the same', async () => {
  await build('--only', 'python');
  const dist = path.join(copy.directory, 'components/python/dist');
  const lock = path.join(dist, '.lock');
  const release = await takeLock(lock, 'tests');
  const waiting = start('--only', 'python', '--debug');
  const said = ended(waiting);
  await once(waiting.stderr!, 'data');
  expect(isBuilt('python/dist/.stamp.json')).toBe(true);
  release();
  const { code, stderr } = await said;
  expect(code).toBe(0);
  expect(stderr).toContain(`Waiting for process ${process.pid}, which builds python (if it does not, delete ${lock})`);
  expect(stderr).toMatch(/^Built python in/m);
  expect(fs.existsSync(lock)).toBe(false);
});

test('what is built is built, though the time that it took cannot be noted', async () => {
  fs.rmSync(path.join(copy.directory, '.cache'), { recursive: true, force: true });
  fs.mkdirSync(path.join(copy.directory, '.cache/timings.json'), { recursive: true });
  fs.rmSync(path.join(copy.directory, 'components/python/dist'), { recursive: true });
  expect((await build('--only', 'python')).code).toBe(0);
});
