import '../report-errors.ts';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { styleText } from 'node:util';
import { build } from '../build.ts';
import { writeGenerated } from '../generate.ts';
import { root } from '../members.ts';
import { seconds } from '../progress.ts';

// The whole gate: types, format and lint, every file of build/checks/, generated files, then the tests.
const bin = (name: string, ...args: string[]) =>
  spawnSync(path.join(root, 'node_modules/.bin', name), args, { cwd: root, stdio: 'inherit' }).status === 0;
const check = async (name: string): Promise<boolean> => {
  const { check: run } = (await import(`../checks/${name}`)) as { check(): string[] };
  const found = run();
  for (const mistake of found) console.error(mistake);
  return found.length === 0;
};
// the root, and members whose JavaScript is checked too
const projects = ['.', ...fs.globSync('components/*/tsconfig.json', { cwd: root })];
const checks = fs.readdirSync(path.join(root, 'build/checks')).filter((name) => /^[a-z-]+\.ts$/.test(name));
const test = () => spawnSync(process.execPath, [path.join(root, 'build/commands/test.ts')], { cwd: root, stdio: 'inherit' }).status === 0;
const steps: readonly (readonly [string, () => boolean | Promise<boolean>])[] = [
  ['build', () => build().then(() => true)],
  ['types', () => projects.map((project) => bin('tsc', '-p', project)).every(Boolean)],
  ['format and lint', () => bin('biome', 'ci', '--error-on-warnings', '.')],
  ...checks.map((name) => [name.replace('.ts', ''), () => check(name)] as const),
  ['generated files', () => writeGenerated(true)],
  ...(process.argv.includes('--without-tests') ? [] : [['tests', test] as const]),
];

const failed: string[] = [];
for (const [name, run] of steps) {
  const began = performance.now();
  const good = await run();
  if (!good) failed.push(name);
  console.error(`${styleText(good ? 'green' : 'red', good ? 'ok' : 'not ok')}  ${name}  ${seconds(performance.now() - began)}`);
}
if (failed.length > 0) {
  console.error(`Not ok: ${failed.join(', ')}`);
  process.exitCode = 1;
}
