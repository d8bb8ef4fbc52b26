import { InvalidFileError } from '../errors.ts';
import { readFile } from '../files/read-file.ts';

/** A text in UTF-8, without its byte-order mark. @throws {InvalidFileError} */
export async function readText(file: string): Promise<string> {
  const bytes = await readFile(file);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidFileError(file, 'it is no text in UTF-8', { cause });
  }
}
