import type { Printed } from './driver.ts';
import { UnsupportedError } from './errors.ts';
import type { ExecutorPackages } from './executors.ts';
import { type Logger, silent } from './logger.ts';
import type { Platform } from './platform/platform.ts';
import { thisPlatform } from './platform/this-platform.ts';
import { printAsRay } from './print-as-ray.ts';
import type { PythonOptions } from './python/python-options.ts';
import { Ray, type RayOptions } from './ray.ts';

/** How a runtime is to be; everything has a default. */
export interface InitOptions<Packages extends ExecutorPackages> {
  /** Workers for tasks, and per executor, started as work asks for them; 1 to 1024. Default: the machine's parallelism. */
  readonly numWorkers?: number;
  /** What pools may grow to while their workers' tasks wait; at least `numWorkers`. Default: 16 more. */
  readonly maxWorkers?: number;
  /**
   * Threads that are kept ready from the first executor on that is loaded, replaced or crashes while the host runs, so that
   * the next one has its worker at once; 0 to 16. Each takes some 12 MiB. Default 1.
   */
  readonly spareWorkers?: number;
  /**
   * Where tasks are scheduled: 'inline', in the caller's thread, which has the shortest way; or in a 'thread' of its own,
   * so that tasks that submit tasks go on while the caller computes. Default 'auto': inline; in a thread where the caller
   * is a page whose threads share memory, but for Firefox.
   */
  readonly coordinator?: 'auto' | 'inline' | 'thread';
  /**
   * Objects in memory that all threads see, instead of messages with copies. Default: wherever there is such memory; false
   * is for programs that must do without, and for tests.
   */
  readonly sharedMemory?: boolean;
  /**
   * Finds out who writes to shared objects: a task that did fails with an ObjectWrittenError, as does the next `get` of a
   * driver that did. Reads every large object once more each time. Default false.
   */
  readonly debug?: boolean;
  /** What the object store holds in memory, in bytes. Default 2 GiB. */
  readonly objectStoreBytes?: number;
  /**
   * Where objects go that memory has no room for: into files of at most `maxBytes` in all, which are removed when the
   * runtime ends. Default: 8 GiB in the system's directory for temporary files. False: nowhere.
   */
  readonly spill?: { readonly directory?: string; readonly maxBytes?: number } | false;
  /** How long an object waits for room in a full store, in ms. Default 10 000. */
  readonly storeFullTimeoutMs?: number;
  /** So many tasks wait for workers before `submit` holds its caller back; `remote` never does. Default 10 000. */
  readonly maxQueuedTasks?: number;
  /** Amounts of what tasks and actors can ask for by name; "CPU" is `numWorkers` unless given. */
  readonly resources?: Readonly<Record<string, number>>;
  /**
   * Counts and times tasks, for `metrics` and `timeline`, which keeps the last `timelineTasks` runs, 0 to 10 million.
   * Default: with 100 000. False: not at all.
   */
  readonly observe?: boolean | { readonly timelineTasks?: number };
  /**
   * Takes what tasks and actors print in Python, line by line. Default: to this process's output, after the task's name and
   * worker, as Ray shows it.
   */
  readonly print?: (printed: Printed) => void;
  /** How interpreters are to be, where one of the packages brings Python. */
  readonly python?: PythonOptions;
  /** Packages such as `cpp` of `polyray-cpp`, under the names that the program uses. Default: none. */
  readonly executors?: Packages;
  /**
   * Takes executors that are programs of this machine, with all the rights of this process: see `nativeExecutor` of
   * `polyray/native`. Default false: they are refused with an ExecutorNotAllowedError.
   */
  readonly allowNative?: boolean;
  /** How often executors that have been used are asked whether they are healthy, in ms from 1 on. Default: never. */
  readonly healthEveryMs?: number;
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
  const platform = thisPlatform();
  const numWorkers = options.numWorkers ?? platform.parallelism;
  if (!Number.isInteger(numWorkers) || numWorkers < 1 || numWorkers > 1024) {
    throw new RangeError(`numWorkers must be a whole number from 1 to 1024, is ${numWorkers}`);
  }
  const maxWorkers = options.maxWorkers ?? numWorkers + 16;
  if (!Number.isInteger(maxWorkers) || maxWorkers < numWorkers || maxWorkers > 4096) {
    throw new RangeError(`maxWorkers must be a whole number from numWorkers, ${numWorkers}, to 4096, is ${maxWorkers}`);
  }
  const { spareWorkers = 1 } = options;
  if (!Number.isInteger(spareWorkers) || spareWorkers < 0 || spareWorkers > 16) {
    throw new RangeError(`spareWorkers must be a whole number from 0 to 16, is ${spareWorkers}`);
  }
  const objectStoreBytes = options.objectStoreBytes ?? 2 ** 31;
  if (!Number.isInteger(objectStoreBytes) || objectStoreBytes < 2 ** 22) {
    throw new RangeError(`objectStoreBytes must be a whole number of at least 4 MiB, is ${objectStoreBytes}`);
  }
  const { coordinator = 'auto' } = options;
  if (!['auto', 'inline', 'thread'].includes(coordinator)) {
    throw new TypeError(`coordinator must be "auto", "inline" or "thread", is ${String(coordinator)}`);
  }
  const { storeFullTimeoutMs = 10_000, resources = {} } = options;
  if (!(storeFullTimeoutMs >= 0)) throw new RangeError(`storeFullTimeoutMs must be at least 0, is ${storeFullTimeoutMs}`);
  for (const [name, amount] of Object.entries(resources)) {
    if (!(amount >= 0)) throw new RangeError(`resources.${name} must be at least 0, is ${amount}`);
  }
  const { maxQueuedTasks = 10_000 } = options;
  if (!Number.isInteger(maxQueuedTasks) || maxQueuedTasks < 1) {
    throw new RangeError(`maxQueuedTasks must be a whole number of at least 1, is ${maxQueuedTasks}`);
  }
  if (options.healthEveryMs !== undefined && !(options.healthEveryMs >= 1 && options.healthEveryMs < 2 ** 31))
    throw new RangeError(`healthEveryMs must be from 1 to 2^31 - 1, is ${String(options.healthEveryMs)}`);
  const packages = options.executors ?? ({} as Packages);
  if (Object.keys(packages).length > 0) {
    const { checkPackages } = await import('./registry/check-package.ts');
    checkPackages(packages, options.allowNative === true);
  }
  const { logger = silent, sharedMemory = platform.capabilities.sharedMemory.has } = options;
  if (sharedMemory && !platform.capabilities.sharedMemory.has) {
    throw new UnsupportedError('sharedMemory', String(platform.capabilities.sharedMemory.note));
  }
  const needsPython = options.python !== undefined || Object.values(packages).some(({ interpreter }) => interpreter !== undefined);
  const python = needsPython ? (await import('./python/python-setup.ts')).pythonSetup(packages, platform, options.python) : undefined;
  return Ray.start(packages, {
    platform,
    logger,
    coordinator: coordinator === 'auto' ? placeOf(platform, sharedMemory) : coordinator,
    debug: options.debug === true,
    sharedMemory,
    numWorkers,
    maxWorkers,
    spareWorkers,
    maxQueuedTasks,
    objectStoreBytes,
    storeFullTimeoutMs,
    spill: checkSpill(options.spill),
    resources,
    observe: checkObserve(options.observe, logger),
    print: options.print ?? printAsRay(platform),
    python,
    healthEveryMs: options.healthEveryMs,
    allowNative: options.allowNative === true,
  });
}

