import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Cache, writeWhole } from '../../../build/cache.ts';
import { fromFile, fromUrl, type Origin } from '../../../build/fetch-pinned.ts';
import { fetchFftw, fftwRelease, fromApt } from './fetch-fftw.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-fetch-'));
afterAll(() => fs.rmSync(folder, { recursive: true }));
let caches = 0;
const emptyCache = (): Cache => new Cache(path.join(folder, `cache-${caches++}`));

function fileOf(text: string): string {
  const file = path.join(folder, `${text.length}.tar.gz`);
  fs.writeFileSync(file, text);
  return file;
}

describe('an origin that does not have it', () => {
  test('a file of other bytes is refused by its hash', async () => {
    const file = fileOf('not FFTW');
    await expect(fetchFftw({ cache: emptyCache(), from: file })).rejects.toThrow(`${file}: 8 bytes with SHA-256 `);
    await expect(fetchFftw({ cache: emptyCache(), from: file })).rejects.toThrow(`expected ${fftwRelease.sha256}`);
  });

  test('a file that is not there', async () => {
    await expect(fetchFftw({ cache: emptyCache(), from: path.join(folder, 'nowhere.tar.gz') })).rejects.toThrow(
      /Cannot get FFTW 3\.3\.10:\n.*ENOENT/,
    );
  });

  test('a machine without apt sources', async () => {
    const options = { cache: emptyCache(), origins: [fromApt(path.join(folder, 'no-etc'))] };
    await expect(fetchFftw(options)).rejects.toThrow('source package fftw3 by apt: this machine has no apt sources');
  });

  test('every origin is tried, every failure told, and the way out named', async () => {
    const tried: string[] = [];
    const failing = (name: string): Origin => ({
      name,
      get: async () => {
        tried.push(name);
        throw new Error(`${name} is down`);
      },
    });
    const attempt = fetchFftw({ cache: emptyCache(), origins: [failing('first'), fromFile(fileOf('wrong')), failing('last')] });
    await expect(attempt).rejects.toThrow(/first is down[\s\S]*5 bytes with SHA-256[\s\S]*last is down[\s\S]*--without-fftw/);
    expect(tried).toEqual(['first', 'last']);
  });

  test('nothing wrong enters the cache', async () => {
    const cache = emptyCache();
    await expect(fetchFftw({ cache, from: fileOf('wrong') })).rejects.toThrow();
    expect(fs.existsSync(cache.directory)).toBe(false);
  });
});

test('an origin is called by its address', () => {
  expect(fromUrl(fftwRelease.url).name).toBe('https://www.fftw.org/fftw-3.3.10.tar.gz');
});

test('what is in its place in the cache is checked too', async () => {
  const cache = emptyCache();
  const file = cache.pathOf(fftwRelease.sha256, 'tar.gz');
  writeWhole(file, 'not FFTW');
  await expect(fetchFftw({ cache, origins: [] })).rejects.toThrow('Cannot get FFTW 3.3.10');
  expect(fs.existsSync(file)).toBe(false);
});
