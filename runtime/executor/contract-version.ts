import { contractPackage, contractVersion } from './contract.ts';

type Triple = readonly [major: number, minor: number, patch: number];

/** Undefined for a pre-release, which is compatible with nothing but itself. */
function parse(version: string): Triple | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)(?:\+.*)?$/.exec(version)?.slice(1).map(Number);
  return parts && (parts as unknown as Triple);
}

const [ownMajor, ownMinor] = parse(contractVersion)!;

/** The versions that are compatible with ours, for people. */
export const compatibleVersions = ownMajor === 0 ? `0.${ownMinor}.x` : `${ownMajor}.x`;

/**
 * Whether what was made for that version of the contract fits here, by the rule of WIT and of npm's `^`: patches of one 0.x
 * do, from 1.0 on all of one major version. What is added in between must not change what was there.
 */
export function isCompatible(version: string): boolean {
  if (version === contractVersion) return true;
  const [major, minor] = parse(version) ?? [];
  return major === ownMajor && (ownMajor > 0 || minor === ownMinor);
}

/** An interface of the contract, as components spell it. */
export const interfaceName = (name: 'types' | 'executor' | 'chain', version: string): string => `${contractPackage}/${name}@${version}`;

/** The version of an interface of the contract that fits here; undefined for anything else. */
export function compatibleVersion(spelled: string, name: 'types' | 'executor' | 'chain'): string | undefined {
  const start = interfaceName(name, '');
  const version = spelled.startsWith(start) ? spelled.slice(start.length) : undefined;
  return version !== undefined && isCompatible(version) ? version : undefined;
}

/** The version under which something exports `executor`, the highest that fits; undefined where none does. */
export function executorVersion(exports: Iterable<string>): string | undefined {
  const versions = [...exports].flatMap((name) => compatibleVersion(name, 'executor') ?? []);
  return versions.sort((a, b) => compare(parse(b), parse(a)))[0];
}

function compare(a: Triple | undefined, b: Triple | undefined): number {
  for (let i = 0; i < 3; i++) if (a?.[i] !== b?.[i]) return (a?.[i] ?? -1) - (b?.[i] ?? -1);
  return 0;
}
