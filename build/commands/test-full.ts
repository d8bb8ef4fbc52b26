import '../report-errors.ts';
import fs from 'node:fs';
import path from 'node:path';
import { build } from '../build.ts';
import { root } from '../members.ts';
import { seconds } from '../progress.ts';
import { runProgram } from '../run-program.ts';
import { UsageError } from '../selection.mjs';

// The long tests: every file of test/full/ in turn, or those named. Results go, with their date, to docs/verification.md.
const tests = fs
  .readdirSync(path.join(root, 'test/full'))
  .flatMap((name) => (name.endsWith('.ts') ? [name.replace('.ts', '')] : []))
  .sort();
const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !tests.includes(name));
if (unknown !== undefined) throw new UsageError(`There is no long test "${unknown}"; there are ${tests.join(', ')}`);
await build();
const results: { readonly good: boolean; readonly text: string }[] = [];
for (const name of tests.filter((test) => wanted.length === 0 || wanted.includes(test))) {
  const began = performance.now();
  const status = await runProgram(process.execPath, [path.join(root, 'test/full', `${name}.ts`)]);
  if (status > 128) process.exit(status); // it was stopped, and with it all that follows
  results.push({ good: status === 0, text: `${status === 0 ? 'passed' : 'FAILED'}  ${name}  ${seconds(performance.now() - began)}` });
}
for (const { text } of results) console.log(text);
const failed = results.filter(({ good }) => !good).length;
console.log(`${results.length - failed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
