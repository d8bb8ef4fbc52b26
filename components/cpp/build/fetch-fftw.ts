import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Cache } from '../../../build/cache.ts';
import { fetchPinned, fromFile, fromUrl, type Origin } from '../../../build/fetch-pinned.ts';
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
export async function fetchFftw({
  cache,
  from,
  signal,
  log,
  origins = [fromUrl(fftwRelease.url), fromApt()],
}: FetchOptions): Promise<Uint8Array> {
  const given = from === undefined ? undefined : [/^https?:/.test(from) ? fromUrl(from) : fromFile(from)];
  const { version, sha256 } = fftwRelease;
  return fetchPinned({
    what: `FFTW ${version}`,
    sha256,
    extension: 'tar.gz',
    origins: given ?? origins,
    advice: `Pass --fftw with the path or URL of fftw-${version}.tar.gz, or build --without-fftw`,
    cache,
    signal,
    log,
  });
}
