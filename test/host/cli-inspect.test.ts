import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeExecutor } from '../fixtures/make-component.ts';
import { polyray, polyrayIn, polyrayWith, root } from './polyray.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-inspect-'));
afterAll(() => rm(folder, { recursive: true }));

test('inspect says what an executor is and can do', async () => {
  const { code, stdout } = await polyray('inspect', 'components/ml/dist/simd128/ml.component.wasm');
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^ml \d+\.\d+\.\d+\nkind +executor, polyray:compute\/component@0\.1\.0\ntrust +sealed\nsize +\d+ bytes\nsha256 +[0-9a-f]{64}\n/,
  );
  expect(stdout).toContain('tensor.softmax  The softmax of each row');
});

test('what the command line keeps of components lies where its environment says, in tests in this repository', async () => {
  const cache = await mkdtemp(path.join(folder, 'cache-'));
  const file = path.join(folder, 'small.wasm');
  await writeFile(file, await makeExecutor());
  expect((await polyray('inspect', file)).code).toBe(0);
  const own = path.join(process.env['XDG_CACHE_HOME']!, 'polyray/components');
  expect(path.relative(root, own)).toBe('.cache/tests/polyray/components');
  expect((await readdir(own)).length).toBeGreaterThan(0);
  expect((await polyrayWith({ XDG_CACHE_HOME: cache }, 'inspect', file)).code).toBe(0);
  expect((await readdir(path.join(cache, 'polyray/components'))).length).toBeGreaterThan(0);
});

test('inspect tells a program the same, as JSON', async () => {
  const { stdout } = await polyray('inspect', 'components/cpp/dist/cpp.component.wasm', '--json');
  const report = JSON.parse(stdout) as { executor: { operations: { name: string }[] } };
  expect(report).toMatchObject({ kind: 'component', world: 'polyray:compute/chaining-component@0.1.0', executor: { trust: 'sealed' } });
  expect(report.executor.operations.length).toBeGreaterThan(3);
});

test("inspect prints no stranger's control characters, and runs nothing that was not granted", async () => {
  const name = 'a:b/\u001b[2J@1.0.0';
  await writeFile(
    path.join(folder, 'plain.wasm'),
    Buffer.from(
      `\0asm\r\0\u0001\0\u000b${String.fromCharCode(name.length + 6)}\u0001\u0001${String.fromCharCode(name.length)}${name}\u0005\0\0`,
      'latin1',
    ),
  );
  const plain = await polyrayIn(folder, 'inspect', 'plain.wasm');
  expect(plain.stdout).toContain('exports    a:b/\\x1b[2J@1.0.0 (instance)');
  const clock = await makeExecutor({
    imports: '(import "wasi:clocks/monotonic-clock@0.2.3" "now" (func $now (result i64)))',
    world: 'import wasi:clocks/monotonic-clock@0.2.3;',
    packages: 'package wasi:clocks@0.2.3 { interface monotonic-clock { now: func() -> u64; } }',
  });
  await writeFile(path.join(folder, 'clock.wasm'), clock);
  const { code, stdout } = await polyrayIn(folder, 'inspect', 'clock.wasm');
  expect(code).toBe(0);
  expect(stdout).toContain('wasi:clocks/monotonic-clock@0.2.3 (instance), needs clocks');
  expect(stdout).toContain('trust      not loaded');
});

test('inspect fails only where there is nothing to look into', async () => {
  const { code, stderr } = await polyrayIn(folder, 'inspect', 'nothing.wasm');
  expect(code).toBe(1);
  expect(stderr).toContain('Cannot load an executor from "nothing.wasm": ENOENT');
});
