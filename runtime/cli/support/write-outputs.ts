import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { InvalidFileError } from '../../errors.ts';
import type { Tensor } from '../../executor/tensor.ts';
import { encodeNpy } from '../../files/npy.ts';

/** A tensor as a response's JSON names it. */
export interface OutputNote {
  readonly type: string;
  readonly dimensions: readonly number[];
  readonly file?: string;
}

/** Writes each tensor as `<directory>/<name>.npy`, where there is a directory, and says what each is. */
export async function writeOutputs(
  outputs: Readonly<Record<string, Tensor>>,
  directory: string | undefined,
): Promise<Record<string, OutputNote>> {
  const notes: Record<string, OutputNote> = {};
  for (const [name, tensor] of Object.entries(outputs)) {
    const { type, dimensions } = tensor;
    notes[name] = { type, dimensions };
    if (directory === undefined) continue;
    // a port's name comes from the component: it must not lead out of the folder
    const file = path.join(directory, `${name.replaceAll(/[^\p{L}\p{N}._-]/gu, '_')}.npy`);
    try {
      await mkdir(directory, { recursive: true });
      await writeFile(file, encodeNpy(tensor));
    } catch (cause) {
      throw new InvalidFileError(file, (cause as Error).message, { cause });
    }
    notes[name] = { type, dimensions, file };
  }
  return notes;
}
