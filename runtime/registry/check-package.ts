import { ExecutorNotAllowedError } from '../errors.ts';
import { checkGrants, grantsNothing } from '../executor/executor-grants.ts';
import { checkLimits } from '../executor/executor-limits.ts';
import type { ExecutorPackage } from '../executor/executor-package.ts';
import { checkRecovery } from '../executor/executor-recovery.ts';

/**
 * @param place where it was given: `executors.cpp`
 * @param allowNative whether it may be a program
 * @throws {TypeError | RangeError} for what is no package, or asks for limits or grants that there are not
 * @throws {ExecutorNotAllowedError}
 */
export function checkPackage(source: unknown, place: string, allowNative: boolean): asserts source is ExecutorPackage {
  const { builds, limits, recovery, grants, imports, trust } = (source ?? {}) as Partial<ExecutorPackage>;
  if (!Array.isArray(builds)) throw new TypeError(`${place} must be an executor package, such as "cpp" of "polyray-cpp"`);
  if (trust === 'native' && !allowNative) throw new ExecutorNotAllowedError(place);
  checkLimits(limits, `${place}.limits`);
  if (recovery !== undefined) checkRecovery(recovery, `${place}.recovery`);
  if (grants === undefined) return;
  checkGrants(grants, `${place}.grants`);
  if (imports !== undefined) throw new TypeError(`${place} has both grants and imports of its own`);
  if (trust === 'sealed' && !grantsNothing(grants))
    throw new TypeError(`${place}.trust must be "granted" where something is granted, is "sealed"`);
}

/** Those that `init` was given. */
export function checkPackages(packages: Readonly<Record<string, unknown>>, allowNative: boolean): void {
  for (const [name, source] of Object.entries(packages)) checkPackage(source, `executors.${name}`, allowNative);
}
