import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { Cache, CannotWriteError, writeWhole } from './cache.ts';
import { fetchPinned, fromFile, fromUrl, type Origin } from './fetch-pinned.ts';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-pinned-'));
const content = Buffer.from('the one and only content');
const sha256 = createHash('sha256').update(content).digest('hex');
let caches = 0;
const emptyCache = (): Cache => new Cache(path.join(folder, `cache-${caches++}`));
const get = (origins: Origin[], cache = emptyCache(), more: { signal?: AbortSignal; log?: (message: string) => void } = {}) =>
  fetchPinned({ what: 'the thing', sha256, extension: 'bin', origins, advice: 'Pass it by hand', cache, ...more });

const asked: string[] = [];
const answers: Record<string, RequestListener> = {
  '/right': (_, response) => response.end(content),
  '/missing': (_, response) => response.writeHead(404).end(),
  '/truncated': (_, response) => {
    response.writeHead(200, { 'content-length': '24' });
    response.write('the one', () => response.destroy());
  },
  '/short': (_, response) => response.end('the one'),
  '/tampered': (_, response) => response.end('the one and 0nly content'),
};
const started = async (listener: RequestListener): Promise<{ server: Server; url: string }> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};
let server: Server;
let url = '';
beforeAll(async () => {
  ({ server, url } = await started((request, response) => {
    asked.push(request.url!);
    answers[request.url!]?.(request, response);
  }));
});
afterEach(() => {
  asked.length = 0;
  vi.unstubAllEnvs();
});
afterAll(() => {
  server.close();
  fs.rmSync(folder, { recursive: true });
});

test.each([
  ['/missing', /\/missing: HTTP status 404/],
  ['/truncated', /\/truncated: .*(terminated|aborted|closed)/],
  ['/short', /\/short: 7 bytes with SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}/],
  ['/tampered', /\/tampered: 24 bytes with SHA-256/],
])('%s is refused, and the next source asked', async (place, message) => {
  const cache = emptyCache();
  await expect(get([fromUrl(url + place)], cache)).rejects.toThrow(message);
  await expect(get([fromUrl(url + place)], cache)).rejects.toThrow(/^Cannot get the thing:\n[\s\S]*\nPass it by hand$/);
  expect(fs.existsSync(cache.directory)).toBe(false);
  asked.length = 0;
  expect(Buffer.from(await get([fromUrl(url + place), fromUrl(`${url}/right`)], cache))).toEqual(content);
  expect(asked).toEqual([place, '/right']);
});

test.each([
  ['tampered with', 'the one and 0nly content'],
  ['cut', 'the one'],
  ['empty', ''],
])('what was %s in the cache is told, and fetched anew', async (_, text) => {
  const cache = emptyCache();
  writeWhole(cache.pathOf(sha256, 'bin'), text);
  const told: string[] = [];
  const bytes = await get([fromUrl(`${url}/right`)], cache, { log: (message) => told.push(message) });
  expect(Buffer.from(bytes)).toEqual(content);
  expect(told[0]).toBe('the thing in the cache was damaged and is fetched anew');
  expect(fs.readFileSync(cache.pathOf(sha256, 'bin'))).toEqual(content);
});

test('what is whole in the cache is asked of nobody', async () => {
  const cache = emptyCache();
  await get([fromUrl(`${url}/right`)], cache);
  asked.length = 0;
  expect(Buffer.from(await get([fromUrl(`${url}/right`)], cache))).toEqual(content);
  expect(asked).toEqual([]);
});

test('nobody listens there, or there is no such file', async () => {
  const gone = await started(() => {});
  await new Promise((resolve) => gone.server.close(resolve));
  await expect(get([fromUrl(`${gone.url}/x`), fromFile(path.join(folder, 'nowhere'))])).rejects.toThrow(/ECONNREFUSED[\s\S]*ENOENT/);
});

test('a proxy that the environment names is used, and what it says is told', async () => {
  const through: string[] = [];
  const proxy = await started((request, response) => {
    through.push(request.url!);
    response.end(content);
  });
  proxy.server.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'));
  vi.stubEnv('HTTP_PROXY', proxy.url);
  vi.stubEnv('HTTPS_PROXY', proxy.url);
  vi.stubEnv('NO_PROXY', '');
  try {
    await expect(get([fromUrl('https://mirror.invalid/wrong')])).rejects.toThrow(/mirror\.invalid\/wrong: .*407/);
    expect(Buffer.from(await get([fromUrl('http://mirror.invalid/right')]))).toEqual(content);
    expect(through).toEqual(['http://mirror.invalid/right']);
  } finally {
    proxy.server.close();
  }
});

test('an aborted build asks no further source', async () => {
  const controller = new AbortController();
  let next = false;
  const origins: Origin[] = [
    { name: 'slow', get: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))) },
    {
      name: 'next',
      get: async () => {
        next = true;
        return content;
      },
    },
  ];
  const attempt = get(origins, emptyCache(), { signal: controller.signal });
  controller.abort(new Error('stopped'));
  await expect(attempt).rejects.toThrow('stopped');
  expect(next).toBe(false);
});

test('where the cache cannot be written, that is said, and no other source asked', async () => {
  const file = path.join(folder, 'a-file');
  fs.writeFileSync(file, '');
  const attempt = get([fromUrl(`${url}/right`), fromUrl(`${url}/right`)], new Cache(file));
  await expect(attempt).rejects.toBeInstanceOf(CannotWriteError);
  await expect(attempt).rejects.toThrow(`Cannot write "${file}`);
  expect(asked).toEqual(['/right']);
});
