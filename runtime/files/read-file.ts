import { readFile as read, stat } from 'node:fs/promises';
import { InvalidFileError } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'reading it is not allowed',
};

/** A file's bytes. @throws {InvalidFileError} that says why in words */
export async function readFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const found = await stat(file);
    if (found.isDirectory()) throw new Error('it is a folder');
    // a pipe or a device may never end
    if (!found.isFile()) throw new Error('it is no regular file');
    return new Uint8Array(await read(file));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new InvalidFileError(file, reasons[code ?? ''] ?? message, { cause });
  }
}
