import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** SHA-256 over the parts, each closed by a NUL so that their borders count. */
export function keyOf(...parts: (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part).update('\0');
  return hash.digest('hex');
}

/** SHA-256, in hexadecimal. */
export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A file could not be written: the disk, or who may write where, is to blame. */
export class CannotWriteError extends Error {
  override readonly name = 'CannotWriteError';

  constructor(file: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(`Cannot write "${file}": ${remedies[code ?? ''] ?? message}`, { cause });
  }
}

/** Writes a file so that it is whole or absent, also after a kill in the middle. @throws {CannotWriteError} */
export function writeWhole(file: string, bytes: string | Uint8Array): void {
  const part = `${file}.${process.pid}.part`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(part, bytes);
    fs.renameSync(part, file);
  } catch (cause) {
    try {
      fs.rmSync(part, { force: true });
    } catch {} // what went wrong first is what counts
    throw new CannotWriteError(file, cause);
  }
}

const denied = 'it may not be written; change its owner, or name another cache in POLYRAY_CACHE';
const remedies: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; free some space and build again, what is finished is kept',
  EDQUOT: 'the quota of the disk is used up; free some space and build again, what is finished is kept',
  EROFS: 'it lies on a disk that is read only; build in a copy elsewhere, or name another cache in POLYRAY_CACHE',
  EACCES: denied,
  EPERM: denied,
};

/** Like {@link writeWhole}, but leaves an equal file alone, and with it its time stamp. Says whether it wrote. */
export function writeChanged(file: string, bytes: string | Uint8Array): boolean {
  if (fs.existsSync(file) && fs.readFileSync(file).equals(Buffer.from(bytes))) return false;
  writeWhole(file, bytes);
  return true;
}

/**
 * A content-addressed store of build results: the key is a hash of everything that went in (sources, flags, tool
 * versions), the value a file. Entries never change, so any number of builds may share a folder.
 */
export class Cache {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  /** Where the entry is or will be; `extension` without its dot. */
  pathOf(key: string, extension: string): string {
    return path.join(this.directory, key.slice(0, 2), `${key}.${extension}`);
  }

  has(key: string, extension: string): boolean {
    return fs.existsSync(this.pathOf(key, extension));
  }

  /** The entry, made by `make` when it is missing. */
  async file(key: string, extension: string, make: () => Promise<Uint8Array>): Promise<string> {
    const file = this.pathOf(key, extension);
    if (!fs.existsSync(file)) writeWhole(file, await make());
    return file;
  }

  /** The entry's bytes, made by `make` when it is missing. */
  async bytes(key: string, extension: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> {
    return new Uint8Array(fs.readFileSync(await this.file(key, extension, make)));
  }
}
