// Ten million simulated tasks over all cores, a million operations of the allocator, and every mutant hunted.
import { spawn } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { checkAllocator } from '../../runtime/coordinator/simulator/allocator-model.ts';
import { mutants } from '../../runtime/coordinator/simulator/mutants.ts';
import { hunt } from '../../runtime/coordinator/simulator/mutation.ts';

const total = Number(process.env['TASKS'] ?? 10_000_000);
const first = Number(process.env['SEED'] ?? 1_000_000);
const tasksPerSeed = 1000;
const seedsPerRun = 100;
const script = path.join(import.meta.dirname, '../../runtime/coordinator/simulator/main.ts');
console.log(`${total} tasks from seed ${first}`);

checkAllocator(first, 1_000_000);

let next = first;
const end = first + Math.ceil(total / tasksPerSeed);
let failed = 0;
const lane = async (): Promise<void> => {
  while (next < end) {
    const from = next;
    const to = Math.min(end, from + seedsPerRun);
    next = to;
    // the books are checked after every thousandth event
    const child = spawn(process.execPath, [script, `${from}`, `${to}`, `${tasksPerSeed}`, '1000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (text) => {
      output += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    if (code !== 0) {
      failed++;
      console.log(output);
    } else console.log(`seeds ${from} to ${to - 1} broke no rule`);
  }
};
await Promise.all(Array.from({ length: os.availableParallelism() }, lane));

let survived = 0;
for (const mutant of mutants) {
  const { seed } = await hunt(mutant, 300, 200);
  if (seed !== undefined) continue;
  survived++;
  console.log(`nothing notices: ${mutant.name}`);
}
console.log(`${mutants.length - survived} of ${mutants.length} mutants noticed`);
if (failed > 0 || survived > 0) process.exitCode = 1;
