import fs from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  ExecutorExitedError,
  ExecutorFaultError,
  ExecutorLoadError,
  ImportNotGrantedError,
  OperationFailedError,
  TaskTimeoutError,
} from '../../runtime/errors.ts';
import type { ExecutorGrants } from '../../runtime/executor/executor-grants.ts';
import { init } from '../../runtime/init.ts';
import type { Logger } from '../../runtime/logger.ts';
import { wasiGuestComponent } from '../fixtures/wasi-guest/wasi-guest.ts';

const open: AsyncDisposable[] = [];
let component: Uint8Array;

beforeAll(async () => {
  component = await wasiGuestComponent();
}, 120_000);
afterEach(async () => {
  for (const each of open.splice(0)) await each[Symbol.asyncDispose]();
});

type Fields = Record<string, unknown>;

/** A host with the guest, and what it logs of what the guest prints. */
async function start(
  grants?: ExecutorGrants,
  options: { readonly coordinator?: 'inline' | 'thread'; readonly sharedMemory?: boolean } = {},
) {
  const logged: Fields[] = [];
  const loaded: Fields[] = [];
  const note = (level: string) => (fields: Fields) => {
    if (String(fields['event']).startsWith('guest-')) logged.push({ level, ...fields });
    if (fields['event'] === 'executor-loaded') loaded.push({ level, ...fields });
  };
  const logger = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') } as Logger;
  const ray = await init({ numWorkers: 1, logger, ...options });
  open.push(ray);
  const executor = await ray.executors.load(component, { name: 'guest', cache: false, ...(grants && { grants }) });
  const call = (what: string, path = '', text = '') =>
    executor.execute({ operation: 'wasi.call', parameters: { what, path, text }, inputs: {} });
  const result = async (...args: Parameters<typeof call>) => (await call(...args)).values['result'] as string;
  return { call, result, logged, loaded, executor, ray };
}

/** The least that this guest, which imports most of WASI, can be loaded with. */
const least: ExecutorGrants = { clocks: {}, random: true, others: 'refuse' };

describe.each([
  ['inline', { coordinator: 'inline' }],
  ['a coordinator in a thread', { coordinator: 'thread' }],
  ['no shared memory', { sharedMemory: false }],
] as const)('output with %s', (_, options) => {
  test('goes to the logger line by line, with the request that printed it', async () => {
    const { call, logged } = await start({ ...least, output: {} }, options);
    const first = await call('print', '', 'one\ntwo\r\nthree');
    const second = await call('complain', '', 'four\n');
    expect(first.taskId).not.toBe(second.taskId);
    const line = (request: string, stream: string, text: string) => ({
      level: 'info',
      event: 'guest-output',
      executor: 'guest',
      version: '0.1.0',
      request,
      stream,
      line: text,
    });
    // of a coordinator in a thread it comes when it comes
    await vi.waitFor(() => expect(logged).toHaveLength(4));
    expect(logged).toEqual([
      line(first.taskId, 'stdout', 'one'),
      line(first.taskId, 'stdout', 'two'),
      line(first.taskId, 'stdout', 'three'),
      line(second.taskId, 'stderr', 'four'),
    ]);
  });
});

test('output is bounded in each call, and what is dropped is said', async () => {
  const { call, logged } = await start({ ...least, output: { maxBytesPerCall: 14 } });
  await call('flood', '', '1000');
  await call('print', '', 'line\n');
  expect(logged.map(({ level, event, line, droppedBytes }) => [level, event, line ?? droppedBytes])).toEqual([
    ['info', 'guest-output', 'line 0'],
    ['info', 'guest-output', 'line 1'],
    ['warn', 'guest-output-dropped', 8890 - 14],
    ['info', 'guest-output', 'line'],
  ]);
});

test('an import without its grant is refused before anything runs, by an error that says what would give it', async () => {
  const refused = (grants?: ExecutorGrants) => start(grants).catch((error: unknown) => error);
  expect(await refused({ clocks: {}, random: true })).toBeInstanceOf(ImportNotGrantedError);
  expect(await refused({ random: true, others: 'refuse' })).toMatchObject({
    imports: [
      { name: 'wasi:clocks/monotonic-clock@0.2.12', grants: ['clocks'] },
      { name: 'wasi:clocks/wall-clock@0.2.12', grants: ['clocks'] },
    ],
  });
  expect(await refused()).toBeInstanceOf(ImportNotGrantedError);
});

