import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { defaultCacheDirectory } from '../../../build/build.ts';
import { Cache } from '../../../build/cache.ts';
import { init } from '../../../runtime/index.ts';
import { build } from '../build.ts';
import { python } from '../index.js';
import { makeWheel } from './packages/make-wheel.ts';

// The executor as a product may choose it, built beside: with the packages of a lock.
const member = path.resolve(import.meta.dirname, '..');
const root = path.resolve(member, '../..');
fs.mkdirSync(defaultCacheDirectory, { recursive: true });
// below the repository, where Pyodide is found
const folder = fs.mkdtempSync(path.join(root, '.cache/python-options-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
const directory = path.join(folder, 'components/python');
fs.mkdirSync(directory, { recursive: true });
for (const name of fs.readdirSync(member))
  if (!/^(dist|test|node_modules)$/.test(name)) fs.symlinkSync(path.join(member, name), path.join(directory, name));
fs.symlinkSync(path.join(root, 'python'), path.join(folder, 'python'));

const wheel = makeWheel();
const wheelFile = path.join(folder, wheel.file);
const lockFile = path.join(folder, 'polyray-lock.json');

function writeLock(change: object = {}): void {
  const { file, sha256, bytes } = wheel;
  const entry = { name: 'handmade', version: '1.0', file, url: pathToFileURL(wheelFile).href, sha256, size: bytes.length, ...change };
  const lock = { lockVersion: 1, python: '3.14.2', platform: 'pyemscripten_2026_0_wasm32', requirements: ['handmade'], packages: [entry] };
  fs.writeFileSync(lockFile, JSON.stringify(lock));
}

const made = (cache: Cache) =>
  build({
    directory,
    root,
    cache,
    jobs: 1,
    debug: false,
    keepWarm: false,
    options: { packages: 'polyray-lock.json' },
    signal: new AbortController().signal,
    input: (file) => path.resolve(folder, file),
    progress: () => {},
  });

test('the wheels of a lock are shipped beside, and every interpreter has them', async () => {
  fs.writeFileSync(wheelFile, wheel.bytes);
  writeLock();
  const { files } = await made(new Cache(defaultCacheDirectory));
  const shipped = path.join(directory, 'dist/packages', wheel.file);
  expect(files).toContain(shipped);
  expect(fs.readFileSync(shipped)).toEqual(Buffer.from(wheel.bytes));

  const at = (name: string) => pathToFileURL(path.join(directory, 'dist', name)).href;
  const chosen = { ...python, options: { manifest: at('python.manifest.json'), snapshot: at('python.snapshot') } };
  const printed: string[] = [];
  await using ray = await init({ numWorkers: 1, executors: { python: chosen }, print: ({ line }) => printed.push(line) });
  const source = 'import handmade\ndef main():\n    return handmade.answer()';
  expect((await ray.executors.get('python').execute({ operation: 'run', parameters: { source } })).values['result']).toBe(42);
  await ray.python.run('import handmade\nprint(handmade.answer())', { filename: 'program.py' });
  expect(printed.join('')).toContain('42');
}, 60_000);

const emptyCache = () => new Cache(fs.mkdtempSync(path.join(folder, 'cache-')));

test('a wheel that is not what was locked is never shipped', async () => {
  fs.writeFileSync(wheelFile, Buffer.concat([wheel.bytes, Buffer.from('x')]));
  writeLock();
  fs.rmSync(path.join(directory, 'dist/packages'), { recursive: true, force: true });
  await expect(made(emptyCache())).rejects.toThrow(/Cannot get handmade-1\.0-py3-none-any\.whl:\n.*with SHA-256 [0-9a-f]{64}, expected/);
  expect(fs.existsSync(path.join(directory, 'dist/packages'))).toBe(false);
});

test.each([
  [{ sha256: 'x' }, /Cannot use the lock ".*polyray-lock\.json": .*packages\[0\]\.sha256.* must be 64 hexadecimal digits/],
  [{ file: '../handmade-1.0-py3-none-any.whl' }, /packages\[0\]\.file/],
])('a lock with %j fails the build and is named', async (change, message) => {
  writeLock(change);
  await expect(made(emptyCache())).rejects.toThrow(message);
});
