import fs from 'node:fs';
import { FileError } from './file-error.ts';
import type { Place } from './place.ts';

/** Followed on the way to one file. */
const mostLinks = 40;
const mostPathBytes = 4096;

/** Where a path leads. */
export interface Target {
  readonly parent: Place;
  /** No path: one name in `parent`, or `.`. */
  readonly name: string;
  /** The path says that it is a folder, by how it ends. */
  readonly folder: boolean;
}

/**
 * Walks a path from a folder, one name at a time. What leaves the folder is refused, whether by `..`, by an absolute path
 * or by a symbolic link, even where it would come back.
 *
 * @param follow the last name, too, if it is a symbolic link
 * @param use gets where it leads; nothing of it is held any longer afterwards
 * @throws {FileError} and the system's errors
 */
export function resolvePath<T>(from: Place, path: string, follow: boolean, use: (target: Target) => T): T {
  if (path === '') throw new FileError('no-entry');
  if (Buffer.byteLength(path) > mostPathBytes) throw new FileError('name-too-long');
  const entered: Place[] = [];
  try {
    return use(walk(from, path, follow, entered));
  } finally {
    for (const place of entered) place.close();
  }
}

/** @param entered gets what is to be closed */
function walk(from: Place, path: string, follow: boolean, entered: Place[]): Target {
  const todo = partsOf(path);
  let folder = /(^|\/)\.{0,2}$/.test(path);
  for (let links = 0; ; ) {
    const parent = entered.at(-1) ?? from;
    const name = todo.pop();
    if (name === undefined) return { parent, name: '.', folder: true };
    if (name === '.') continue;
    if (name === '..') {
      const left = entered.pop();
      if (left === undefined) throw new FileError('not-permitted');
      left.close();
      continue;
    }
    const last = todo.length === 0;
    // a slash behind a link's name is a way through it
    if (last && !follow && !folder) return { parent, name, folder };
    const link = linkAt(parent, name);
    if (link === undefined) {
      if (last) return { parent, name, folder };
      entered.push(parent.open(name));
      continue;
    }
    if (++links > mostLinks) throw new FileError('loop');
    if (last && /(^|\/)\.{0,2}$/.test(link)) folder = true;
    todo.push(...partsOf(link));
  }
}

/** The names of a path, the first at the end. */
function partsOf(path: string): string[] {
  if (path.includes('\0')) throw new FileError('invalid');
  if (path.startsWith('/')) throw new FileError('not-permitted');
  // there they separate as well, name devices and streams
  if (process.platform === 'win32' && /[\\:]/.test(path)) throw new FileError('invalid');
  return path
    .split('/')
    .filter((part) => part !== '')
    .reverse();
}

/** Where a symbolic link points; undefined for anything else, and for nothing. */
function linkAt(parent: Place, name: string): string | undefined {
  const path = parent.at(name);
  // errors are slow, and most names are no links
  if (!fs.lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return undefined;
  try {
    return fs.readlinkSync(path);
  } catch (error) {
    // it was one a moment ago; whoever opens what is there now does not follow it
    if (['EINVAL', 'ENOENT', 'UNKNOWN'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
