import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findExecutors } from './selection.mjs';

/** The repository. */
export const root = fileURLToPath(new URL('..', import.meta.url)).replace(/[\\/]$/, '');

/** Something that `npm run build` makes, with all that it is made from. */
export interface Member {
  readonly name: string;
  readonly directory: string;
  /** Files and folders whose change makes it stale. */
  readonly inputs: readonly string[];
  /** Names of files and folders in there that it is not built from. */
  readonly except: ReadonlySet<string>;
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
    return { name, directory, inputs, except, ...(needs === undefined ? {} : { needs }) };
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

const except = new Set(['node_modules', 'dist', 'test', 'generated', 'README.md']);
