import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { init } from '../../runtime/init.ts';
import { polyrayIn, root } from './polyray.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-new-'));
fs.symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
afterAll(() => fs.rmSync(folder, { recursive: true }));

test('a new executor is built, and loaded into a running host', { timeout: 120_000 }, async () => {
  const made = await polyrayIn(folder, 'new', 'executor', 'mine', '--lang', 'assemblyscript');
  expect(made.stdout).toContain('Made mine/. Next: cd mine && npm install');
  for (const file of ['.gitignore', 'wit/types.wit', 'assembly/abi/call.ts', 'build.mjs', 'requests.json'])
    expect(fs.existsSync(path.join(folder, 'mine', file))).toBe(true);
  expect(fs.readFileSync(path.join(folder, 'mine/package.json'), 'utf8')).not.toContain('__');
  const built = await polyrayIn(folder, 'build', 'mine', '--json');
  expect(built.stderr).toBe('');
  expect(JSON.parse(built.stdout)).toMatchObject({
    name: 'mine',
    version: '0.1.0',
    file: 'mine/dist/mine.wasm',
    sha256: expect.any(String) as string,
  });
  await using ray = await init({ numWorkers: 1 });
  const mine = await ray.executors.load(path.join(folder, 'mine/dist/mine.wasm'), { cache: false });
  const { outputs } = await mine.execute({ operation: 'vector.scale', parameters: { factor: 3 }, inputs: { x: Float32Array.of(1, 2) } });
  expect(outputs['y']?.data).toEqual(Float32Array.of(3, 6));
});

test('every language has its folder, each with the same contract', async () => {
  const languages = fs.readdirSync(path.join(root, 'templates/executor')).sort();
  expect(languages).toEqual(expect.arrayContaining(['assemblyscript', 'cpp', 'rust']));
  for (const language of languages) {
    await polyrayIn(folder, 'new', 'executor', `in-${language}`, '--lang', language);
    for (const file of fs.readdirSync(path.join(root, 'wit')))
      expect(fs.readFileSync(path.join(folder, `in-${language}`, 'wit', file))).toEqual(fs.readFileSync(path.join(root, 'wit', file)));
  }
});

test.each([
  [['new', 'executor', 'Mine', '--lang', 'cpp'], 'begins with a letter; it is "Mine"'],
  [['new', 'executor', '../x', '--lang', 'cpp'], 'it is "../x"'],
  [['new', 'executor', 'other', '--lang', 'cobol'], 'There is no executor in "cobol": there are assemblyscript, cpp, rust'],
  [['new', 'executor', 'node_modules', '--lang', 'cpp'], 'begins with a letter'],
  [['new', 'executor', 'in-cpp', '--lang', 'cpp'], 'Cannot make "in-cpp": it is there already'],
  [['build', 'nowhere'], 'ENOENT'],
])('%j is refused', async (args, message) => {
  const { code, stderr } = await polyrayIn(folder, ...args);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

test('a build that fails says why, and leaves no component', async () => {
  await polyrayIn(folder, 'new', 'executor', 'broken', '--lang', 'assemblyscript');
  const source = path.join(folder, 'broken/assembly/operations/vector-scale.ts');
  fs.appendFileSync(source, '\nlet wrong: i32 = "text";\n');
  const { code, stderr } = await polyrayIn(folder, 'build', 'broken');
  expect(code).toBe(1);
  expect(stderr).toContain("Type '~lib/string/String' is not assignable to type 'i32'");
  expect(fs.existsSync(path.join(folder, 'broken/dist'))).toBe(false);
});
