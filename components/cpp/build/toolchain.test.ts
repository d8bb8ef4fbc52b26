import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { Cache } from '../../../build/cache.ts';
import { options } from '../options.ts';
import { openToolchain, toolchainNames } from './toolchain.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-toolchain-'));
afterEach(() => vi.unstubAllEnvs());
afterAll(() => fs.rmSync(folder, { recursive: true }));
const open = (name: string) => openToolchain(name, { cache: new Cache(folder), jobs: 1 });

/** A program of the folder that says a line and fails. */
function program(name: string, says: string): void {
  fs.writeFileSync(path.join(folder, name), `#!/bin/sh\necho '${says}' >&2\nexit 1\n`, { mode: 0o755 });
}

test('each file of toolchains/ can be chosen, and yowasp is what is taken otherwise', () => {
  expect(toolchainNames()).toEqual(['emscripten', 'wasi-sdk', 'yowasp']);
  expect(options.parse({}).toolchain).toBe('yowasp');
  expect(() => options.parse({ toolchain: 'gcc' })).toThrow('emscripten');
});

test('an emscripten that is not there is named with the package that holds it', async () => {
  vi.stubEnv('PATH', '/nowhere');
  await expect(open('emscripten')).rejects.toThrow('there is no emcc in PATH');
  await expect(open('emscripten')).rejects.toThrow('apt-get install emscripten');
});

test('without a clang, the variable and the packages are named', async () => {
  vi.stubEnv('WASI_SDK_PATH', undefined);
  vi.stubEnv('PATH', '/nowhere');
  await expect(open('wasi-sdk')).rejects.toThrow('there is no clang here');
  await expect(open('wasi-sdk')).rejects.toThrow(/Set WASI_SDK_PATH.*apt-get install .*wasi-libc/);
});

test('a clang that cannot make WASI programs is named with what it said', async () => {
  vi.stubEnv('WASI_SDK_PATH', undefined);
  vi.stubEnv('PATH', folder);
  program('clang-9', '');
  program('clang++-9', 'fatal error: span file not found');
  await expect(open('wasi-sdk')).rejects.toThrow(`${folder}/clang-9: fatal error: span file not found`);
});

test('a WASI_SDK_PATH that is none is said to be wrong, whatever the system has', async () => {
  vi.stubEnv('WASI_SDK_PATH', '/nowhere/wasi-sdk');
  await expect(open('wasi-sdk')).rejects.toThrow(/\/nowhere\/wasi-sdk\/bin\/clang: .*ENOENT[\s\S]*or unset it/);
});
