import type { ExecutorPackage } from '../executor/executor-package.ts';
import type { Platform } from '../platform/platform.ts';
import { checkMounts, type FoundMount, isWithin } from './python-mount.ts';
import type { PythonOptions } from './python-options.ts';
import type { PythonSetup } from './python-service.ts';

/** What an interpreter's thread needs: on less, freeing what is nested deep ends it. */
const interpreterStackBytes = 64 * 2 ** 20;

/**
 * Tasks in Python run in the interpreters of the first package that brings them.
 *
 * @returns undefined where none does
 * @throws {TypeError | RangeError} naming what is wrong in `python`
 */
export function pythonSetup(
  packages: Readonly<Record<string, ExecutorPackage>>,
  platform: Platform,
  { memoryBytes, wheels = [], mounts = [], workingDirectory, importFrom = [] }: PythonOptions = {},
): PythonSetup | undefined {
  if (memoryBytes !== undefined && !(Number.isInteger(memoryBytes) && memoryBytes >= 2 ** 26 && memoryBytes <= 2 ** 32)) {
    throw new RangeError(`python.memoryBytes must be a whole number from 64 MiB to 4 GiB, is ${String(memoryBytes)}`);
  }
  const files = { mounts: checkMounts(mounts, platform.findFolder), workingDirectory, importFrom };
  if (workingDirectory !== undefined) checkWorkingDirectory(workingDirectory, files.mounts, platform);
  for (const [i, folder] of importFrom.entries()) {
    if (typeof folder !== 'string' || !folder.startsWith('/'))
      throw new RangeError(`python.importFrom[${i}] must be an absolute path, is ${String(folder)}`);
  }
  const source = Object.values(packages).find(({ interpreter }) => interpreter !== undefined);
  if (source?.interpreter === undefined) return undefined;
  const module = source.interpreter.href;
  return { module, options: source.options, stackBytes: interpreterStackBytes, memoryBytes, wheels, files };
}

function checkWorkingDirectory(path: string, mounts: readonly FoundMount[], { findFolder }: Platform): void {
  const mount = mounts.findLast((each) => isWithin(path, each.path));
  if (mount === undefined) throw new RangeError(`python.workingDirectory must be in one of python.mounts, is ${String(path)}`);
  findFolder(mount.folder + path.slice(mount.path.length));
}
