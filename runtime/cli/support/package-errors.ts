import { PackageError, PolyrayError } from '../../errors.ts';

/** Errors that package `polyray-python` has classes of its own for. */
const names = new Set(['ResolutionError', 'InvalidWheelError', 'InvalidLockError', 'WheelDigestError']);

/** Runs what may throw them, and throws ours. @throws {PackageError} */
export async function packageErrors<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PolyrayError || !(error instanceof Error) || !names.has(error.name)) throw error;
    throw new PackageError(error.message, { cause: error });
  }
}
