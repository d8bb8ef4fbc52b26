import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { PackageError } from '../errors.ts';
import { userCacheDirectory } from '../platform/node-cache-files.ts';

/** Wheels on the disk, each under its own digest; several processes may share the folder. */
export class WheelCache {
  readonly directory: string;

  constructor(directory: string = userCacheDirectory()) {
    this.directory = path.resolve(directory);
  }

  /** Where a wheel is, or would be. */
  pathOf(sha256: string): string {
    return path.join(this.directory, 'wheels', `${sha256}.whl`);
  }

  /** A wheel that is there and whole. One that is damaged is taken away. @throws {PackageError} */
  async read(sha256: string): Promise<{ readonly bytes?: Uint8Array<ArrayBuffer>; readonly damaged: boolean }> {
    const file = this.pathOf(sha256);
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = new Uint8Array(await readFile(file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { damaged: false };
      throw this.#unusable(error);
    }
    if (digestOf(bytes) === sha256) return { bytes, damaged: false };
    await rm(file, { force: true });
    return { damaged: true };
  }

  /** Puts a wheel there; it has its name only when it is whole. @returns its digest @throws {PackageError} */
  async write(bytes: Uint8Array): Promise<string> {
    const sha256 = digestOf(bytes);
    const file = this.pathOf(sha256);
    const part = `${file}.${randomUUID()}.part`;
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(part, bytes);
      await rename(part, file);
    } catch (error) {
      await rm(part, { force: true }).catch(() => {});
      throw this.#unusable(error);
    }
    return sha256;
  }

  #unusable(cause: unknown): PackageError {
    return new PackageError(`Cannot use "${this.directory}" as the cache of wheels: ${(cause as Error).message}`, { cause });
  }
}

/** SHA-256 in hexadecimal. */
export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
