import fs from 'node:fs';
import path from 'node:path';
import { sha256 } from './cache.ts';
import { digestsBelow } from './files-below.ts';
import { type Member, root } from './members.ts';
import { projectFiles } from './project-files.ts';

/** What a member was made of when a version was released, and what came out. */
export interface ReleasedMember {
  /** Of its sources. */
  readonly sources: string;
  /** SHA-256 by path from the member's folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** What is recorded of a version, by member. */
export type Release = Readonly<Record<string, ReleasedMember>>;

/** What changes no byte of what is built. */
const beside = /(^|\/)test\/|\.test\.ts$|\.md$|THIRD_PARTY_NOTICES$|\/parts\.json$|LICENSE$/;

/** Where the digests of a version are. */
export function releaseFile(version: string): string {
  return path.join(root, 'build/released', `${version}.json`);
}

/** The version that the sources say they are. */
export function presentVersion(): string {
  return (JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Says what was released; undefined where nothing is recorded of the version. */
export function readRelease(version: string): Release | undefined {
  const file = releaseFile(version);
  if (!fs.existsSync(file)) return undefined;
  return (JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly members: Release }).members;
}

/** One SHA-256 for the text of all that a member is built from. */
export function sourcesDigest({ inputs }: Member): string {
  const files = projectFiles(...inputs.map((input) => path.relative(root, input)));
  return sha256(
    files
      .filter((file) => !beside.test(file))
      .map((file) => `${file} ${sha256(fs.readFileSync(path.join(root, file)))}\n`)
      .join(''),
  );
}

/** What a member is built to, as far as it is the same wherever it is built: components, core modules and glue. */
export function outputDigests({ directory }: Member): Record<string, string> {
  const found = digestsBelow(path.join(directory, 'dist'), (file) => /\.(wasm|js)$/.test(file));
  return Object.fromEntries(Object.entries(found).map(([file, digest]) => [`dist/${file}`, digest]));
}

/** How a member is to what was released of it. */
export type Comparison =
  | { readonly kind: 'same' | 'changed' | 'absent' }
  | { readonly kind: 'different'; readonly files: readonly string[] };

/** Where the sources are as they were, so must be the bytes. */
export function compareRelease(member: Member, released: ReleasedMember | undefined): Comparison {
  if (released === undefined) return { kind: 'absent' };
  if (sourcesDigest(member) !== released.sources) return { kind: 'changed' };
  const present = outputDigests(member);
  const names = [...new Set([...Object.keys(present), ...Object.keys(released.files)])];
  const files = names.filter((name) => present[name] !== released.files[name]);
  return files.length === 0 ? { kind: 'same' } : { kind: 'different', files };
}
