import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { closureOf } from './closure-of.ts';
import { host } from './host.ts';
import { findMembers, root } from './members.ts';
import { isInput } from './stamp.ts';

/** What makes a member: its own scripts, and what the build does with all that they made. */
function scriptsOf(name: string): string[] {
  const own = ['build.ts', 'options.ts'].map((file) => `components/${name}/${file}`).filter((file) => fs.existsSync(path.join(root, file)));
  return [...own, 'build/write-builds.ts', 'build/remove-others.ts'];
}

test.each([...findMembers().map((member) => ({ ...member, scripts: scriptsOf(member.name) })), { ...host, scripts: ['build/host.ts'] }])(
  'whoever changes a script that $name is built by makes it stale',
  ({ inputs, scripts }) => {
    const there = inputs.map((input) => path.relative(root, input));
    const missing = scripts.flatMap(closureOf).filter((file) => !there.some((input) => file === input || file.startsWith(`${input}/`)));
    expect(missing).toEqual([]);
  },
);

test.each([...findMembers(), host])('all that makes $name stale is there', ({ inputs }) => {
  expect(inputs.filter((input) => !fs.existsSync(input))).toEqual([]);
});

test.each([
  ['host', 'runtime/limits/generated/rewriter-version.ts', true],
  ['host', 'templates/executor/cpp/README.md', true],
  ['cpp', 'components/cpp/README.md', false],
  ['cpp', 'cpp_plugins/test/fft.cpp', false],
  ['ml', 'components/ml/dist/builds.js', false],
])('whether %s is built from %s: %s', (name, file, expected) => {
  const member = [...findMembers(), host].find((each) => each.name === name)!;
  expect(isInput(member, path.join(root, file))).toBe(expected);
});
