import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { copyExample } from '../copy-example.ts';

let service: ChildProcess;
let url: string;

beforeAll(async () => {
  const folder = copyExample('hono-service');
  service = spawn(process.execPath, ['service.js', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  [url] = (await once(createInterface({ input: service.stdout! }), 'line')) as [string];
});
afterAll(async () => {
  service.kill('SIGTERM');
  const [code] = await once(service, 'exit');
  expect(code).toBe(0); // it ends by itself: nothing of polyray is left
});

const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(url + path, init);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
};

test('it runs a task for a request', async () => {
  expect(await get('/primes/1000')).toEqual({ status: 200, body: { count: 168 } });
});

test('it asks an executor, with what the body holds', async () => {
  const signal = Float64Array.from({ length: 4096 }, (_, i) => Math.sin((2 * Math.PI * 125 * i) / 1000));
  const { status, body } = await get('/spectrum?rate=1000', { method: 'POST', body: signal });
  expect(status).toBe(200);
  const [frequencies, power] = [body['frequencies'] as number[], body['power'] as number[]];
  expect(frequencies[power.indexOf(Math.max(...power))]).toBe(125);
});

test('a request that takes too long is told so, and one that is wrong', async () => {
  expect(await get('/primes/999999999')).toMatchObject({ status: 504, body: { error: expect.stringContaining('5000 ms') } });
  expect(await get('/spectrum?rate=-1', { method: 'POST', body: new Float64Array(256) })).toMatchObject({ status: 400 });
  expect(await get('/spectrum', { method: 'POST', body: new Uint8Array(7) })).toMatchObject({ status: 400 });
});

test('it shows its metrics', async () => {
  expect(await (await fetch(`${url}/metrics`)).text()).toMatch(/^polyray_/m);
});
