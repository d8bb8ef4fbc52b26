import { type Logger, silent } from './logger.ts';
import { nodePlatform } from './platform/node.ts';
import { type ExecutorPackages, Ray } from './ray.ts';

export interface InitOptions<Packages extends ExecutorPackages> {
  /** Workers per executor, started as work asks for them; 1 to 1024. Default: the machine's parallelism. */
  readonly numWorkers?: number;
  /** Packages such as `cpp` of `polyray-cpp`, under the names that the program uses. Default: none. */
  readonly executors?: Packages;
  /** Default: silent. */
  readonly logger?: Logger;
}

/**
 * Starts a host. Nothing is loaded before its first use.
 *
 * @example
 * await using ray = await init({ numWorkers: 2, executors: { cpp } });
 * const { outputs } = await ray.executors.get('cpp').execute({ operation: 'signal.welch', parameters: { rate: 1000 }, inputs: { signal } });
 */
export async function init<Packages extends ExecutorPackages = Record<never, never>>(
  options: InitOptions<Packages> = {},
): Promise<Ray<Packages>> {
  const platform = nodePlatform();
  const numWorkers = options.numWorkers ?? platform.parallelism;
  if (!Number.isInteger(numWorkers) || numWorkers < 1 || numWorkers > 1024) {
    throw new RangeError(`numWorkers must be a whole number from 1 to 1024, is ${numWorkers}`);
  }
  const packages = options.executors ?? ({} as Packages);
  for (const [name, source] of Object.entries(packages)) {
    if (!Array.isArray(source?.builds))
      throw new TypeError(`executors.${name} must be an executor package, such as "cpp" of "polyray-cpp"`);
  }
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const workerModule = new URL(`./worker/node-worker.${extension}`, import.meta.url);
  return new Ray(packages, { platform, workerModule, numWorkers, logger: options.logger ?? silent });
}
