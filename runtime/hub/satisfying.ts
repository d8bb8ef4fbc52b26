import compare from 'semver/functions/compare.js';
import semver from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';

/** Whether npm would take the text for a range of versions. */
export function isRange(range: string): boolean {
  return validRange(range) !== null;
}

/** The highest of the versions that satisfy a range, as npm has it: pre-releases only where the range names one. */
export function satisfying<T extends { readonly version: string }>(versions: readonly T[], range: string): T | undefined {
  return versions.filter(({ version }) => semver(version, range)).sort((a, b) => compare(b.version, a.version))[0];
}
