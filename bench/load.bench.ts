// Loading a component at run time: from its bytes to the first answer of a running host, by the built host, whole processes.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ml } from '../components/ml/index.js';
import { answersOnly, median, target } from './interleave.ts';

const file = fileURLToPath(ml.builds.at(-1)!.component);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-load-bench-'));
const program = fileURLToPath(new URL('./load-program.ts', import.meta.url));
type Sample = readonly [ms: number, cpuMs: number];
const samples = new Map<string, Sample[]>();
const times = answersOnly ? '1' : '15';
for (let round = 0; round < (answersOnly ? 1 : 5); round++) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [program, file, folder, times], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const figures = Object.entries(JSON.parse(stdout) as Record<string, Sample[]>);
  for (const [name, more] of figures) samples.set(name, [...(samples.get(name) ?? []), ...more]);
}
fs.rmSync(folder, { recursive: true });
console.log(`Loading a component of ${(fs.statSync(file).size / 1000).toFixed(0)} KB, to its first answer`);
const titles = {
  plain: 'jco alone, warm, in one thread',
  package: 'an installed package',
  cold: 'cold transpiler',
  warm: 'warm transpiler',
  started: 'from the cache, no thread ready',
  disk: 'from the cache on disk',
  memory: 'from the cache in memory',
};
const wall = (name: string) => samples.get(name)!.map(([ms]) => ms);
const cpu = (name: string) => median(samples.get(name)!.map(([, cpuMs]) => cpuMs));
for (const [name, title] of Object.entries(titles)) {
  const figures = `median ${median(wall(name)).toFixed(1)} ms, lowest ${Math.min(...wall(name)).toFixed(1)} ms`;
  console.log(`  ${title.padEnd(34)} ${figures}, of processors ${cpu(name).toFixed(1)} ms`);
}
// what the host needs for any executor is no cost of loading
const beyond = (name: string) => median(wall(name)) - median(wall('package'));
console.log(
  `  beyond an installed package: warm ${beyond('warm').toFixed(1)} ms, disk ${beyond('disk').toFixed(1)} ms, memory ${beyond('memory').toFixed(1)} ms`,
);
console.log(`  a thread that is ready saves ${(cpu('started') - cpu('disk')).toFixed(1)} ms of processors until the answer`);
target('with a cold transpiler, ms', median(wall('cold')), 600, 'at most');
target('with a warm transpiler, ms', median(wall('warm')), 60, 'at most');
target('from the cache on disk, ms', median(wall('disk')), 15, 'at most');
