import type { TaskRequest } from './core-worker.ts';
import type { TaskOptions } from './types.ts';

/** Ray's default for tasks. */
const defaultRetries = 3;
/** Stands for "any number" in a count that is kept. */
export const unlimited = 2 ** 31;

/** Options that were looked at once, when they were given. */
export interface CheckedTaskOptions {
  readonly given: TaskOptions;
  readonly name: string | undefined;
  readonly numReturns: number | 'streaming';
  readonly signal: AbortSignal | undefined;
  readonly blocking: boolean;
  /** Their part of every task. */
  readonly request: Omit<TaskRequest, 'pool' | 'fn' | 'name'>;
}

/**
 * @param code the function, where it is known: a generator streams by default
 * @throws {TypeError | RangeError} with the option's name
 */
export function checkTaskOptions(given: TaskOptions, code?: unknown): CheckedTaskOptions {
  const known = ['name', 'numReturns', 'numCpus', 'resources', 'maxRetries', 'retryExceptions', 'timeoutMs', 'signal', 'blocking'];
  checkKeys(given, known);
  const { name, signal } = given;
  if (name !== undefined && typeof name !== 'string') throw new TypeError(`name must be a text, is ${String(name)}`);
  checkSignal(signal);
  const numReturns = given.numReturns ?? (isGenerator(code) ? 'streaming' : 1);
  if (numReturns !== 'streaming' && !isCount(numReturns, 1, 1000)) {
    throw new RangeError(`numReturns must be "streaming" or a whole number from 1 to 1000, is ${String(numReturns)}`);
  }
  return {
    given,
    name,
    numReturns,
    signal,
    blocking: given.blocking === true,
    request: {
      returns: numReturns === 'streaming' ? 1 : numReturns,
      streaming: numReturns === 'streaming' ? true : undefined,
      resources: checkResources(given),
      retries: checkCount('maxRetries', given.maxRetries ?? defaultRetries),
      retryOn: checkRetryOn(given.retryExceptions),
      timeoutMs: checkTimeout(given.timeoutMs),
    },
  };
}

/** @throws {TypeError} on an option that does not exist: a misspelt one must not be ignored. */
export function checkKeys(given: object, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null) throw new TypeError(`options must be an object, is ${String(given)}`);
  for (const key of Object.keys(given)) {
    if (!known.includes(key)) throw new TypeError(`There is no option "${key}"; there are ${known.join(', ')}`);
  }
}

/** A count in which -1 means any number. */
export function checkCount(name: string, value: number): number {
  if (value === -1) return unlimited;
  if (!isCount(value, 0, unlimited)) throw new RangeError(`${name} must be -1 or a whole number of at least 0, is ${String(value)}`);
  return value;
}

/** @throws {RangeError} unless undefined or above 0; Infinity is no limit. */
export function checkTimeout(timeoutMs: number | undefined): number | undefined {
  if (timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY) return undefined;
  if (typeof timeoutMs !== 'number' || !(timeoutMs > 0))
    throw new RangeError(`timeoutMs must be a number above 0, is ${String(timeoutMs)}`);
  return timeoutMs;
}

/** @throws {TypeError} unless undefined or an AbortSignal, of whatever make. */
export function checkSignal(signal: AbortSignal | undefined): void {
  if (signal === undefined || typeof signal?.addEventListener === 'function') return;
  throw new TypeError(`signal must be an AbortSignal, is ${signal === null ? 'null' : typeof signal}`);
}

/** Amounts by name; processors are the resource "CPU". */
export function checkResources(given: Pick<TaskOptions, 'numCpus' | 'resources'>): Record<string, number> | undefined {
  const amounts: Record<string, number> = { ...given.resources, ...(given.numCpus === undefined ? {} : { CPU: given.numCpus }) };
  for (const [name, amount] of Object.entries(amounts)) {
    if (typeof amount !== 'number' || !(amount >= 0) || !Number.isFinite(amount)) {
      throw new RangeError(`${name === 'CPU' ? 'numCpus' : `resources.${name}`} must be a number of at least 0, is ${String(amount)}`);
    }
    if (amount === 0) delete amounts[name];
  }
  return Object.keys(amounts).length === 0 ? undefined : amounts;
}

function checkRetryOn(given: TaskOptions['retryExceptions']): boolean | readonly string[] | undefined {
  if (given === undefined || typeof given === 'boolean') return given || undefined;
  if (!Array.isArray(given)) throw new TypeError(`retryExceptions must be a boolean or a list of error classes, is ${String(given)}`);
  return given.map((one: unknown, i) => {
    if (typeof one === 'string') return one;
    if (typeof one === 'function') return one.name;
    throw new TypeError(`retryExceptions[${i}] must be an error class or its name, is ${String(one)}`);
  });
}

export function isCount(value: unknown, from: number, to: number): value is number {
  return Number.isInteger(value) && (value as number) >= from && (value as number) <= to;
}

function isGenerator(code: unknown): boolean {
  if (typeof code !== 'function') return false;
  const { name } = Object.getPrototypeOf(code).constructor as { name: string };
  return name === 'GeneratorFunction' || name === 'AsyncGeneratorFunction';
}