test('what is refused answers, and reaches nothing', async () => {
  process.env['POLYRAY_SECRET'] = 'seen';
  const { call, result, logged } = await start(least);
  await call('print', '', 'nobody hears\n');
  expect(await result('environment', 'POLYRAY_SECRET')).toBe('(unset)');
  expect(await result('input')).toBe('-1');
  await expect(result('read', '/etc/hostname')).rejects.toThrow(OperationFailedError);
  await expect(result('list', '/')).rejects.toThrow(OperationFailedError);
  expect(logged).toEqual([]);
});

describe('folders', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'polyray-grants-'));
    fs.mkdirSync(path.join(folder, 'in'));
    fs.writeFileSync(path.join(folder, 'in/file'), 'content');
    fs.writeFileSync(path.join(folder, 'secret'), 'secret');
    fs.symlinkSync('../secret', path.join(folder, 'in/out'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));
  const said = (what: Promise<string>) => what.catch((error: Error) => (error instanceof OperationFailedError ? error.message : error));

  test('are used as any program uses them', async () => {
    const { result } = await start({ ...least, directories: [{ guest: '/data', host: path.join(folder, 'in'), write: true }] });
    expect(await result('read', '/data/file')).toBe('content');
    await result('mkdir', '/data/sub');
    await result('write', '/data/sub/new', 'one');
    await result('append', '/data/sub/new', 'two');
    expect(await result('read', '/data/sub/../sub/new')).toBe('onetwo');
    expect(await result('stat', '/data/sub/new')).toBe('file 6');
    await result('truncate', '/data/sub/new', '2');
    await result('rename', '/data/sub/new', '/data/moved');
    await result('rmdir', '/data/sub');
    await result('link', '/data/moved', '/data/linked');
    expect((await result('list', '/data')).trim().split(' ').sort()).toEqual(['file', 'linked', 'moved', 'out']);
    await result('unlink', '/data/linked');
    expect(fs.readFileSync(path.join(folder, 'in/moved'), 'utf8')).toBe('on');
  });

  test('end where they end', async () => {
    const { result } = await start({ ...least, directories: [{ guest: '/data', host: path.join(folder, 'in') }] });
    for (const name of ['/data/../secret', '/data/out', '/data/../../etc/hostname']) {
      expect(await said(result('read', name))).toBe('Operation not permitted');
    }
    expect(await said(result('read', '/etc/hostname'))).toBe('No such file or directory');
    expect(await said(result('write', '/data/new', 'x'))).toBe('Read-only file system');
    expect(await said(result('symlink', '/data/link', 'file'))).toBe('Read-only file system');
    expect(await result('readlink', '/data/out')).toBe('../secret');
    expect(fs.readdirSync(path.join(folder, 'in'))).toEqual(['file', 'out']);
  });

  test('that are not there are said when the executor is loaded', async () => {
    const failure = start({ ...least, directories: [{ guest: '/data', host: path.join(folder, 'none') }] });
    await expect(failure).rejects.toThrow(ExecutorLoadError);
    await expect(failure).rejects.toThrow(`${path.join(folder, 'none')}": there is no such folder`);
  });
});

test('requests go where they may', async () => {
  const server = http.createServer(({ url }, response) => response.writeHead(url === '/found' ? 200 : 404).end(`asked for ${url}`));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const authority = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { result } = await start({ ...least, http: { hosts: [`http://${authority}`, 'http://127.0.0.1:9'] } });
  expect(await result('ask', authority, '/found')).toBe('200 asked for /found');
  expect(await result('ask', authority, '/none')).toBe('404 asked for /none');
  await expect(result('ask', '127.0.0.1:8', '/')).rejects.toThrow('Permission denied');
  await expect(result('ask', '127.0.0.1:9', '/')).rejects.toThrow('I/O error');
  const refused = await start(least);
  await expect(refused.result('ask', authority, '/found')).rejects.toThrow('Permission denied');
});

test('variables are there by name', async () => {
  process.env['POLYRAY_SECRET'] = 'seen';
  process.env['POLYRAY_SHARED'] = 'shared';
  const { result } = await start({ ...least, environment: { POLYRAY_SHARED: true, POLYRAY_ABSENT: true, MODE: 'batch' } });
  expect(await result('environment', 'POLYRAY_SHARED')).toBe('shared');
  expect(await result('environment', 'MODE')).toBe('batch');
  for (const name of ['POLYRAY_ABSENT', 'POLYRAY_SECRET', 'PATH', 'HOME']) expect(await result('environment', name)).toBe('(unset)');
});

