import '../report-errors.ts';
import fs from 'node:fs';
import path from 'node:path';
import { build } from '../build.ts';
import { installFolder } from '../install-folder.ts';
import { root } from '../members.ts';
import { runProgram } from '../run-program.ts';
import { UsageError } from '../selection.mjs';

// Benchmarks: every bench/<topic>.bench.ts in turn, or those named; options are theirs. Peers are installed in bench/ alone.
const bench = path.join(root, 'bench');
const topics = fs
  .readdirSync(bench)
  .flatMap((name) => (name.endsWith('.bench.ts') ? [name.replace('.bench.ts', '')] : []))
  .sort();
const given = process.argv.slice(2);
/** For the benchmarks themselves, such as --ray. */
const options = given.filter((each) => each.startsWith('--'));
const wanted = given.filter((each) => !each.startsWith('--'));
const unknown = wanted.find((topic) => !topics.includes(topic));
if (unknown !== undefined) throw new UsageError(`There is no benchmark "${unknown}"; there are ${topics.join(', ')}`);
await build();
await installFolder(bench);
for (const topic of topics.filter((name) => wanted.length === 0 || wanted.includes(name))) {
  console.log(`\n# ${topic}`);
  const status = await runProgram(process.execPath, ['--expose-gc', path.join(bench, `${topic}.bench.ts`), ...options], bench);
  if (status > 128) process.exit(status); // it was stopped, and with it all that follows
  if (status !== 0) process.exitCode = 1;
}
