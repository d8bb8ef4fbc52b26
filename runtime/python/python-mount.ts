/** A folder of the machine that Python finds in its file system. */
export interface PythonMount {
  readonly folder: string;
  /** Where Python finds it, an absolute path. Default: at its own. */
  readonly path?: string;
  /** Python may change what is in it. Default false: whatever would raises OSError. */
  readonly writable?: boolean;
}

/** One that was looked at. */
export type FoundMount = Required<PythonMount>;

/**
 * @param find gives a folder's absolute path, or throws
 * @param named what a mount is called in errors
 * @throws {TypeError | RangeError} naming the mount; and what `find` throws
 */
export function checkMounts(
  mounts: readonly PythonMount[],
  find: (folder: string) => string,
  named = (index: number) => `python.mounts[${index}]`,
): FoundMount[] {
  if (!Array.isArray(mounts)) throw new TypeError(`python.mounts must be a list, is ${String(mounts)}`);
  const found: FoundMount[] = [];
  for (const [i, { folder, path, writable = false }] of (mounts as readonly PythonMount[]).entries()) {
    const place = named(i);
    if (typeof folder !== 'string' || folder === '') throw new TypeError(`${place}.folder must be a path, is ${String(folder)}`);
    if (typeof writable !== 'boolean') throw new TypeError(`${place}.writable must be true or false, is ${String(writable)}`);
    const own = find(folder);
    const where = normal(path ?? own);
    if (where === undefined) throw new RangeError(`${place}.path must be an absolute path, is ${String(path)}`);
    if (!isFree(where)) throw new RangeError(`${place}.path must not hide what Python needs, is "${where}"`);
    if (found.some((other) => other.path === where)) throw new RangeError(`${place}.path is that of another mount, "${where}"`);
    found.push({ folder: own, path: where, writable });
  }
  return found;
}

/** The absolute path without needless parts; undefined: it is not absolute. */
function normal(path: unknown): string | undefined {
  if (typeof path !== 'string' || !path.startsWith('/')) return undefined;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** Whether the mount, an absolute path, leaves Python what it needs: its library, its devices and what it says of itself. */
export function isFree(path: string): boolean {
  return path !== '/' && path !== '/lib' && !/^\/(dev|proc|lib\/python3\.\d+)(\/|$)/.test(path);
}

/** Whether a path is that of a folder or below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}
