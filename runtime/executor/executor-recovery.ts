/**
 * What happens when an executor's workers end by themselves, or do not start, one after the other. Requests are refused for
 * a while with an ExecutorUnavailableError; then one is let through, and on its answer the others are.
 */
export interface ExecutorRecovery {
  /** So many crashes in a row, without an answer between them; from 1 on. Default 3. */
  readonly crashes?: number;
  /** How long requests are refused, in ms; each time in a row twice as long. Default 1000. */
  readonly backoffMs?: number;
  /** At most so long, in ms. Default 60 000. */
  readonly maxBackoffMs?: number;
}

/** What holds where a package says nothing. */
export const defaultRecovery: Required<ExecutorRecovery> = { crashes: 3, backoffMs: 1000, maxBackoffMs: 60_000 };

/** @param place where it was given: `executors.cpp.recovery`. @throws {RangeError | TypeError} */
export function checkRecovery(recovery: ExecutorRecovery, place: string): void {
  for (const [name, value] of Object.entries(recovery)) {
    if (!Object.hasOwn(defaultRecovery, name))
      throw new TypeError(`${place} has no "${name}"; there are ${Object.keys(defaultRecovery).join(', ')}`);
    const fits = name === 'crashes' ? Number.isSafeInteger(value) && value >= 1 : typeof value === 'number' && value >= 1;
    if (!fits)
      throw new RangeError(`${place}.${name} must be a ${name === 'crashes' ? 'whole ' : ''}number of at least 1, is ${String(value)}`);
  }
}
