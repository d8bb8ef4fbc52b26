import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './members.ts';

const workflow = fs.readFileSync(path.join(root, '.github/workflows/ci.yml'), 'utf8');
const { scripts } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { scripts: Readonly<Record<string, string>> };

test('the workflow runs every stage of .ci/stages/, and no other', () => {
  const [, list] = /\n +stage:\n((?: +- [\w-]+\n)+)/.exec(workflow)!;
  const named = Array.from(list!.matchAll(/- ([\w-]+)/g), ([, name]) => name);
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
