import '../report-errors.ts';
import fs from 'node:fs';
import path from 'node:path';
import { root } from '../members.ts';
import { runProgram } from '../run-program.ts';
import { setVersion } from '../set-version.ts';

// What is to be released, by .changeset/: the next version, the change logs, and that version wherever it is stated.
const status = await runProgram('npm', ['exec', '--yes', '--package=@changesets/cli@3.0.3', '--', 'changeset', 'version']);
if (status !== 0) process.exit(status);
// changesets sees no package at the root of a repository: it follows the others
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'components/ml/package.json'), 'utf8')) as { version: string };
for (const file of setVersion(root, version)) console.log(`${version}  ${file}`);
process.exitCode = await runProgram('npm', ['install', '--package-lock-only', '--ignore-scripts', '--loglevel=error']);
