import { Command } from 'commander';
import { installLock } from '../../packages/install-lock.ts';
import { WheelCache } from '../../packages/wheel-cache.ts';
import { type CommonOptions, parseTimeout, withCommon } from '../support/options.ts';
import { ProgressBar } from '../support/progress-bar.ts';
import { runUntilStopped } from '../support/run-until-stopped.ts';

interface InstallOptions extends CommonOptions {
  readonly lock: string;
  readonly cache?: string;
}

export function command(): Command {
  return withCommon(new Command('install'))
    .description('Fetch the wheels that a lock names into the cache, and check the SHA-256 of each. Works offline once they are there.')
    .option('-l, --lock <file>', 'the lock', 'polyray-lock.json')
    .option('--cache <dir>', 'where wheels are kept')
    .addHelpText('after', '\nExample:\n  polyray python install --lock polyray-lock.json')
    .action((options: InstallOptions) =>
      runUntilStopped('The installation', parseTimeout(options.timeout), (signal) => install(options, signal)),
    );
}

async function install({ lock, cache: directory, json }: InstallOptions, signal: AbortSignal): Promise<void> {
  const cache = new WheelCache(directory);
  const bar = new ProgressBar();
  try {
    const onWarning = (message: string) => console.error(message);
    const onProgress = (event: Parameters<ProgressBar['update']>[0]) => bar.update(event);
    const packages = await installLock(lock, { cache, signal, ...(json ? {} : { onWarning, onProgress }) });
    bar.close();
    if (json) {
      console.log(JSON.stringify({ cache: cache.directory, packages: packages.map(({ bytes: _, ...each }) => each) }));
      return;
    }
    const megabytes = packages.reduce((sum, { size }) => sum + size, 0) / 1e6;
    const anew = packages.filter(({ source }) => source === 'fetched').length;
    const count = `${packages.length} ${packages.length === 1 ? 'package' : 'packages'}`;
    console.log(`${count} (${megabytes.toFixed(1)} MB): ${anew} fetched, ${packages.length - anew} from ${cache.directory}`);
  } finally {
    bar.close();
  }
}
