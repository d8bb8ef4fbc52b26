/** What an executor may use. Whatever is left out has its default; `docs/executors.md` says how each is enforced. */
export interface ExecutorLimits {
  /**
   * Linear memory of one instance, all its memories together, in bytes: whole pages of 64 KiB, from 1 page to 4 GiB;
   * default 256 MiB. Growth past it fails inside the component.
   */
  readonly memoryBytes?: number;
  /** Entries of one instance's tables, all together, from 0 to 10 000 000; default 1 000 000. */
  readonly tableEntries?: number;
  /** How long a call may take that names no time-out, waiting included, in milliseconds; default 300 000. */
  readonly timeoutMs?: number;
  /**
   * How a call is stopped whose time is over or whose signal aborts: `terminate` ends the worker; `meter` rewrites the
   * component when it is loaded so that it stops by itself, and keeps the worker. Default: `meter` for what is loaded from
   * bytes, and where this platform's workers cannot be ended while WebAssembly runs; otherwise `terminate`.
   */
  readonly stop?: 'terminate' | 'meter';
  /**
   * What one call may burn: about one unit for each WebAssembly instruction, counted by loop and call, the same on every
   * engine; from 1 to 2^53 - 1. Default: no limit. Implies `stop: 'meter'`.
   */
  readonly fuel?: number;
  /** Bytes of one request's parameters and tensors, from 0 to 4 GiB; default 1 GiB. Checked before anything is copied. */
  readonly requestBytes?: number;
  /** Bytes of one answer's values and tensors, from 0 to 4 GiB; default 256 MiB. Checked before anything is copied. */
  readonly responseBytes?: number;
  /**
   * Bytes of one answer's values of kind `json`, all together, from 0 to 4 GiB; default 4 MiB. Whoever reads an answer parses
   * them, and a byte of JSON can take 20 of memory.
   */
  readonly jsonBytes?: number;
  /**
   * `warm`, the default, keeps an instance for later calls; `fresh` makes one for every call, so that nothing of a call
   * can reach the next; `pinned` gives instances only to who asks for one (`Executor.actor`), and refuses other calls.
   */
  readonly reuse?: 'fresh' | 'warm' | 'pinned';
  /** Workers, each with an instance, and so calls that run at once; 1 to 1024. Default: the runtime's `numWorkers`. */
  readonly instances?: number;
  /** Calls that may wait while all instances are busy, from 0 on; more are refused with an ExecutorBusyError. Default: any number. */
  readonly queueLength?: number;
}

const mebibyte = 2 ** 20;

/** What holds where a package says nothing. */
export const defaultLimits = {
  memoryBytes: 256 * mebibyte,
  tableEntries: 1_000_000,
  timeoutMs: 300_000,
  requestBytes: 1024 * mebibyte,
  responseBytes: 256 * mebibyte,
  jsonBytes: 4 * mebibyte,
  reuse: 'warm',
} as const satisfies ExecutorLimits;

/** Every limit of one executor, as it holds in this host. */
export type SettledLimits = Required<Omit<ExecutorLimits, PoolLimits>> & Pick<ExecutorLimits, PoolLimits>;
/** Limits whose default is the host's. */
export type PoolLimits = 'instances' | 'queueLength';

/**
 * @param hardKill whether this platform's workers can be ended while WebAssembly runs
 * @param meterable whether the executor's time goes into its component: not into what satisfies its imports
 */
export function settleLimits(given: ExecutorLimits = {}, hardKill: boolean, meterable: boolean): SettledLimits {
  const { fuel = Number.POSITIVE_INFINITY, ...limits } = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  );
  const metered = fuel !== Number.POSITIVE_INFINITY || (!hardKill && meterable);
  return { ...defaultLimits, stop: metered ? 'meter' : 'terminate', ...limits, fuel };
}

/**
 * The limits that say most, for people.
 *
 * @param trust the executor's: those on memory are a component's, and hold nothing native
 */
export function describeLimits({ memoryBytes, timeoutMs, stop, fuel, reuse }: SettledLimits, trust: string): string[] {
  return [
    ...(trust === 'native' ? [] : [`memory ${memoryBytes / mebibyte} MiB`]),
    `calls ${timeoutMs / 1000} s`,
    ...(stop === 'meter' ? ['metered'] : []),
    ...(fuel === Number.POSITIVE_INFINITY ? [] : [`fuel ${fuel}`]),
    ...(reuse === 'fresh' ? ['an instance for each call'] : []),
  ];
}

type Rule = (value: unknown) => string | undefined;

const whole =
  (least: number, most: number, multiple = 1): Rule =>
  (value) => {
    const fits =
      Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most && (value as number) % multiple === 0;
    if (fits) return undefined;
    return `must be a ${multiple === 1 ? 'whole number' : `multiple of ${multiple}`} from ${least} to ${most}`;
  };
const above: Rule = (value) => (typeof value === 'number' && value > 0 ? undefined : 'must be a number above 0');
const oneOf =
  (...choices: readonly string[]): Rule =>
  (value) =>
    choices.includes(value as string) ? undefined : `must be ${choices.map((choice) => `"${choice}"`).join(' or ')}`;

const rules: { readonly [Name in keyof Required<ExecutorLimits>]: Rule } = {
  memoryBytes: whole(65_536, 2 ** 32, 65_536),
  tableEntries: whole(0, 10_000_000),
  timeoutMs: above,
  stop: oneOf('terminate', 'meter'),
  fuel: whole(1, Number.MAX_SAFE_INTEGER),
  requestBytes: whole(0, 2 ** 32),
  responseBytes: whole(0, 2 ** 32),
  jsonBytes: whole(0, 2 ** 32),
  reuse: oneOf('fresh', 'warm', 'pinned'),
  instances: whole(1, 1024),
  queueLength: whole(0, Number.MAX_SAFE_INTEGER),
};

/**
 * @param place where they were given: `executors.cpp.limits`
 * @throws {TypeError} that names a limit there is not
 * @throws {RangeError} that names a limit and its bad value
 */
export function checkLimits(limits: ExecutorLimits | undefined, place: string): void {
  if (limits === undefined) return;
  if (typeof limits !== 'object' || limits === null) throw new TypeError(`${place} must be an object, is ${String(limits)}`);
  for (const [name, value] of Object.entries(limits)) {
    const rule = Object.hasOwn(rules, name) ? rules[name as keyof ExecutorLimits] : undefined;
    if (rule === undefined) throw new TypeError(`${place} has no limit "${name}"; there are ${Object.keys(rules).join(', ')}`);
    const wrong = value === undefined ? undefined : rule(value);
    if (wrong !== undefined)
      throw new RangeError(`${place}.${name} ${wrong}, is ${typeof value === 'string' ? `"${value}"` : String(value)}`);
  }
  if (limits.fuel !== undefined && limits.stop === 'terminate')
    throw new RangeError(`${place}.fuel needs ${place}.stop to be "meter", is "terminate"`);
}
