// The process behind `--watch`: it ends when a script that it runs is not as it was, and is then started anew.
import fs from 'node:fs';
import { registerHooks } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const timeOf = (file: string): number | undefined => fs.statSync(file, { throwIfNoEntry: false })?.mtimeMs;
/** When each script was changed last, from before it was read; and the packages that are installed. */
const lockFile = path.join(import.meta.dirname, '../package-lock.json');
const scripts = new Map([[lockFile, timeOf(lockFile)]]);
registerHooks({
  load(url, context, nextLoad) {
    if (url.startsWith('file:') && !url.includes('/node_modules/')) scripts.set(fileURLToPath(url), timeOf(fileURLToPath(url)));
    return nextLoad(url, context);
  },
});

const stop = new AbortController();
function endIfOld(): void {
  if (![...scripts].some(([file, time]) => timeOf(file) !== time)) return;
  stop.abort(); // and with it the programs that it runs
  process.exit(0);
}

process.once('disconnect', () => process.exit(1)); // whoever started it is gone
fs.watch(import.meta.dirname, { recursive: true }, endIfOld);
try {
  const { buildOnChange } = await import('./build-on-change.ts');
  await buildOnChange({ ...JSON.parse(process.argv[2]!), signal: stop.signal }, endIfOld);
} catch (error) {
  console.error(`${(error as Error).message}\nNothing is built; still watching`);
}
