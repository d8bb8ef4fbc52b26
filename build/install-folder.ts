import fs from 'node:fs';
import path from 'node:path';
import { runProgram } from './run-program.ts';

/** Installs a folder's own dependencies when its lock file changed. Ends the process where npm fails. */
export async function installFolder(folder: string): Promise<void> {
  const lock = fs.readFileSync(path.join(folder, 'package-lock.json'), 'utf8');
  const stamp = path.join(folder, 'node_modules/.installed.json');
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === lock) return;
  const status = await runProgram('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], folder);
  if (status !== 0) process.exit(status);
  fs.writeFileSync(stamp, lock);
}
