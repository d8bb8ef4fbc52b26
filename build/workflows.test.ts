import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './members.ts';

const workflow = fs.readFileSync(path.join(root, '.github/workflows/ci.yml'), 'utf8');
const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Readonly<Record<string, string>> };

test('the workflow runs every stage of .ci/stages/, and no other', () => {
  const [, list] = /\n +stage:\n((?: +- [\w-]+\n)+)/.exec(workflow)!;
  const alone = Array.from(workflow.matchAll(/bash \.ci\/stages\/([\w-]+)\.sh/g), ([, name]) => name);
  const named = [...Array.from(list!.matchAll(/- ([\w-]+)/g), ([, name]) => name), ...alone].sort();
  const stages = fs.readdirSync(path.join(root, '.ci/stages')).map((file) => file.replace('.sh', ''));
  expect(named).toEqual(stages.sort());
});

test('the workflow runs nothing that cannot be run here', () => {
  const commands = Array.from(workflow.matchAll(/- (?:name: .*\n +)?run: (.+)|\n +run: (.+)/g), ([, one, other]) => (one ?? other)!);
  expect(commands.length).toBeGreaterThan(4);
  for (const command of commands) {
    const [, script] = /^npm (?:run )?([\w:-]+)/.exec(command) ?? [];
    expect(script === undefined ? /\.ci\/stages\/|actionlint/.test(command) : scripts[script] !== undefined, command).toBe(true);
  }
});

test('the release runs commands and stages that there are', () => {
  const release = fs.readFileSync(path.join(root, '.github/workflows/release.yml'), 'utf8');
  const named = Array.from(release.matchAll(/npm run ([\w:-]+)/g), ([, script]) => script!);
  expect(named.filter((script) => scripts[script] === undefined)).toEqual([]);
  const stages = Array.from(release.matchAll(/bash (\S+)/g), ([, file]) => file!);
  expect(stages.filter((file) => !fs.existsSync(path.join(root, file)))).toEqual([]);
  expect([named.length, stages.length]).toEqual([4, 1]);
});
