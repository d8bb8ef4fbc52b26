import path from 'node:path';
import type { PythonOptions } from '../../init.ts';
import { checkMounts, isFree, isWithin, type PythonMount } from '../../python/python-mount.ts';
import { UsageError } from './exit.ts';

/** What a person reads about the option. */
export const mountText =
  'a folder that a program finds in its files, at its own path or this one, read-only unless ":rw" follows; repeatable (default: the working directory)';

/** What a program finds of the machine's files; `texts` as `--mount` takes them. */
export function filesFor(texts: readonly string[] | undefined): Pick<PythonOptions, 'mounts' | 'workingDirectory'> {
  const here = process.cwd();
  if (texts === undefined) return isFree(here) ? { mounts: [{ folder: here }], workingDirectory: here } : {};
  const mounts = texts.map(parseMount);
  checked(texts, mounts);
  const holds = ({ folder, path: where }: PythonMount) => where === undefined && isWithin(here, path.resolve(folder));
  return { mounts, ...(mounts.some(holds) ? { workingDirectory: here } : {}) };
}

function checked(texts: readonly string[], mounts: readonly PythonMount[]): void {
  try {
    checkMounts(mounts, path.resolve, (i) => `--mount ${texts[i]}:`);
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
