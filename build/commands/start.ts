import '../report-errors.ts';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from '../build.ts';
import { root } from '../members.ts';

// The main job: real recordings through C++, ML and Python, and a report.
await build();
const main = path.join(root, 'examples/bearing-diagnosis/main.ts');
const { status, signal } = spawnSync(process.execPath, [main, ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1);
