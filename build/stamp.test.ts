import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Member } from './members.ts';
import { fingerprint, isCurrent, isInput, stamp, unstamp } from './stamp.ts';

const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-member-'));
afterAll(() => fs.rmSync(directory, { recursive: true }));
const member: Member = { name: 'one', directory, inputs: [], except: new Set(['generated']) };
const write = (file: string, text: string): string => {
  fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
  fs.writeFileSync(path.join(directory, file), text);
  return path.join(directory, file);
};

test('a member is current while its stamp, its sources and its files are there', () => {
  const made = write('dist/one.js', '');
  expect(isCurrent(member, 'sources')).toBe(false);
  stamp(member, 'sources', [made]);
  expect(isCurrent(member, 'sources')).toBe(true);
  expect(isCurrent(member, 'other sources')).toBe(false);
  fs.rmSync(made);
  expect(isCurrent(member, 'sources')).toBe(false);
  write('dist/one.js', '');
  unstamp(member);
  expect(isCurrent(member, 'sources')).toBe(false);
});

test('a fingerprint is of what is built from, of where that is, and of the options', () => {
  write('source/a.ts', '');
  const print = (options: unknown = {}, from = 'source') => fingerprint({ ...member, inputs: [path.join(directory, from)] }, options);
  const before = print();
  expect(print()).toBe(before);
  expect(print({ debug: true })).not.toBe(before);
  write('other/a.ts', '');
  expect(print({}, 'other')).not.toBe(before);
  write('source/generated/b.ts', '');
  expect(print()).toBe(before);
  write('source/b.ts', '');
  expect(print()).not.toBe(before);
});

test('what changes the fingerprint is an input', () => {
  const one = { ...member, inputs: [path.join(directory, 'source'), path.join(directory, 'wit.ts')] };
  const inputs = ['source', 'source/a.ts', 'source/deep/a.ts', 'wit.ts'];
  const others = ['', 'a.ts', 'sources/a.ts', 'source/generated/a.ts', 'wit.ts.swp'];
  expect([...inputs, ...others].filter((file) => isInput(one, path.join(directory, file)))).toEqual(inputs);
});
