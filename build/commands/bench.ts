import '../report-errors.ts';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { build } from '../build.ts';
import { root } from '../members.ts';

// Benchmarks: every bench/<topic>.bench.ts in turn, or those named. Peers are installed in bench/ alone.
await build();
const bench = path.join(root, 'bench');
const lock = fs.readFileSync(path.join(bench, 'package.json'), 'utf8');
const stamp = path.join(bench, 'node_modules/.installed.json');
if (!fs.existsSync(stamp) || fs.readFileSync(stamp, 'utf8') !== lock) {
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: bench, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  fs.writeFileSync(stamp, lock);
}
const wanted = process.argv.slice(2);
const names = fs
  .readdirSync(bench)
  .filter((name) => name.endsWith('.bench.ts') && (wanted.length === 0 || wanted.includes(name.replace('.bench.ts', ''))));
for (const name of names.sort()) {
  console.log(`\n# ${name.replace('.bench.ts', '')}`);
  const { status } = spawnSync(process.execPath, ['--expose-gc', path.join(bench, name)], { cwd: bench, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
