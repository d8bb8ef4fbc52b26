import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { closureOf } from './closure-of.ts';
import { findMembers, root } from './members.ts';

/** The files and folders that a Dockerfile copies from the repository. */
function copied(dockerfile: string): string[] {
  const text = fs.readFileSync(path.join(root, 'docker', dockerfile), 'utf8');
  return [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources]) => sources!.split(' '));
}

const members = findMembers().filter(({ name }) => fs.existsSync(path.join(root, `docker/Dockerfile.${name}`)));

test.each(members)('a container of $name has all that its build script loads', ({ name, directory }) => {
  const there = [...copied('Dockerfile.base'), ...copied(`Dockerfile.${name}`)];
  const scripts = ['build.ts', 'options.ts'].map((file) => path.join(directory, file)).filter((file) => fs.existsSync(file));
  const needed = scripts.flatMap((file) => closureOf(path.relative(root, file)));
  expect(needed.filter((file) => !there.some((given) => file === given || file.startsWith(`${given}/`)))).toEqual([]);
});

test.each(members)('a container of $name has all sources that make it stale', ({ name, inputs }) => {
  const there = [...copied('Dockerfile.base'), ...copied(`Dockerfile.${name}`)];
  const needed = inputs.map((file) => path.relative(root, file));
  expect(needed.filter((file) => !there.some((given) => file === given || file.startsWith(`${given}/`)))).toEqual([]);
});

test.each(members)('a container of $name has no other executor', ({ name }) => {
  const there = [...copied('Dockerfile.base'), ...copied(`Dockerfile.${name}`)];
  const foreign = there.filter(
    (file) => /^components\//.test(file) && !file.startsWith(`components/${name}`) && !file.endsWith('/package.json'),
  );
  expect(foreign).toEqual([]);
});

test('the base image has every manifest, without which npm does not take the lock file', () => {
  const { workspaces } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { workspaces: string[] };
  expect(copied('Dockerfile.base')).toEqual(expect.arrayContaining(workspaces.map((folder) => `${folder}/package.json`)));
});