/** Where a runtime is coordinated unless somebody says it. */
function placeOf({ capabilities, threadsStartThreads }: Platform, sharedMemory: boolean): 'inline' | 'thread' {
  return capabilities.blockingDriver.has || !sharedMemory || !threadsStartThreads ? 'inline' : 'thread';
}

function checkObserve(given: InitOptions<never>['observe'] = true, logger: Logger): RayOptions['observe'] {
  if (given === false) return undefined;
  const { timelineTasks = 100_000 } = given === true ? {} : given;
  if (!Number.isInteger(timelineTasks) || timelineTasks < 0 || timelineTasks > 10_000_000) {
    throw new RangeError(`observe.timelineTasks must be a whole number from 0 to 10 000 000, is ${String(timelineTasks)}`);
  }
  return { timelineTasks, logTasks: logger !== silent };
}

function checkSpill(given: InitOptions<never>['spill'] = {}): RayOptions['spill'] {
  if (given === false) return undefined;
  const { directory, maxBytes = 2 ** 33 } = given;
  if (directory !== undefined && (typeof directory !== 'string' || directory === '')) {
    throw new TypeError(`spill.directory must be a path, is ${String(directory)}`);
  }
  if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
    throw new RangeError(`spill.maxBytes must be a whole number of at least 0, is ${String(maxBytes)}`);
  }
  return { directory, maxBytes };
}
