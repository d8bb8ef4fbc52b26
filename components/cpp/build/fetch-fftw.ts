import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { type Cache, keyOf } from '../../../build/cache.ts';
import { aptSourceLines } from './apt-sources.ts';

/** The release that is built. */
export const fftwRelease = {
  version: '3.3.10',
  sha256: '56c932549852cddcfafdab3820b0200c7742675be92179e59e6215b340e26467',
  url: 'https://www.fftw.org/fftw-3.3.10.tar.gz',
  debian: { source: 'fftw3', file: 'fftw3_3.3.10.orig.tar.gz' },
} as const;

export interface FetchOptions {
  readonly cache: Cache;
  /** A path or an http(s) URL to use instead of the project's site and the distribution. */
  readonly from?: string | undefined;
  readonly signal?: AbortSignal;
  readonly log?: (message: string) => void;
  /** Where to look when `from` is not given, first to last. Default: the project's site, then apt. */
  readonly origins?: readonly Origin[];
}

/** A place that may have the tarball. */
export interface Origin {
  readonly name: string;
  get(signal: AbortSignal): Promise<Uint8Array>;
}

/** The site answers fast or not at all; a mirror that is slow is still fine once it has begun. */
const connectMs = 8_000;
const downloadMs = 120_000;

export function fromUrl(url: string): Origin {
  return {
    name: url,
    async get(signal) {
      const connecting = new AbortController();
      const timer = setTimeout(() => connecting.abort(new Error(`no answer within ${connectMs} ms`)), connectMs);
      try {
        const response = await fetch(url, { signal: AbortSignal.any([signal, connecting.signal, AbortSignal.timeout(downloadMs)]) });
        clearTimeout(timer);
        if (!response.ok) throw new Error(`HTTP status ${response.status}`);
        return new Uint8Array(await response.arrayBuffer());
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

export function fromFile(file: string): Origin {
  return { name: file, get: async () => new Uint8Array(fs.readFileSync(file)) };
}

/** The distribution's source package, by lists of our own: apt's configuration and state stay as they are. */
export function fromApt(etc?: string): Origin {
  return {
    name: `source package ${fftwRelease.debian.source} by apt`,
    async get(signal) {
      const lines = aptSourceLines(etc);
      if (lines.length === 0) throw new Error('this machine has no apt sources');
      const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-fftw-'));
      try {
        fs.writeFileSync(path.join(directory, 'sources.list'), `${lines.join('\n')}\n`);
        fs.mkdirSync(path.join(directory, 'lists/partial'), { recursive: true });
        const settings = {
          'Dir::Etc::SourceList': `${directory}/sources.list`,
          'Dir::Etc::SourceParts': '/dev/null',
          'Dir::State::Lists': `${directory}/lists`,
          'Dir::Cache': directory,
          ...(process.getuid?.() === 0 ? { 'APT::Sandbox::User': 'root' } : {}),
        };
        const options = Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
        const apt = (...command: string[]) => promisify(execFile)('apt-get', [...options, ...command], { cwd: directory, signal });
        await apt('update');
        await apt('source', '--download-only', fftwRelease.debian.source);
        return new Uint8Array(fs.readFileSync(path.join(directory, fftwRelease.debian.file)));
      } finally {
        fs.rmSync(directory, { recursive: true, force: true });
      }
    },
  };
}

/** FFTW's source tarball: from the cache, or from the first origin whose bytes have the right hash. */
export async function fetchFftw(options: FetchOptions): Promise<Uint8Array> {
  const signal = options.signal ?? new AbortController().signal;
  return options.cache.bytes(keyOf('fftw', fftwRelease.sha256), 'tar.gz', async () => {
    const { from } = options;
    const given = from === undefined ? undefined : [/^https?:/.test(from) ? fromUrl(from) : fromFile(from)];
    const failures: string[] = [];
    for (const origin of given ?? options.origins ?? [fromUrl(fftwRelease.url), fromApt()]) {
      try {
        options.log?.(`getting FFTW from ${origin.name}`);
        const bytes = await origin.get(signal);
        const hash = createHash('sha256').update(bytes).digest('hex');
        if (hash === fftwRelease.sha256) return bytes;
        failures.push(`${origin.name}: ${bytes.length} bytes with SHA-256 ${hash}, expected ${fftwRelease.sha256}`);
      } catch (error) {
        signal.throwIfAborted();
        failures.push(`${origin.name}: ${reasonOf(error)}`);
      }
    }
    throw new Error(
      `Cannot get FFTW ${fftwRelease.version}:\n${failures.map((line) => `  ${line}`).join('\n')}\nPass --fftw with the path or URL of fftw-${fftwRelease.version}.tar.gz, or build --without-fftw`,
    );
  });
}

/** fetch hides the reason in `cause`. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message.trim();
}
