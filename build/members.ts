import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeWhole } from './cache.ts';
import { findExecutors } from './selection.mjs';

/** The repository. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Something that `npm run build` makes, with all that it is made from. */
export interface Member {
  readonly name: string;
  readonly directory: string;
  /** Files and folders whose change makes it stale. */
  readonly inputs: readonly string[];
  /** What npm does not install and its build needs; it is built only where it is asked for. */
  readonly needs?: string;
}

interface Manifest {
  readonly polyray?: { readonly inputs?: readonly string[] };
}

/** The executors: every folder of components/ that has a build script. */
export function findMembers(): Member[] {
  return findExecutors(root).map(({ name, needs }) => {
    const directory = path.join(root, 'components', name);
    const { polyray } = JSON.parse(fs.readFileSync(path.join(directory, 'package.json'), 'utf8')) as Manifest;
    const inputs = [directory, ...shared, ...(polyray?.inputs ?? []).map((input) => path.join(root, input))];
    return { name, directory, inputs, ...(needs === undefined ? {} : { needs }) };
  });
}

/** The names of those that npm alone can build: what is built where nothing else is said. */
export function plainMembers(): string[] {
  return findMembers().flatMap(({ name, needs }) => (needs === undefined ? [name] : []));
}

const shared = [
  'wit',
  'build/cache.ts',
  'build/component.ts',
  'build/context.ts',
  'build/fetch-pinned.ts',
  'build/remove-others.ts',
  'build/wit-source.ts',
  'build/write-builds.ts',
  'package-lock.json',
  'runtime/component/glue-text.ts',
].map((input) => path.join(root, input));

/** A hash of names, sizes and times: cheap, and different whenever a file was touched. The build itself goes by content. */
export function fingerprint(member: Member, options: unknown): string {
  return printOf(member.inputs, JSON.stringify(options));
}

function printOf(inputs: readonly string[], start: string): string {
  const hash = createHash('sha256').update(start);
  const visit = (file: string): void => {
    const stat = fs.statSync(file, { throwIfNoEntry: false });
    if (stat === undefined) return;
    if (!stat.isDirectory()) {
      hash.update(`${file}\0${stat.size}\0${stat.mtimeMs}\0`);
      return;
    }
    for (const name of fs.readdirSync(file).sort()) if (!skipped.has(name)) visit(path.join(file, name));
  };
  for (const input of inputs) visit(input);
  return hash.digest('hex');
}

const skipped = new Set(['node_modules', 'dist', 'test', 'generated', 'README.md']);

const stampOf = (member: Member) => path.join(member.directory, 'dist', '.stamp.json');

interface Stamp {
  readonly fingerprint: string;
  /** Paths from the member's folder. */
  readonly files: readonly string[];
  /** Files that its options name, where there are any, and their fingerprint. */
  readonly given?: { readonly files: readonly string[]; readonly fingerprint: string };
}

/** Whether the last build finished, from these inputs, and its files are still there. */
export function isCurrent(member: Member, print: string): boolean {
  const file = stampOf(member);
  if (!fs.existsSync(file)) return false;
  const stamp = JSON.parse(fs.readFileSync(file, 'utf8')) as Stamp;
  return (
    stamp.fingerprint === print &&
    (stamp.given === undefined || stamp.given.fingerprint === printOf(stamp.given.files, '')) &&
    stamp.files.every((name) => fs.existsSync(path.join(member.directory, name)))
  );
}

/** To be called before a build writes anything: what ends it leaves files of two builds, which must not pass for current. */
export function unstamp(member: Member): void {
  fs.rmSync(stampOf(member), { force: true });
}

/** @param given files that its options name */
export function stamp(member: Member, print: string, files: readonly string[], given: readonly string[]): void {
  const relative = files.map((file) => path.relative(member.directory, file));
  const named = given.length === 0 ? {} : { given: { files: given, fingerprint: printOf(given, '') } };
  writeWhole(stampOf(member), JSON.stringify({ fingerprint: print, files: relative, ...named } satisfies Stamp));
}
