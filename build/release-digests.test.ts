import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { root } from './members.ts';
import { compareRelease, outputDigests, sourcesDigest } from './release-digests.ts';

// among the repository's files, so that git lists its sources
const directory = fs.mkdtempSync(path.join(root, 'build/release-'));
const outside = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-release-'));
afterAll(() => {
  for (const folder of [directory, outside]) fs.rmSync(folder, { recursive: true });
});
const member = { name: 'one', directory, inputs: [directory], except: new Set<string>() };
const write = (file: string, text: string) => {
  fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
  fs.writeFileSync(path.join(directory, file), text);
};

test('where the sources are as released, so must be the bytes', () => {
  write('a.cpp', 'int a;');
  write('dist/one.component.wasm', 'bytes');
  const released = { sources: sourcesDigest(member), files: outputDigests(member) };
  expect(compareRelease(member, released)).toEqual({ kind: 'same' });
  expect(compareRelease(member, undefined)).toEqual({ kind: 'absent' });
  write('dist/one.component.wasm', 'other bytes');
  expect(compareRelease(member, released)).toEqual({ kind: 'different', files: ['dist/one.component.wasm'] });
  write('dist/one.component.wasm', 'bytes');
  write('dist/two.js', '');
  expect(compareRelease(member, released)).toEqual({ kind: 'different', files: ['dist/two.js'] });
  fs.rmSync(path.join(directory, 'dist'), { recursive: true });
  expect(compareRelease(member, released)).toEqual({ kind: 'different', files: ['dist/one.component.wasm'] });
});

test('what is no source of the bytes may change, anything else makes the release another one', () => {
  const before = sourcesDigest(member);
  write('README.md', 'More.');
  write('test/a.test.ts', '');
  expect(sourcesDigest(member)).toBe(before);
  write('b.cpp', '');
  expect(sourcesDigest(member)).not.toBe(before);
});
