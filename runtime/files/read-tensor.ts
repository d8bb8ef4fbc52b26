import path from 'node:path';
import { InvalidFileError } from '../errors.ts';
import type { FileTensor } from './file-tensor.ts';
import { readFile } from './read-file.ts';

type Decoder = (file: string, bytes: Uint8Array) => FileTensor;
/** Readers are loaded when a file asks for them. */
const decoders: Readonly<Record<string, () => Promise<Decoder>>> = {
  '.wav': async () => (await import('./wav.ts')).decodeWav,
  '.csv': async () => (await import('./csv.ts')).decodeCsv,
  '.npy': async () => (await import('./npy.ts')).decodeNpy,
};

/**
 * Reads a tensor from a `.wav`, `.csv` or `.npy` file.
 *
 * @throws {InvalidFileError} when the file is missing, unreadable, or not what its name says
 */
export async function readTensor(file: string): Promise<FileTensor> {
  const extension = path.extname(file).toLowerCase();
  const decoder = decoders[extension];
  if (decoder === undefined) throw new InvalidFileError(file, `"${extension}" is none of ${Object.keys(decoders).join(', ')}`);
  const bytes = await readFile(file);
  return (await decoder())(file, bytes);
}
