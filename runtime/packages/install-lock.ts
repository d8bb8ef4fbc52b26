import { InvalidFileError } from '../errors.ts';
import { type FetchedWheel, type FetchOptions, fetchWheels } from './fetch-wheels.ts';
import { importPackagesComponent, type LockedPackage } from './packages-component.ts';
import { readText } from './read-text.ts';

/** A locked package whose wheel is in the cache; what `layPackages` of `polyray-python/packages` takes. */
export type InstalledPackage = LockedPackage & FetchedWheel;

/**
 * Brings all that a lock names into the cache, checked. With everything there, no network is needed.
 *
 * @throws {InvalidFileError} where the file is no lock
 * @throws {PackageDigestError | PackageError} as {@link fetchWheels} does
 */
export async function installLock(file: string, options: FetchOptions): Promise<InstalledPackage[]> {
  const { readLock } = await importPackagesComponent();
  const text = await readText(file);
  let packages: readonly LockedPackage[];
  try {
    ({ packages } = readLock(text));
  } catch (cause) {
    throw new InvalidFileError(file, (cause as Error).message, { cause });
  }
  const fetched = await fetchWheels(packages, options);
  return packages.map((each, i) => ({ ...each, ...fetched[i]! }));
}
