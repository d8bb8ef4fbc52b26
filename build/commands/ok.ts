import '../report-errors.ts';
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs, styleText } from 'node:util';
import { build } from '../build.ts';
import { writeGenerated } from '../generate.ts';
import { plainMembers, root } from '../members.ts';
import { seconds } from '../progress.ts';
import { runProgram } from '../run-program.ts';

// The whole gate: types, format and lint, every file of build/checks/, generated files, then the tests.
const { values } = parseArgs({ options: { 'without-tests': { type: 'boolean' } } });
const run = async (program: string, ...args: string[]): Promise<boolean> => {
  const status = await runProgram(program, args);
  if (status > 128) process.exit(status); // it was stopped, and with it all that follows
  return status === 0;
};
const bin = (name: string, ...args: string[]) => run(path.join(root, 'node_modules/.bin', name), ...args);
const check = async (name: string): Promise<boolean> => {
  const { check: find } = (await import(`../checks/${name}`)) as { check(): string[] };
  const found = find();
  for (const mistake of found) console.error(mistake);
  return found.length === 0;
};
// the root, and members whose JavaScript is checked too
const projects = ['.', ...fs.globSync('components/*/tsconfig.json', { cwd: root })];
const checks = fs.readdirSync(path.join(root, 'build/checks')).filter((name) => /^[a-z-]+\.ts$/.test(name));
const types = async (): Promise<boolean> => {
  const results: boolean[] = [];
  for (const project of projects) results.push(await bin('tsc', '-p', project));
  return results.every(Boolean);
};
const steps: readonly (readonly [string, () => boolean | Promise<boolean>])[] = [
  ['build', () => build().then(() => true)],
  ['types', types],
  ['format and lint', () => bin('biome', 'ci', '--error-on-warnings', '.')],
  ...checks.map((name) => [name.replace('.ts', ''), () => check(name)] as const),
  ['generated files', () => writeGenerated(true, plainMembers())],
  ...(values['without-tests'] ? [] : [['tests', () => run(process.execPath, path.join(root, 'build/commands/test.ts'))] as const]),
];

const failed: string[] = [];
for (const [name, step] of steps) {
  const began = performance.now();
  const good = await step();
  if (!good) failed.push(name);
  console.error(`${styleText(good ? 'green' : 'red', good ? 'ok' : 'not ok')}  ${name}  ${seconds(performance.now() - began)}`);
}
if (failed.length > 0) {
  console.error(`Not ok: ${failed.join(', ')}`);
  process.exitCode = 1;
}
