import '../report-errors.ts';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build } from '../build.ts';
import { root } from '../members.ts';
import { seconds } from '../progress.ts';

// The long tests: every file of test/full/ in turn, or those named. Results go, with their date, to docs/verification.md.
await build();
const wanted = process.argv.slice(2);
const names = fs
  .readdirSync(path.join(root, 'test/full'))
  .filter((name) => name.endsWith('.ts') && (wanted.length === 0 || wanted.includes(name.replace('.ts', ''))))
  .sort();
const lines = names.map((name) => {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, [path.join(root, 'test/full', name)], { cwd: root, stdio: 'inherit' });
  return {
    good: status === 0,
    text: `${status === 0 ? 'passed' : 'FAILED'}  ${name.replace('.ts', '')}  ${seconds(performance.now() - began)}`,
  };
});
for (const { text } of lines) console.log(text);
const failed = lines.filter(({ good }) => !good).length;
console.log(`${lines.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 || lines.length === 0 ? 1 : 0;
