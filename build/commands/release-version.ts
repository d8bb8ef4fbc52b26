import '../report-errors.ts';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../members.ts';
import { runProgram } from '../run-program.ts';
import { setVersion } from '../set-version.ts';

// What is to be released, by .changeset/: the next version, the change logs, and that version wherever it is stated.
await run('npm', 'exec', '--yes', '--package=@changesets/cli@3.0.3', '--', 'changeset', 'version');
// changesets sees no package at the root of a repository: it follows the others
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'components/ml/package.json'), 'utf8')) as { version: string };
for (const file of setVersion(root, version)) console.log(`${version}  ${file}`);
await run('npm', 'install', '--package-lock-only', '--ignore-scripts', '--loglevel=error');
// what this version writes, which every later one has to read
await run(process.execPath, path.join(root, 'test/compatibility/record.ts'));

async function run(program: string, ...args: string[]): Promise<void> {
  const status = await runProgram(program, args);
  if (status !== 0) process.exit(status);
}
