// Executors that cannot be built fail alone: a mistake in C++, FFTW nowhere, a lock that is none. The others are built, each failure
// is named with its reason, and the exit code says so.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { defaultCacheDirectory } from '../../build/build.ts';
import { CleanCopy } from '../../build/clean-copy.ts';

using copy = new CleanCopy('broken');

/** With this checkout's cache, unless it is to be empty: what is sound costs nothing. */
function build(args: readonly string[], cacheDirectory = defaultCacheDirectory): { status: number | null; stderr: string } {
  const script = path.join(copy.directory, 'build/commands/build.ts');
  const env = { ...process.env, POLYRAY_CACHE: cacheDirectory, NO_COLOR: '1' };
  return spawnSync(process.execPath, [script, ...args], { cwd: copy.directory, env, encoding: 'utf8' });
}

const source = path.join(copy.directory, 'cpp_plugins/src/status.cpp');
const sound = fs.readFileSync(source, 'utf8');
fs.writeFileSync(source, `${sound}\nint mistake( {\n`);
fs.writeFileSync(path.join(copy.directory, 'bad-lock.json'), '{"lockVersion": 1, "platform": "win32"}');
const broken = build(['--only', 'cpp,ml,python', '--set', 'python.packages=bad-lock.json']);
assert.equal(broken.status, 1, broken.stderr);
assert.match(broken.stderr, /^polyray: Cannot build (cpp, python|python, cpp); ml is built$/m);
assert.match(broken.stderr, /^cpp: .*status\.cpp:\d+:\d+: error: /m);
assert.match(broken.stderr, /^python: Cannot use the lock ".*bad-lock\.json": .*platform/m);
console.log('a mistake in C++ and a bad lock: ml is built, both are named');

fs.writeFileSync(source, sound);
const missing = build(['--only', 'cpp', '--set', 'cpp.fftwSource=nowhere.tar.gz'], copy.cacheDirectory);
assert.equal(missing.status, 1, missing.stderr);
assert.match(missing.stderr, /^cpp: Cannot get FFTW 3\.3\.10:\n {2}.*nowhere\.tar\.gz: ENOENT.*\nPass --fftw .*--without-fftw/m);
assert.match(missing.stderr, /^polyray: Cannot build cpp$/m);
console.log('FFTW nowhere: cpp says how to go on');

const mended = build(['--only', 'cpp,ml,python']);
assert.equal(mended.status, 0, mended.stderr);
console.log('mended, all are built');
