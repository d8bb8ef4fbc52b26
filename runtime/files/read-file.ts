import { readFile as read } from 'node:fs/promises';
import { InvalidFileError } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'reading it is not allowed',
};

/** A file's bytes. @throws {InvalidFileError} that says why in words */
export async function readFile(file: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await read(file));
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new InvalidFileError(file, reasons[code ?? ''] ?? message, { cause });
  }
}
