import fs from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Cache, keyOf, writeWhole } from '../../../build/cache.ts';
import { fetchFftw, fftwRelease, fromApt, fromFile, fromUrl, type Origin } from './fetch-fftw.ts';

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

describe('over HTTP', () => {
  const answers: Record<string, RequestListener> = {
    '/missing': (_, response) => response.writeHead(404).end(),
    '/truncated': (_, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('only this', () => response.destroy());
    },
    '/wrong': (_, response) => response.end('something else'),
  };
  const server = createServer((request, response) => answers[request.url!]?.(request, response));
  let origin = '';
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test.each([
    ['/missing', /HTTP status 404/],
    ['/truncated', /terminated|aborted|closed/],
    ['/wrong', /14 bytes with SHA-256/],
  ])('%s', async (url, message) => {
    await expect(fetchFftw({ cache: emptyCache(), from: origin + url })).rejects.toThrow(message);
  });

  test('nobody listens there', async () => {
    const port = await new Promise<number>((resolve) => {
      const gone = createServer().listen(0, '127.0.0.1', () => {
        const at = (gone.address() as AddressInfo).port;
        gone.close(() => resolve(at));
      });
    });
    await expect(fetchFftw({ cache: emptyCache(), from: `http://127.0.0.1:${port}/fftw.tar.gz` })).rejects.toThrow('ECONNREFUSED');
  });

  test('an aborted build asks no further origin', async () => {
    const controller = new AbortController();
    let asked = false;
    const origins: Origin[] = [
      { name: 'slow', get: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))) },
      {
        name: 'next',
        get: async () => {
          asked = true;
          return new Uint8Array();
        },
      },
    ];
    const attempt = fetchFftw({ cache: emptyCache(), origins, signal: controller.signal });
    controller.abort(new Error('stopped'));
    await expect(attempt).rejects.toThrow('stopped');
    expect(asked).toBe(false);
  });

  test('an origin is called by its address', () => {
    expect(fromUrl(fftwRelease.url).name).toBe('https://www.fftw.org/fftw-3.3.10.tar.gz');
  });
});

test('what the cache has is not asked for again', async () => {
  const cache = emptyCache();
  writeWhole(cache.pathOf(keyOf('fftw', fftwRelease.sha256), 'tar.gz'), 'as fetched before');
  const bytes = await fetchFftw({ cache, origins: [] });
  expect(Buffer.from(bytes).toString()).toBe('as fetched before');
});
