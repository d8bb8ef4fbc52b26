import { PackageDigestError, PackageError } from '../errors.ts';
import { download } from './download.ts';
import { digestOf, type WheelCache } from './wheel-cache.ts';

/** A wheel that is wanted. */
export interface WantedWheel {
  readonly file: string;
  readonly url: string;
  /** Nothing where nobody knows it before the wheel is there. */
  readonly sha256: string | null;
  /** Bytes, where that is known. */
  readonly size?: number;
}

/** A wheel that is in the cache. */
export interface FetchedWheel {
  readonly sha256: string;
  readonly size: number;
  /** Where it is on the disk. */
  readonly path: string;
  readonly source: 'cache' | 'fetched';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface FetchOptions {
  readonly cache: WheelCache;
  readonly signal?: AbortSignal;
  /** What begins and what is done, in any order. */
  readonly onProgress?: (event: { kind: 'stage-started' | 'stage-completed'; stage: string; completed: number; total: number }) => void;
  /** What went wrong and was mended. */
  readonly onWarning?: (message: string) => void;
}

const atOnce = 4;
/** No wheel is longer, whatever a server sends. */
const longest = 1 << 29;

/**
 * Brings wheels into the cache, several at once, and checks the digest of each. What is there already is not fetched.
 *
 * @returns in the order of `wheels`
 * @throws {PackageDigestError} where the bytes are others, also when fetched a second time
 * @throws {PackageError} where they cannot be fetched
 */
export async function fetchWheels(wheels: readonly WantedWheel[], options: FetchOptions): Promise<FetchedWheel[]> {
  const { onProgress } = options;
  const results: FetchedWheel[] = [];
  const queue = wheels.entries();
  const total = wheels.length;
  let completed = 0;
  let failed = false;
  // the iterator is shared: each takes the next one
  const work = async () => {
    for (const [i, wheel] of queue) {
      if (failed) return;
      onProgress?.({ kind: 'stage-started', stage: wheel.file, completed, total });
      results[i] = await fetchWheel(wheel, options).catch((error: unknown) => {
        failed = true;
        throw error;
      });
      onProgress?.({ kind: 'stage-completed', stage: wheel.file, completed: ++completed, total });
    }
  };
  const stopped = await Promise.allSettled(Array.from({ length: atOnce }, work));
  for (const result of stopped) if (result.status === 'rejected') throw result.reason;
  return results;
}

async function fetchWheel(wheel: WantedWheel, { cache, signal, onWarning }: FetchOptions): Promise<FetchedWheel> {
  const { file, sha256 } = wheel;
  if (sha256 !== null) {
    const { bytes, damaged } = await cache.read(sha256);
    if (bytes !== undefined) return { sha256, size: bytes.length, path: cache.pathOf(sha256), source: 'cache', bytes };
    if (damaged) onWarning?.(`"${file}" in the cache was damaged and is fetched anew`);
  }
  const bytes = await fetchTwice(wheel, signal, onWarning);
  const found = await cache.write(bytes);
  return { sha256: found, size: bytes.length, path: cache.pathOf(found), source: 'fetched', bytes };
}

/** A line that is cut or a server that errs once costs a second try. */
async function fetchTwice(
  { file, url, sha256, size = longest }: WantedWheel,
  signal: AbortSignal | undefined,
  onWarning: FetchOptions['onWarning'],
): Promise<Uint8Array<ArrayBuffer>> {
  for (let first = true; ; first = false) {
    let failure: PackageError;
    try {
      const bytes = await download(url, size, signal);
      const found = digestOf(bytes);
      if (sha256 === null || found === sha256) return bytes;
      failure = new PackageDigestError(file, sha256, found, url);
    } catch (cause) {
      signal?.throwIfAborted();
      failure = new PackageError(`Cannot fetch "${file}", which is not in the cache, from ${url}: ${(cause as Error).message}`, { cause });
    }
    if (!first) throw failure;
    if (failure instanceof PackageDigestError) onWarning?.(`${failure.message}; it is fetched anew`);
  }
}
