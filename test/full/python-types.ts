// What editors and type checkers know of miniray, as pyright reads it; needs the network, unless npm has it in its cache.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { root } from '../host/polyray.ts';

const pyright = 'pyright@1.1.414';
const project = path.join(root, 'test/python/typed');
const { status } = spawnSync('npm', ['exec', '--yes', '--package', pyright, '--', 'pyright', '--project', project], { stdio: 'inherit' });
process.exitCode = status ?? 1;
