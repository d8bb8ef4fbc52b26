import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { CacheFiles } from './platform.ts';

const extension = '.entry';
/** A part of a file that nobody writes any more. */
const abandonedMs = 3_600_000;

/** A folder of files that can be made again, those longest unused removed when they are too many. */
export class NodeCacheFiles implements CacheFiles {
  readonly #directory: string;
  readonly #maxBytes: number;

  /** @param maxBytes of all files together */
  constructor(directory: string, maxBytes: number) {
    this.#directory = path.resolve(directory);
    this.#maxBytes = maxBytes;
  }

  async read(key: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const file = this.#fileOf(key);
    try {
      const bytes = await readFile(file);
      const now = new Date();
      await utimes(file, now, now).catch(() => {}); // another user's
      return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    } catch {
      return undefined;
    }
  }

  async write(key: string, bytes: Uint8Array): Promise<void> {
    // who can write there can run code in this process
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await this.#makeRoom(bytes.length);
    const file = this.#fileOf(key);
    const part = `${file}.${randomUUID()}.part`;
    try {
      await writeFile(part, bytes, { mode: 0o600 });
      await rename(part, file);
    } catch (error) {
      await rm(part, { force: true }).catch(() => {});
      throw error;
    }
  }

  async remove(key: string): Promise<void> {
    await rm(this.#fileOf(key), { force: true }).catch(() => {});
  }

  #fileOf(key: string): string {
    return path.join(this.#directory, key + extension);
  }

  async #makeRoom(bytes: number): Promise<void> {
    const names = (await readdir(this.#directory)).filter((name) => name.endsWith(extension) || name.endsWith('.part'));
    const files = await Promise.all(
      names.map(async (name) => {
        const file = path.join(this.#directory, name);
        const found = await stat(file).catch(() => undefined);
        return { file, bytes: found?.size ?? 0, usedMs: found?.mtimeMs ?? 0 };
      }),
    );
    const removed = files.filter(({ file, usedMs }) => file.endsWith('.part') && usedMs < Date.now() - abandonedMs);
    const kept = files.filter(({ file }) => file.endsWith(extension)).sort((a, b) => a.usedMs - b.usedMs);
    let total = kept.reduce((sum, file) => sum + file.bytes, bytes);
    for (const file of kept) {
      if (total <= this.#maxBytes) break;
      removed.push(file);
      total -= file.bytes;
    }
    await Promise.all(removed.map(({ file }) => rm(file, { force: true }).catch(() => {})));
  }
}

/** Where the system keeps what can be made again for this user. */
export function userCacheDirectory(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  const home = os.homedir();
  if (process.platform === 'win32') return path.join(local ?? path.join(home, 'AppData', 'Local'), 'polyray', 'cache');
  if (process.platform === 'darwin') return path.join(home, 'Library', 'Caches', 'polyray');
  return path.join(xdg !== undefined && path.isAbsolute(xdg) ? xdg : path.join(home, '.cache'), 'polyray');
}
