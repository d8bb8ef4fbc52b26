import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';

const bootstrap = path.join(import.meta.dirname, 'bootstrap.mjs');

/** Runs a command of the repository on this Node, which says that it is another. */
function run(version: string | undefined, ...args: string[]) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`;
  const flags = version === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(pretend)}`];
  const { status, stderr } = spawnSync(process.execPath, [...flags, bootstrap, ...args], { encoding: 'utf8' });
  return { status, stderr };
}

test.each(['18.20.8', '16.20.2', '19.9.0'])('Node %s is told which is needed, in one line', (version) => {
  expect(run(version, 'build')).toEqual({
    status: 1,
    stderr: `polyray: Node 20 or newer is needed to begin with, this is ${version}: install a newer one and try again\n`,
  });
});

test.each([
  [['buidl'], 'polyray: there is no command "buidl"; did you mean "build"?'],
  [['build', '--only', 'm'], 'polyray: --only: there is no executor "m"; did you mean "ml"?'],
  [['build', '--config', '/nowhere/x.json'], 'polyray: Cannot use "/nowhere/x.json": there is no such file'],
  [['build', '--onyl', 'ml'], "polyray: Unknown option '--onyl'"],
  [['build', '--only'], "polyray: Option '--only <value>' argument missing"],
  [['build', '--config'], "polyray: Option '--config <value>' argument missing"],
  [['build', 'ml'], "polyray: Unexpected argument 'ml'"],
])('%j is refused before anything is installed', (args, message) => {
  const { status, stderr } = run(undefined, ...args);
  expect(stderr).toContain(message);
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(status).toBe(2);
});

test.each([
  [['generate', '--onyl'], "polyray: Unknown option '--onyl'"],
  [['generate', '--only'], "polyray: Option '--only <value>' argument missing"],
  [['test-full', 'choas'], 'polyray: There is no long test "choas"'],
])('%j is refused by the command as a mistake in its use', (args, message) => {
  const { status, stderr } = run(undefined, ...args);
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('POLYRAY_STACK');
  expect(status).toBe(2);
});
