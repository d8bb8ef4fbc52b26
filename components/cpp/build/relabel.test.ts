import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { writeBuilds } from '../../../build/write-builds.ts';
import { untar } from './untar.ts';

const member = path.dirname(import.meta.dirname);
const changed = ['package.json', 'LICENSE', 'THIRD_PARTY_NOTICES'];
const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-relabel-'));
afterAll(() => fs.rmSync(copy, { recursive: true }));
for (const name of [...changed, 'README.md', 'index.js', 'without-fftw', 'build/relabel.ts'])
  fs.cpSync(path.join(member, name), path.join(copy, name), { recursive: true, preserveTimestamps: true });
const env = { ...process.env, PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env['PATH']}` };

/** The texts of the package as npm packs it, by their paths in it. */
function pack(licence: string | undefined): Record<string, string> {
  writeBuilds(copy, [], licence);
  const file = execFileSync('npm', ['pack', '--silent'], { cwd: copy, env, encoding: 'utf8' }).trim();
  const found = untar(gunzipSync(fs.readFileSync(path.join(copy, file))));
  fs.rmSync(path.join(copy, file));
  return Object.fromEntries([...found].map(([name, bytes]) => [name.replace('package/', ''), Buffer.from(bytes).toString()]));
}

/** The sources with what a build goes by. */
const sources = () =>
  changed.map((name) => {
    const file = path.join(copy, name);
    return [name, fs.readFileSync(file, 'utf8'), fs.statSync(file).mtimeMs];
  });

const files = ['LICENSE', 'README.md', 'THIRD_PARTY_NOTICES', 'dist/builds.js', 'index.js', 'package.json'];

test('what has FFTW is packed under the GPL', () => {
  const packed = pack(undefined);
  expect(Object.keys(packed).sort()).toEqual(files);
  expect(JSON.parse(packed['package.json']!)).toMatchObject({ license: 'GPL-2.0-or-later' });
  expect(packed['LICENSE']).toContain('GNU GENERAL PUBLIC LICENSE');
  expect(packed['THIRD_PARTY_NOTICES']).toContain('- fftw ');
});

test('what has none is packed under the MIT licence, and the sources stay as they are', () => {
  const before = sources();
  const packed = pack('MIT');
  expect(Object.keys(packed).sort()).toEqual(files);
  expect(JSON.parse(packed['package.json']!)).toMatchObject({ name: 'polyray-cpp', license: 'MIT', type: 'module' });
  expect(packed['LICENSE']).toMatch(/^MIT License/);
  expect(packed['THIRD_PARTY_NOTICES']).toContain('- wasi-libc ');
  for (const name of changed) expect(packed[name], name).not.toMatch(/GPL-|FFTW|GENERAL PUBLIC/i);
  expect(sources()).toEqual(before);
});

test('a call of npm that was killed is made good by the next', () => {
  const before = sources();
  writeBuilds(copy, [], 'MIT');
  execFileSync(process.execPath, [path.join(copy, 'build/relabel.ts')]);
  expect(sources()).not.toEqual(before);
  expect(JSON.parse(pack('MIT')['package.json']!)).toMatchObject({ license: 'MIT' });
  expect(sources()).toEqual(before);
});
