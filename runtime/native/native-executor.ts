import type { ExecutorLimits } from '../executor/executor-limits.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import type { ExecutorRecovery } from '../executor/executor-recovery.ts';
import type { OperationTypes } from '../executor/operation-types.ts';
import type { GuestProgram } from './keeper-protocol.ts';

/** A program, and how it is run. */
export interface NativeOptions {
  /** The executor's name: small letters, digits and hyphens. The program has to call itself the same. */
  readonly name: string;
  /** Its semantic version, which the program has to say too. */
  readonly version: string;
  /** What is run: a path, or a name that is looked for in `PATH`. No shell reads it. */
  readonly command: string;
  /** Default: none. */
  readonly args?: readonly string[];
  /** The folder that it runs in. Default: this process's. */
  readonly cwd?: string;
  /** Environment variables beside `PATH`, `HOME`, `LANG`, `TZ` and `TMPDIR`, which it has from this process. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long it may take until it has said what it does, in ms from 1 on. Default: 10 000. */
  readonly startTimeoutMs?: number;
  /** As for any executor; but those on memory, tables and fuel are a component's, and hold no program. */
  readonly limits?: Omit<ExecutorLimits, 'memoryBytes' | 'tableEntries' | 'fuel' | 'stop'>;
  /** What happens when it cannot be started several times in a row. */
  readonly recovery?: ExecutorRecovery;
}

/** What the worker makes of the package's options. */
export interface NativeStart extends GuestProgram {
  readonly name: string;
  readonly version: string;
  readonly startTimeoutMs: number;
}

/** Its glue: whatever satisfies the import is the executor. */
const glue = { code: `export function instantiate(_, imports) { return imports['polyray:native/program'].instantiate(); }\n` };
const imports = new URL(import.meta.url.endsWith('.ts') ? './native-imports.ts' : './native-imports.js', import.meta.url);

/**
 * Makes an executor package of a program that speaks the protocol of `docs/migration.md` on its standard input and output.
 * It has all the rights of this process, so a host takes it only where `init` was told so by `allowNative`. Each worker of
 * the executor runs a process of its own.
 *
 * @example
 * const fft = nativeExecutor({ name: 'fft', version: '1.0.0', command: './fft-executor' });
 * await using ray = await init({ allowNative: true, executors: { fft } });
 * @throws {TypeError | RangeError} that names the option and its bad value
 */
export function nativeExecutor<Operations extends OperationTypes = OperationTypes>(options: NativeOptions): ExecutorPackage<Operations> {
  checkOptions(options);
  const { name, version, command, args = [], cwd, env = {}, startTimeoutMs = 10_000, limits, recovery } = options;
  const start: NativeStart = { name, version, command, args: [...args], cwd, env: { ...env }, startTimeoutMs };
  return {
    name,
    version,
    trust: 'native',
    builds: [{ features: [], glue, core: {} }],
    imports,
    options: start,
    ...(limits && { limits }),
    ...(recovery && { recovery }),
  };
}

const known = ['name', 'version', 'command', 'args', 'cwd', 'env', 'startTimeoutMs', 'limits', 'recovery'];
/** Of no program can these be held. */
const foreign = ['memoryBytes', 'tableEntries', 'fuel', 'stop'];

function checkOptions(options: NativeOptions): void {
  const odd = Object.keys(options).find((key) => !known.includes(key));
  if (odd !== undefined) throw new TypeError(`options.${odd} is unknown; there are ${known.join(', ')}`);
  const { name, version, command, args = [], cwd, env = {}, startTimeoutMs = 1, limits = {} } = options;
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name))
    throw new RangeError(`options.name must be small letters, digits and hyphens, is ${JSON.stringify(name)}`);
  if (typeof version !== 'string' || !/^\d+\.\d+\.\d+([-+][\w.+-]+)?$/.test(version))
    throw new RangeError(`options.version must be a semantic version such as "1.2.3", is ${JSON.stringify(version)}`);
  checkText(command, 'options.command');
  if (!Array.isArray(args)) throw new TypeError(`options.args must be a list of texts, is ${String(args)}`);
  for (const [i, arg] of args.entries()) checkText(arg, `options.args[${i}]`, true);
  if (cwd !== undefined) checkText(cwd, 'options.cwd');
  if (typeof env !== 'object' || env === null) throw new TypeError(`options.env must be an object, is ${String(env)}`);
  for (const [key, value] of Object.entries(env)) {
    if (!/^[^=\0]+$/.test(key)) throw new RangeError(`options.env has a name that no variable can have: ${JSON.stringify(key)}`);
    checkText(value, `options.env.${key}`, true);
  }
  if (!(typeof startTimeoutMs === 'number' && startTimeoutMs >= 1 && startTimeoutMs < 2 ** 31))
    throw new RangeError(`options.startTimeoutMs must be from 1 to 2^31 - 1, is ${String(startTimeoutMs)}`);
  const bad = foreign.find((limit) => Object.hasOwn(limits, limit));
  if (bad !== undefined) throw new TypeError(`options.limits.${bad} cannot be given: it holds components, and no program`);
}

function checkText(value: unknown, place: string, mayBeEmpty = false): void {
  if (typeof value === 'string' && !value.includes('\0') && (mayBeEmpty || value !== '')) return;
  throw new TypeError(`${place} must be a text without NUL, is ${JSON.stringify(value)}`);
}
