import { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { HttpGrant } from '../../executor/executor-grants.ts';
import { thisPlatform } from '../../platform/this-platform.ts';
import { GuestError } from '../guest-error.ts';
import { WasiInstance } from '../wasi-instance.ts';
import { Fetcher } from './fetcher.ts';
import type { Fields } from './fields.ts';
import type { FutureIncomingResponse, IncomingResponse } from './incoming-response.ts';
import type { OutgoingBody } from './outgoing-body.ts';
import type { Method, OutgoingRequest, Scheme } from './outgoing-request.ts';
import type { RequestOptions } from './request-options.ts';

// the thread of the test stands still while it waits, as a component's does
const server = `
  const http = require('node:http');
  const { gzipSync } = require('node:zlib');
  const { parentPort } = require('node:worker_threads');
  const paths = {
    '/echo': async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk.toString('latin1');
      response.setHeader('x-twice', ['1', '2']);
      response.end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
    },
    '/redirect': (_, response) => response.writeHead(302, { location: 'http://example.org/' }).end(),
    '/large': (_, response) => response.end(Buffer.alloc(3000000, 'x')),
    '/gzip': (_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('unpacked')),
    '/never': () => {},
    '/half': (_, response) => response.write('half', () => {}),
    '/broken': (_, response) => response.writeHead(200, { 'content-length': '10' }).write('12345', () => response.destroy()),
  };
  let asked = 0;
  const server = http.createServer((request, response) => {
    asked++;
    paths[request.url.split('?')[0]](request, response);
  }).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
  parentPort.on('message', () => parentPort.postMessage(asked));`;

let thread: Worker;
let origin: string;
let fetcher: Fetcher;
const instances: WasiInstance[] = [];

const message = () => new Promise<number>((resolve) => thread.once('message', resolve));

beforeAll(async () => {
  thread = new Worker(server, { eval: true });
  origin = `http://127.0.0.1:${await message()}`;
  fetcher = await Fetcher.start(thisPlatform());
});
afterEach(() => {
  for (const each of instances.splice(0)) each.close();
});
afterAll(async () => {
  await Promise.all([thread.terminate(), fetcher.close()]);
});

interface Types {
  readonly Fields: (new () => Fields) & { fromList(entries: [string, Uint8Array][]): Fields };
  readonly OutgoingRequest: new (headers: Fields) => OutgoingRequest;
  readonly OutgoingBody: { finish(body: OutgoingBody, trailers: Fields | undefined): void };
  readonly RequestOptions: new () => RequestOptions;
}

interface Ask {
  readonly path?: string;
  readonly authority?: string;
  readonly scheme?: Scheme;
  readonly method?: Method;
  readonly headers?: [string, Uint8Array][];
  readonly body?: string;
  readonly options?: (options: RequestOptions) => void;
}

function make(grant: HttpGrant = { hosts: [origin] }) {
  const instance = new WasiInstance({ http: grant }, { mayBlock: true, print: () => {} }, { fetcher });
  instances.push(instance);
  const types = instance.imports['wasi:http/types'] as Types;
  const { handle } = instance.imports['wasi:http/outgoing-handler'] as {
    handle(request: OutgoingRequest, options: RequestOptions | undefined): FutureIncomingResponse;
  };
  const send = ({ path = '/echo', authority = origin.slice(7), scheme = { tag: 'HTTP' }, method, headers = [], body, options }: Ask) => {
    const request = new types.OutgoingRequest(types.Fields.fromList(headers));
    request.setScheme(scheme);
    request.setAuthority(authority);
    request.setPathWithQuery(path);
    if (method !== undefined) request.setMethod(method);
    let chosen: RequestOptions | undefined;
    if (options !== undefined) {
      chosen = new types.RequestOptions();
      options(chosen);
    }
    const outgoing = body === undefined ? undefined : request.body();
    const future = handle(request, chosen);
    if (outgoing !== undefined) {
      outgoing.write().blockingWriteAndFlush(utf8(body!));
      types.OutgoingBody.finish(outgoing, undefined);
    }
    return future;
  };
  /** The answer, or the error-code. */
  const answer = (future: FutureIncomingResponse) => {
    future.subscribe().block();
    const got = future.get();
    if (got?.tag !== 'ok') throw new Error('there is no answer');
    return got.val;
  };
  const ask = (what: Ask): IncomingResponse => {
    const got = answer(send(what));
    if (got.tag === 'ok') return got.val;
    throw new GuestError(got.val);
  };
  return { types, send, answer, ask, instance };
}

function read(response: IncomingResponse): string {
  const stream = response.consume().stream();
  let read = '';
  for (;;) {
    try {
      read += new TextDecoder().decode(stream.blockingRead(100_000n));
    } catch (error) {
      if ((error as GuestError<{ tag: string }>).payload.tag === 'closed') return read;
      throw error;
    }
  }
}

function refusal(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    if (error instanceof GuestError) return error.payload;
    throw error;
  }
  return 'done';
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const asked = () => {
  const count = message();
  thread.postMessage('asked');
  return count;
};

test('a request is sent as it was made, and answered', () => {
  const { ask } = make();
  const headers: [string, Uint8Array][] = [
    ['X-Own', utf8('a')],
    ['x-own', Uint8Array.of(0xfc)],
    ['Content-Length', utf8('1')],
  ];
  const response = ask({ path: '/echo?a=%20b', method: { tag: 'post' }, headers, body: 'grüße' });
  expect(response.status()).toBe(200);
  expect(response.headers().has('Date')).toBe(true);
  const twice = response
    .headers()
    .get('x-twice')
    .map((value) => new TextDecoder().decode(value));
  expect(twice.join(', ')).toBe('1, 2');
  const echoed = JSON.parse(read(response));
  expect(echoed).toMatchObject({ method: 'POST', url: '/echo?a=%20b', body: Buffer.from('grüße').toString('latin1') });
  expect(echoed.headers).toMatchObject({ 'x-own': 'a, ü', 'content-length': '7' });
  expect(refusal(() => response.consume())).toBeUndefined();
});

test('only what is granted is asked, however it is spelt', async () => {
  const { send, ask } = make({ hosts: [origin, 'http://granted.example:81'] });
  const before = await asked();
  const port = origin.split(':')[2]!;
  const cases: [unknown, Ask][] = [
    ['HTTP-request-denied', { authority: `localhost:${port}` }],
    ['HTTP-request-denied', { authority: '127.0.0.1:1' }],
    ['HTTP-request-denied', { authority: '127.0.0.1' }],
    ['HTTP-request-denied', { scheme: { tag: 'HTTPS' } }],
    ['HTTP-request-denied', { authority: 'granted.example.evil:81' }],
    ['HTTP-request-denied', { authority: 'granted.example:82' }],
    ['HTTP-request-denied', { authority: '[::1]:81' }],
    ['HTTP-request-URI-invalid', { scheme: { tag: 'other', val: 'file' } }],
    ['HTTP-request-URI-invalid', { authority: 'a b'.replace(' ', '%') }],
    ['HTTP-request-method-invalid', { method: { tag: 'connect' } }],
    ['HTTP-request-method-invalid', { method: { tag: 'other', val: 'Trace' } }],
  ];
  expect(cases.map(([, what]) => (refusal(() => send(what)) as { tag: string }).tag)).toEqual(cases.map(([tag]) => tag));
  for (const authority of ['user@127.0.0.1', 'a/b', 'a?b', 'a#b', 'a\\b', 'a b'])
    expect(refusal(() => send({ authority }))).toBeUndefined();
  for (const path of ['@evil.example/', 'x', '.evil.example/', '//a b', '/#', '/\\x'])
    expect(refusal(() => send({ path }))).toBeUndefined();
  expect(await asked()).toBe(before);
  // other spellings of the same
  expect(ask({ authority: `127.1:${port}` }).status()).toBe(200);
});

test('without the grant, everything is denied', () => {
  const instance = new WasiInstance({ others: 'refuse' }, { mayBlock: true, print: () => {} });
  instances.push(instance);
  const types = instance.imports['wasi:http/types'] as Types;
  const { handle } = instance.imports['wasi:http/outgoing-handler'] as { handle(request: OutgoingRequest): never };
  const request = new types.OutgoingRequest(new types.Fields());
  request.setAuthority('example.org');
  expect(refusal(() => handle(request))).toEqual({ tag: 'HTTP-request-denied' });
});

test('a redirect is told, not followed', () => {
  const response = make().ask({ path: '/redirect' });
  expect(response.status()).toBe(302);
  expect(new TextDecoder().decode(response.headers().get('location')[0])).toBe('http://example.org/');
});

test('a packed answer comes unpacked, and says so', () => {
  const response = make().ask({ path: '/gzip' });
  expect(response.headers().has('content-encoding')).toBe(false);
  expect(read(response)).toBe('unpacked');
});

test('large answers come in pieces, up to the limit', () => {
  expect(read(make().ask({ path: '/large' }))).toBe('x'.repeat(3_000_000));
  const { ask } = make({ hosts: [origin], maxBodyBytes: 2_000_000 });
  const response = ask({ path: '/large' });
  const failure = refusal(() => read(response)) as { tag: string; val: { codeOf(kind: string): unknown } };
  expect(failure.tag).toBe('last-operation-failed');
  expect(failure.val.codeOf('http')).toEqual({ tag: 'HTTP-response-body-size', val: 2_000_000n });
});

test('large requests are not even kept', () => {
  const { types } = make({ hosts: [origin], maxBodyBytes: 10 });
  const bodies = [0, 1].map(() => new types.OutgoingRequest(new types.Fields()).body());
  bodies[0]!.write().write(utf8('123456'));
  const failure = refusal(() => bodies[1]!.write().write(utf8('123456'))) as { val: { codeOf(kind: string): unknown } };
  expect(failure.val.codeOf('http')).toEqual({ tag: 'HTTP-request-body-size', val: 10n });
  bodies[0]![Symbol.dispose]();
  const third = new types.OutgoingRequest(new types.Fields()).body().write();
  third.write(utf8('1234567890'));
});

test('what does not answer in time fails', () => {
  const { send, answer, ask } = make({ hosts: [origin], timeoutMs: 300 });
  const began = performance.now();
  const hurried = answer(send({ path: '/never', options: (options) => options.setFirstByteTimeout(20_000_000n) }));
  expect(hurried).toEqual({ tag: 'err', val: { tag: 'connection-timeout' } });
  const never = answer(send({ path: '/never' }));
  expect(never).toMatchObject({ tag: 'err', val: { tag: expect.stringMatching(/timeout$/) } });
  const half = ask({ path: '/half' });
  const failure = refusal(() => read(half)) as { val: { codeOf(kind: string): unknown } };
  expect(failure.val.codeOf('http')).toEqual({ tag: 'HTTP-response-timeout' });
  expect(performance.now() - began).toBeGreaterThan(600);
});

test('what breaks says so', () => {
  const { send, answer, ask } = make({ hosts: [origin, 'http://127.0.0.1:9', 'http://nowhere.invalid'] });
  expect(answer(send({ authority: '127.0.0.1:9' }))).toMatchObject({ tag: 'err' });
  expect(answer(send({ authority: 'nowhere.invalid' }))).toMatchObject({ tag: 'err' });
  const broken = ask({ path: '/broken' });
  expect(refusal(() => read(broken))).toMatchObject({ tag: 'last-operation-failed' });
});

test('a body that is dropped sends nothing', async () => {
  const { types, instance, answer } = make({ hosts: [origin] });
  const before = await asked();
  const request = new types.OutgoingRequest(new types.Fields());
  request.setScheme({ tag: 'HTTP' });
  request.setAuthority(origin.slice(7));
  request.setPathWithQuery('/echo');
  const body = request.body();
  expect(refusal(() => request.body())).toBeUndefined();
  const { handle } = instance.imports['wasi:http/outgoing-handler'] as { handle(request: OutgoingRequest): FutureIncomingResponse };
  const future = handle(request);
  expect(future.get()).toBeUndefined();
  body[Symbol.dispose]();
  expect(answer(future)).toMatchObject({ tag: 'err', val: { tag: 'internal-error' } });
  expect(future.get()).toEqual({ tag: 'err', val: undefined });
  expect(await asked()).toBe(before);
});

test('a request whose answer nobody waits for is not sent', async () => {
  const { types, instance } = make({ hosts: [origin] });
  const before = await asked();
  const { handle } = instance.imports['wasi:http/outgoing-handler'] as { handle(request: OutgoingRequest): FutureIncomingResponse };
  for (let i = 0; i < 40; i++) {
    const request = new types.OutgoingRequest(new types.Fields());
    request.setMethod({ tag: 'post' });
    request.setScheme({ tag: 'HTTP' });
    request.setAuthority(origin.slice(7));
    request.setPathWithQuery('/echo');
    const body = request.body();
    const stream = body.write();
    stream.blockingWriteAndFlush(utf8('hello'));
    handle(request)[Symbol.dispose]();
    expect(refusal(() => stream.blockingWriteAndFlush(utf8('hello')))).toMatchObject({ tag: 'last-operation-failed' });
    stream[Symbol.dispose]();
    types.OutgoingBody.finish(body, undefined);
  }
  expect(await asked()).toBe(before);
});

test('so many requests at once, and none is left behind', () => {
  const { send, instance } = make();
  const futures = Array.from({ length: 16 }, () => send({ path: '/never' }));
  expect(refusal(() => send({}))).toEqual({ tag: 'connection-limit-reached' });
  futures[0]![Symbol.dispose]();
  const other = send({});
  other.subscribe().block();
  instance.close();
  expect(other.handles.size).toBe(0);
});

test('headers are checked, and belong to whom they were given', () => {
  const { types } = make();
  const fields = new types.Fields();
  fields.append('A', utf8('1'));
  fields.append('a', utf8('2'));
  expect(fields.get('A').map((value) => new TextDecoder().decode(value))).toEqual(['1', '2']);
  const clone = fields.clone();
  fields.set('a', [utf8('3')]);
  fields.delete('none');
  expect(fields.entries()).toEqual([['a', utf8('3')]]);
  expect(clone.entries()).toHaveLength(2);
  for (const name of ['', 'a b', 'ü', 'a:']) expect(refusal(() => fields.set(name, []))).toEqual({ tag: 'invalid-syntax' });
  for (const value of ['\r\nX: y', '\0', '\n']) expect(refusal(() => fields.append('a', utf8(value)))).toEqual({ tag: 'invalid-syntax' });
  for (const name of ['Host', 'connection', 'Transfer-Encoding', 'proxy-authorization'])
    expect(refusal(() => types.Fields.fromList([[name, utf8('x')]]))).toEqual({ tag: 'forbidden' });
  const request = new types.OutgoingRequest(fields);
  expect(refusal(() => request.headers().append('b', utf8('1')))).toEqual({ tag: 'immutable' });
  expect(fields).toBeInstanceOf(types.Fields);
  expect(request.headers()).toBeInstanceOf(types.Fields);
  expect(() => clone.append('long', new Uint8Array(40_000).fill(97))).toThrow('its headers take');
});