test('clocks tell the time and sleep; coarse ones tell less', async () => {
  const fine = await start(least);
  const before = Date.now() - 1;
  const told = Number(BigInt(await fine.result('time')) / 1_000_000n);
  expect(told).toBeGreaterThanOrEqual(before);
  expect(told).toBeLessThanOrEqual(Date.now() + 1);
  expect(Number(await fine.result('sleep', '', '20'))).toBeGreaterThanOrEqual(20e6);
  const coarse = await start({ ...least, clocks: { resolutionMs: 50 } });
  expect(BigInt(await coarse.result('time')) % 50_000_000n).toBe(0n);
  const slept = BigInt(await coarse.result('sleep', '', '20'));
  expect([slept % 50_000_000n, slept > 0n]).toEqual([0n, true]);
});

test('what is granted is told wherever an executor is', async () => {
  const grants: ExecutorGrants = { ...least, environment: { MODE: 'secret' } };
  const { executor, loaded, ray } = await start(grants);
  const words = ['clocks', 'random', 'environment MODE', 'others refused'];
  expect(executor).toMatchObject({ trust: 'granted', grants: words });
  expect(ray.executors.versions('guest' as never)).toMatchObject([{ version: '0.1.0', trust: 'granted', grants: words }]);
  expect(await ray.state.listExecutors()).toMatchObject([
    { name: 'guest', trust: 'granted', grants: words, limits: { memoryBytes: 2 ** 28 } },
  ]);
  expect(loaded).toEqual([
    {
      level: 'info',
      event: 'executor-loaded',
      executor: 'guest',
      version: '0.1.0',
      trust: 'granted',
      grants: words,
      limits: ['memory 256 MiB', 'calls 300 s', 'metered'],
    },
  ]);
});

test('a component that sleeps is ended by its time-out, and holds nobody up', async () => {
  const { executor, result } = await start({ ...least, http: { hosts: ['http://127.0.0.1:9'] } });
  const began = performance.now();
  const sleeping = executor.execute(
    { operation: 'wasi.call', parameters: { what: 'sleep', path: '', text: '600000' }, inputs: {} },
    { timeoutMs: 300 },
  );
  await expect(sleeping).rejects.toThrow(TaskTimeoutError);
  expect(await result('environment', 'MODE')).toBe('(unset)');
  expect(performance.now() - began).toBeLessThan(20_000);
});

test.runIf(process.platform === 'linux')('nothing is left of grants when the executor and its host are gone', async () => {
  const threads = () => fs.readdirSync('/proc/self/task').length;
  const linkOf = (file: string) => {
    try {
      return [fs.readlinkSync(file)];
    } catch {
      return []; // it was the one that reads the list
    }
  };
  const descriptors = () => fs.readdirSync('/proc/self/fd').flatMap((fd) => linkOf(`/proc/self/fd/${fd}`));
  const here = fs.realpathSync(import.meta.dirname);
  const grants: ExecutorGrants = { ...least, directories: [{ guest: '/here', host: here }], http: { hosts: [] } };
  const begin = async () => {
    const { ray, result } = await start(grants);
    expect(await result('stat', '/here')).toMatch(/^directory/);
    expect(descriptors()).toContain(here);
    await ray.shutdown();
  };
  await begin();
  const before = threads();
  await begin();
  await vi.waitFor(() => {
    expect(descriptors()).not.toContain(here);
    expect(threads()).toBeLessThanOrEqual(before);
  });
});

test('random bytes differ', async () => {
  const { result } = await start(least);
  const [first, second] = [await result('random'), await result('random')];
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(second).not.toBe(first);
});

test('a component that ends itself ends the call, and not the process', async () => {
  const { call, result, logged } = await start({ ...least, output: {} });
  for (const code of [0, 1]) {
    const ended = await call('exit', '', String(code)).catch((error: unknown) => error);
    expect(ended).toBeInstanceOf(ExecutorExitedError);
    expect(ended).toMatchObject({ exitCode: code, trapped: true, message: `Executor "guest" ended itself with exit code ${code}` });
  }
  await expect(call('trap')).rejects.toThrow(ExecutorFaultError);
  expect(await result('environment', 'MODE')).toBe('(unset)');
  await call('print', '', 'goes on');
  expect(logged.map(({ line }) => line)).toEqual(['goes on']);
});
