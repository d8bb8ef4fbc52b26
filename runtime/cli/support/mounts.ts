import path from 'node:path';
import { checkMounts, type FoundMount, isFree, isWithin, type PythonMount } from '../../python/python-mount.ts';
import type { PythonOptions } from '../../python/python-options.ts';
import { UsageError } from './exit.ts';

/** What a person reads about the option. */
export const mountText =
  'a folder that a program finds in its files, at its own path or this one, read-only unless ":rw" follows; repeatable (default: the working directory)';

/**
 * What a program finds of the machine's files, and where its modules are.
 *
 * @param texts as `--mount` takes them; default: the working directory
 * @param folder where the program lies
 */
export function filesFor(
  texts: readonly string[] | undefined,
  folder: string,
): Pick<PythonOptions, 'mounts' | 'workingDirectory' | 'importFrom'> {
  const here = process.cwd();
  const mounts = texts === undefined ? (isFree(here) ? found([here], [{ folder: here }]) : []) : found(texts, texts.map(parseMount));
  const workingDirectory = placeOf(here, mounts);
  const modules = placeOf(path.resolve(folder), mounts);
  return {
    mounts,
    ...(workingDirectory === undefined ? {} : { workingDirectory }),
    ...(modules === undefined ? {} : { importFrom: [modules] }),
  };
}

/** Where Python finds a folder of the machine. */
function placeOf(folder: string, mounts: readonly FoundMount[]): string | undefined {
  const mount = mounts.find((each) => isWithin(folder, each.folder));
  return mount && path.join(mount.path, path.relative(mount.folder, folder));
}

/** Whether there are such folders, `init` sees. */
function found(texts: readonly string[], mounts: readonly PythonMount[]): FoundMount[] {
  try {
    return checkMounts(mounts, path.resolve, (i) => `--mount ${texts[i]}:`);
  } catch (cause) {
    throw new UsageError((cause as Error).message.replace(/:\.(folder|path)/, ': its $1'), { cause });
  }
}

/** "DIR[:PATH][:rw]": what follows the last colon before a slash is the path. */
function parseMount(text: string): PythonMount {
  const writable = text.endsWith(':rw');
  const rest = writable ? text.slice(0, -':rw'.length) : text;
  const at = rest.lastIndexOf(':/');
  const [folder, place] = at < 0 ? [rest, {}] : [rest.slice(0, at), { path: rest.slice(at + 1) }];
  return { folder, writable, ...place };
}
