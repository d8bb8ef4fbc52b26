// Python programs on miniray: the same work as on real Ray, with --ray beside it in the same run where Python has it.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { python } from '../components/python/index.js';
import { init } from '../dist/index.js';
import { answersOnly, median, target } from './interleave.ts';

const workers = 2;
const seconds = answersOnly ? 0.02 : 1;
const file = fileURLToPath(new URL('python_work.py', import.meta.url));
const cli = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));

/** Memory in MiB of a process with two idle interpreters. */
function idle(): { whole: number; each: number } {
  return JSON.parse(execFileSync(process.execPath, [fileURLToPath(new URL('python-idle.ts', import.meta.url))], { encoding: 'utf8' }));
}

/** A program from its process's start to its end. */
function wholeProgram(): number {
  const program = path.join(tmpdir(), `polyray-bench-${process.pid}.py`);
  writeFileSync(program, 'import miniray\nadd = miniray.remote(lambda a, b: a + b)\nprint(miniray.get(add.remote(1, 2)))\n');
  const began = performance.now();
  const { stdout, stderr } = spawnSync(process.execPath, [cli, 'run', '-w', '2', program], { encoding: 'utf8' });
  if (stdout !== '3\n') throw new Error(`The program printed ${stdout} ${stderr}`);
  return performance.now() - began;
}

let result = '';
await using ray = await init({
  numWorkers: workers,
  executors: { python },
  print: ({ stream, line }) => {
    if (stream === 'stderr') console.error(line);
    else result = line;
  },
});
const source = readFileSync(file, 'utf8');
const code = await ray.python.run(source, { filename: file, args: ['miniray', String(workers), String(seconds)] });
if (code !== 0) throw new Error(`python_work.py ended with ${code}`);
const ours = JSON.parse(result) as Record<string, number>;
const peer = process.argv.includes('--ray') ? realRay() : undefined;
for (const [name, value] of Object.entries(ours)) {
  const theirs = peer?.[name];
  const beside = theirs === undefined ? '' : `  Ray ${theirs.toFixed(1)}, ${(value / theirs).toFixed(1)}x`;
  console.log(`  ${name.padEnd(52)} ${value.toFixed(1).padStart(10)}${beside}`);
}
const { whole, each } = idle();
console.log(`  two interpreters idle: ${whole.toFixed(0)} MiB the whole process, ${each.toFixed(0)} MiB for the second one`);
const programs = Array.from({ length: answersOnly ? 1 : 5 }, wholeProgram);
console.log(`  the "add" program, start to exit                     ${(median(programs) / 1000).toFixed(2).padStart(10)} s`);
const row = (start: string) => Object.entries(ours).find(([name]) => name.startsWith(start))![1];
const copy = row('copy');
target('tasks one at a time, per second', row('tasks one'), 4000);
target('tasks submitted, then got, per second', row('tasks submitted'), 15_000);
target('actor calls one at a time, per second', row('actor calls one'), 4000);
target('actor calls submitted, then got, per second', row('actor calls submitted'), 20_000);
target('wait on 1000 references, rounds per second', row('wait'), 20);
target('get of an object with references, per second', row('get of an object'), 30);
target('put of an array, of a copy in memory', row('put') / copy, 0.6);
target('get of an array, of a copy in memory', row('get of an array') / copy, 0.6);
target('the "add" program, s', median(programs) / 1000, 1.5, 'at most');
target('an idle interpreter, MiB', each, 110, 'at most');
target('the whole process with two idle interpreters, MiB', whole, 430, 'at most');

/** Real Ray's own figures for the same program; undefined where Python has none. */
function realRay(): Record<string, number> | undefined {
  try {
    const said = execFileSync('python3', [file, 'ray', String(workers), String(seconds)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return JSON.parse(said.trim().split('\n').at(-1)!) as Record<string, number>;
  } catch {
    console.log('  (no real Ray beside it: Python has no package "ray")');
    return undefined;
  }
}
