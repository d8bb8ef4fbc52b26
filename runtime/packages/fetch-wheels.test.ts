import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { PackageDigestError, PackageError } from '../errors.ts';
import { type FetchOptions, fetchWheels } from './fetch-wheels.ts';
import { digestOf, WheelCache } from './wheel-cache.ts';

const good = Buffer.from('the bytes of a wheel, as they were locked');
const sha256 = digestOf(good);
/** What the server answers in turn; the last one again and again. */
let answers: (Buffer | number)[] = [];
let asked = 0;
let server: http.Server;
let url: string;
let folder: string;
let cache: WheelCache;
let warnings: string[];

beforeAll(async () => {
  server = http.createServer((_, response) => {
    const answer = answers[Math.min(asked++, answers.length - 1)]!;
    if (typeof answer === 'number') response.writeHead(answer).end();
    else response.writeHead(200, answer.length > good.length ? {} : { 'content-length': good.length }).end(answer);
    if (Buffer.isBuffer(answer) && answer.length < good.length) response.socket?.end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x-1-py3-none-any.whl`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'polyray-wheels-'));
  cache = new WheelCache(folder);
  [asked, warnings] = [0, []];
  return () => rm(folder, { recursive: true });
});

const wheel = () => ({ file: 'x-1-py3-none-any.whl', url, sha256, size: good.length });
const fetchIt = (more: Partial<FetchOptions> = {}) =>
  fetchWheels([wheel()], { cache, onWarning: (message) => warnings.push(message), ...more });

test('a wheel is fetched once, and then is in the cache', async () => {
  answers = [good];
  const [first] = await fetchIt();
  expect(first).toMatchObject({ sha256, size: good.length, source: 'fetched', path: path.join(folder, 'wheels', `${sha256}.whl`) });
  expect(await readFile(first!.path)).toEqual(good);
  expect((await fetchIt())[0]).toMatchObject({ source: 'cache' });
  expect([asked, await readdir(path.join(folder, 'wheels'))]).toEqual([1, [`${sha256}.whl`]]);
});

test.each([
  ['tampered', () => Buffer.from(good).fill(1, 0, 1)],
  ['truncated', () => good.subarray(0, 9)],
])('a cached wheel that was %s is fetched anew', async (_, damage) => {
  answers = [good];
  const [{ path: file }] = (await fetchIt()) as unknown as [{ path: string }];
  await writeFile(file, damage());
  expect((await fetchIt())[0]).toMatchObject({ source: 'fetched' });
  expect([asked, warnings, await readFile(file)]).toEqual([
    2,
    ['"x-1-py3-none-any.whl" in the cache was damaged and is fetched anew'],
    good,
  ]);
});

test('other bytes are fetched a second time, which may be good', async () => {
  const bad = Buffer.from(good).fill(1, 5, 6);
  answers = [bad, good];
  expect((await fetchIt())[0]).toMatchObject({ sha256, source: 'fetched' });
  expect(warnings).toEqual([expect.stringContaining(`its SHA-256 is ${digestOf(bad)}, the lock says ${sha256}; it is fetched anew`)]);
});

test('other bytes twice are refused, and nothing is kept', async () => {
  const bad = Buffer.from(good).fill(1, 5, 6);
  answers = [bad];
  const error = await fetchIt().catch((each: unknown) => each);
  expect(error).toBeInstanceOf(PackageDigestError);
  expect(error).toMatchObject({ file: 'x-1-py3-none-any.whl', expected: sha256, found: digestOf(bad) });
  expect([asked, await readdir(folder)]).toEqual([2, []]);
});

test.each<[string, () => (Buffer | number)[], number, RegExp]>([
  ['a missing file', () => [404], 2, /the server answers 404/],
  ['a line that is cut', () => [good.subarray(0, 9)], 2, /Cannot fetch "x-1-py3-none-any\.whl", which is not in the cache/],
  ['a server without an end', () => [Buffer.concat([good, good])], 2, /: it has more than 41 bytes$/],
])('%s is an error', async (_, answer, times, reason) => {
  answers = answer();
  const error = await fetchIt().catch((each: unknown) => each);
  expect(error).toBeInstanceOf(PackageError);
  expect((error as Error).message).toMatch(reason);
  expect([asked, await readdir(folder)]).toEqual([times, []]);
});

test('a line that is cut once costs a second try', async () => {
  answers = [good.subarray(0, 9), good];
  expect((await fetchIt())[0]).toMatchObject({ source: 'fetched' });
});

test('a file has no more bytes than the lock says', async () => {
  const file = path.join(folder, 'x-1-py3-none-any.whl');
  await writeFile(file, good);
  const local = { ...wheel(), url: `file://${file}` };
  expect((await fetchWheels([local], { cache }))[0]).toMatchObject({ source: 'fetched' });
  await expect(fetchWheels([{ ...local, sha256: 'ab'.repeat(32) }], { cache })).rejects.toThrow(PackageDigestError);
  await expect(fetchWheels([{ ...local, sha256: 'ab'.repeat(32), url: 'file:///nowhere/x.whl' }], { cache })).rejects.toThrow(
    'there is no such file',
  );
});

test('no server is an error that names it, and stopping stops', async () => {
  const nowhere = { ...wheel(), url: 'http://127.0.0.1:9/x-1-py3-none-any.whl' };
  await expect(fetchWheels([nowhere], { cache })).rejects.toThrow(/Cannot fetch .* from http:\/\/127\.0\.0\.1:9\/.*: /);
  answers = [good];
  await expect(fetchIt({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  expect(asked).toBe(0);
});

test('a cache that cannot be used is an error that names it', async () => {
  answers = [good];
  const file = path.join(folder, 'file');
  await writeFile(file, '');
  await expect(fetchIt({ cache: new WheelCache(file) })).rejects.toThrow(`Cannot use "${file}" as the cache of wheels: ENOTDIR`);
  await expect(new WheelCache(file).write(good)).rejects.toThrow(PackageError);
});

test('progress counts what is done', async () => {
  answers = [good];
  const done: number[] = [];
  const wheels = Array.from({ length: 6 }, () => wheel());
  await fetchWheels(wheels, { cache, onProgress: ({ kind, completed }) => kind === 'stage-completed' && done.push(completed) });
  expect(done).toEqual([1, 2, 3, 4, 5, 6]);
});
