import fs from 'node:fs';
import http from 'node:http';
import { type Cache, CannotWriteError, sha256, writeWhole } from './cache.ts';

/** A place that may have what is wanted. */
export interface Origin {
  readonly name: string;
  get(signal: AbortSignal): Promise<Uint8Array>;
}

export interface PinnedOptions {
  /** What a person calls it: `FFTW 3.3.10`. */
  readonly what: string;
  /** What its bytes must be, in hexadecimal. */
  readonly sha256: string;
  /** Of the cache entry, without a dot. */
  readonly extension: string;
  /** First to last. */
  readonly origins: readonly Origin[];
  /** What to do where none has it, as the end of a message. */
  readonly advice: string;
  readonly cache: Cache;
  readonly signal?: AbortSignal | undefined;
  readonly log?: ((message: string) => void) | undefined;
}

/**
 * Bytes with a known hash: from the cache, or from the first origin that has them. What has other bytes, in the cache too, is
 * never used: it is told, and the next place is asked.
 *
 * @throws {Error} that says what every origin answered, and what to do
 */
export async function fetchPinned(options: PinnedOptions): Promise<Uint8Array> {
  const { what, sha256: wanted, cache, log, signal = new AbortController().signal } = options;
  const file = cache.pathOf(wanted, options.extension);
  if (fs.existsSync(file)) {
    const bytes = new Uint8Array(fs.readFileSync(file));
    if (sha256(bytes) === wanted) return bytes;
    log?.(`${what} in the cache was damaged and is fetched anew`);
    fs.rmSync(file);
  }
  const failures: string[] = [];
  for (const origin of options.origins) {
    try {
      log?.(`getting ${what} from ${origin.name}`);
      const bytes = await origin.get(signal);
      const found = sha256(bytes);
      if (found === wanted) {
        writeWhole(file, bytes);
        return bytes;
      }
      failures.push(`${origin.name}: ${bytes.length} bytes with SHA-256 ${found}, expected ${wanted}`);
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof CannotWriteError) throw error;
      failures.push(`${origin.name}: ${reasonOf(error)}`);
    }
  }
  throw new Error(`Cannot get ${what}:\n${failures.map((line) => `  ${line}`).join('\n')}\n${options.advice}`);
}

/** A server answers fast or not at all; one that is slow is still fine once it has begun. */
const connectMs = 8_000;
const downloadMs = 120_000;

/** By http or https, through the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, NO_PROXY). */
export function fromUrl(url: string): Origin {
  return {
    name: url,
    async get(signal) {
      const connecting = new AbortController();
      const timer = setTimeout(() => connecting.abort(new Error(`no answer within ${connectMs} ms`)), connectMs);
      const restore = http.setGlobalProxyFromEnv();
      try {
        const response = await fetch(url, { signal: AbortSignal.any([signal, connecting.signal, AbortSignal.timeout(downloadMs)]) });
        clearTimeout(timer);
        if (!response.ok) throw new Error(`HTTP status ${response.status}`);
        return new Uint8Array(await response.arrayBuffer());
      } finally {
        clearTimeout(timer);
        restore();
      }
    },
  };
}

export function fromFile(file: string): Origin {
  return { name: file, get: async () => new Uint8Array(fs.readFileSync(file)) };
}

/** fetch hides the reason in `cause`, and behind a proxy once more in that. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause, message } = error;
  return cause instanceof Error ? `${message.trim()}: ${reasonOf(cause)}` : message.trim();
}
