import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeChanged } from '../../../build/cache.ts';
import type { BuildContext } from '../../../build/context.ts';
import { fetchPinned, fromFile, fromUrl } from '../../../build/fetch-pinned.ts';
import { readLock } from '../host/packages/read-lock.js';

/** A wheel that is shipped, as the manifest names it. */
export interface ShippedWheel {
  readonly file: string;
  readonly sha256: string;
}

/**
 * Puts the wheels of a lock into a folder, from the cache or from where they were locked.
 *
 * @throws {Error} that names the lock or the wheel, and what is wrong
 */
export async function bringWheels(
  lock: string,
  folder: string,
  { cache, signal, progress }: Pick<BuildContext, 'cache' | 'signal' | 'progress'>,
): Promise<ShippedWheel[]> {
  const { packages } = read(lock);
  const wheels: ShippedWheel[] = [];
  for (const [i, { file, sha256, url }] of packages.entries()) {
    progress('packages', i, packages.length);
    const bytes = await fetchPinned({
      what: file,
      sha256,
      extension: 'whl',
      origins: [url.startsWith('file:') ? fromFile(fileURLToPath(url)) : fromUrl(url)],
      advice: `It is locked in "${lock}"; \`polyray python lock\` locks anew`,
      cache,
      signal,
      log: progress,
    });
    writeChanged(path.join(folder, file), bytes);
    wheels.push({ file, sha256 });
  }
  return wheels;
}

function read(lock: string): ReturnType<typeof readLock> {
  try {
    return readLock(fs.readFileSync(lock, 'utf8'));
  } catch (cause) {
    throw new Error(`Cannot use the lock "${lock}": ${(cause as Error).message}`, { cause });
  }
}
