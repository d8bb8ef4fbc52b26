// Runs suites on other JavaScript runtimes: `run.ts RUNTIME[,RUNTIME…] [--only TEXT] [SUITE…]`. A suite is a file of tests,
// or a part of its path; default: all that are not long. Each has a process of its own, which is ended when it says nothing
// more. Runtimes take their turns side by side; what failed is run once more alone, and both is said.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { installFolder } from '../../build/install-folder.ts';
import { root } from '../../build/members.ts';
import { copy, copySuites } from './copy-suites.ts';
import { longSuites, suites } from './suites.ts';

const here = path.join(root, 'test/runtimes');
const bin = (name: string) => path.join(here, 'node_modules/.bin', name);
interface Runtime {
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
}

/** How each is started. */
const runtimes: Readonly<Record<string, Runtime['command']>> = {
  deno: [bin('deno'), 'run', '--allow-all', '--no-check'],
  bun: [bin('bun')],
  // the oldest that polyray runs on; the newest runs these suites in vitest
  'oldest-node': [bin('node')],
};
/** A suite that says nothing for so long is stuck; longer than any test may take. */
const silenceMs = 150_000;
/** How long a process may live on when its tests are over. */
const endMs = 10_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string', default: '' } } });
const [names = '', ...wanted] = positionals;
const on = names.split(',').map((name) => {
  const command = runtimes[name];
  if (command === undefined) throw new RangeError(`A runtime must be one of ${Object.keys(runtimes).join(', ')}, is "${name}"`);
  return { name, command };
});
const chosen = wanted.length === 0 ? suites : [...suites, ...longSuites].filter((suite) => wanted.some((part) => suite.includes(part)));
if (chosen.length === 0) throw new RangeError(`No suite is named like ${wanted.join(', ')}`);
await installFolder(here);
await copySuites(chosen);
const failed = (await Promise.all(on.map((runtime) => runAll(runtime, chosen)))).flat();
// side by side they take each other's time: what failed is tried once more, alone
const again: (readonly [Runtime, string])[] = [];
for (const [runtime, suite] of failed) again.push(...(await runAll(runtime, [suite])));
for (const [{ name }, suite] of failed) {
  const stays = again.some(([other, one]) => other.name === name && one === suite);
  console.error(`${stays ? 'Not ok' : 'Not ok at first, ok alone'} on ${name}: ${suite}`);
}
if (again.length > 0) process.exitCode = 1;

/** Suites on one runtime, one after the other. @returns those that failed */
async function runAll(runtime: Runtime, list: readonly string[]): Promise<(readonly [Runtime, string])[]> {
  const bad: (readonly [Runtime, string])[] = [];
  for (const suite of list) {
    const began = performance.now();
    const { tests, problem } = await run(runtime, suite);
    const line = `${runtime.name}  ${suite}  ${tests} tests  ${((performance.now() - began) / 1000).toFixed(1)} s`;
    console.log(problem === undefined ? `ok      ${line}` : `not ok  ${line}  ${problem}`);
    if (problem !== undefined) bad.push([runtime, suite]);
  }
  return bad;
}

/** Runs one, and prints what failed in it. */
async function run(
  { name: runtime, command }: Runtime,
  suite: string,
): Promise<{ readonly tests: number; readonly problem: string | undefined }> {
  const [program, ...args] = command;
  const main = path.join(copy, 'test/runtimes/main.js');
  const file = path.join(copy, suite.replace(/\.ts$/, '.js'));
  const child = spawn(program, [...args, main, file, values.only, runtime], {
    cwd: root,
    env: { ...process.env, NO_COLOR: '1', XDG_CACHE_HOME: path.join(root, '.cache/tests') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: string[] = [];
  let tests = 0;
  let bad = 0;
  let planned: number | undefined;
  let problem: string | undefined;
  const stop = (why: string) => () => {
    problem = why;
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(stop('it hung'), silenceMs);
  const hear = (text: string) => {
    clearTimeout(watchdog);
    watchdog = setTimeout(planned === undefined ? stop('it hung') : stop('it did not end'), planned === undefined ? silenceMs : endMs);
    said.push(text);
  };
  let inFailure = false;
  createInterface({ input: child.stdout }).on('line', (text) => {
    if (/^(not )?ok \d+ - /.test(text)) {
      inFailure = text.startsWith('not');
      tests++;
      if (inFailure) bad++;
    }
    if (/^1\.\.\d+$/.test(text)) planned = Number(text.slice(3));
    if (inFailure || text.startsWith('left out - ')) console.log(text);
    hear(text);
  });
  createInterface({ input: child.stderr }).on('line', hear);
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  clearTimeout(watchdog);
  if (bad > 0) problem ??= `${bad} failed`;
  else if (planned === undefined || planned !== tests || tests === 0) problem ??= `it ended early, with code ${code}`;
  else if (code !== 0) problem ??= `it ended with code ${code}`;
  // what came before its end says why
  if (problem !== undefined && bad === 0) console.log(said.slice(-30).join('\n'));
  return { tests, problem };
}
