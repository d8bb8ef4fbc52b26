import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { PackageError } from '../errors.ts';

/** Wheels on the disk, each under its own digest; several processes may share the folder. */
export class WheelCache {
  readonly directory: string;

  constructor(directory: string = defaultDirectory()) {
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

/** Where the system keeps what can be fetched again. */
function defaultDirectory(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  const home = os.homedir();
  if (process.platform === 'win32') return path.join(local ?? path.join(home, 'AppData', 'Local'), 'polyray', 'cache');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches', 'polyray');
  return path.join(xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache'), 'polyray');
}
