import { access, constants, mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PolyrayError } from '../../errors.ts';
import type { Tensor } from '../../executor/tensor.ts';
import { encodeNpy } from '../../files/npy.ts';
import { UsageError } from './exit.ts';

/** A tensor as a response's JSON names it. */
export interface OutputNote {
  readonly type: string;
  readonly dimensions: readonly number[];
  readonly file?: string;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'writing there is not allowed',
  EPERM: 'writing there is not allowed',
  EROFS: 'the file system is read-only',
  EEXIST: 'it is not a folder',
  ENOTDIR: 'it is not a folder',
  EISDIR: 'it is a folder',
  ENOSPC: 'no space is left',
};

function reasonOf(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? message;
}

/** Makes the folder of `--out` before the work begins, so that a mistake in it costs nothing. @throws {UsageError} */
export async function makeOutputFolder(directory: string | undefined): Promise<void> {
  if (directory === undefined) return;
  try {
    await makeFolder(directory);
    await access(directory, constants.W_OK);
  } catch (cause) {
    throw new UsageError(`Cannot write into "${directory}": ${reasonOf(cause)}`, { cause });
  }
}

/** Not mkdir's own `recursive`, which never ends where a folder is there and yet takes none, such as /proc. */
async function makeFolder(directory: string): Promise<void> {
  const isFolder = async (file: string) => (await stat(file).catch(() => undefined))?.isDirectory() === true;
  if (await isFolder(directory)) return;
  try {
    await mkdir(directory);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const parent = path.dirname(directory);
    if (code === 'EEXIST' && (await isFolder(directory))) return; // another was faster
    if (code !== 'ENOENT' || (await isFolder(parent))) throw cause;
    await makeFolder(parent);
    await makeFolder(directory);
  }
}

/**
 * Writes each tensor as `<directory>/<name>.npy`, where there is a directory, and says what each is. Every file gets its
 * name only when all are whole.
 */
export async function writeOutputs(
  outputs: Readonly<Record<string, Tensor>>,
  directory: string | undefined,
  signal: AbortSignal,
): Promise<Record<string, OutputNote>> {
  const entries = Object.entries(outputs).map(([name, tensor]) => {
    // a port's name comes from the component: it must not lead out of the folder
    const file = directory === undefined ? undefined : path.join(directory, `${name.replaceAll(/[^\p{L}\p{N}._-]/gu, '_')}.npy`);
    return { name, tensor, file };
  });
  const files = entries.flatMap(({ tensor, file }) => (file === undefined ? [] : [{ tensor, file, part: `${file}.${process.pid}.part` }]));
  let current = '';
  try {
    for (const { tensor, file, part } of files) {
      current = file;
      await writeFile(part, encodeNpy(tensor), { signal });
    }
    for (const { file, part } of files) {
      current = file;
      await rename(part, file);
    }
  } catch (cause) {
    await Promise.allSettled(files.map(({ part }) => rm(part, { force: true })));
    throw new PolyrayError(`Cannot write "${current}": ${reasonOf(cause)}`, { cause });
  }
  return Object.fromEntries(
    entries.map(({ name, tensor: { type, dimensions }, file }) => [name, { type, dimensions, ...(file === undefined ? {} : { file }) }]),
  );
}
