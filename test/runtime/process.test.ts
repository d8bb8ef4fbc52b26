import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';

const cache = fileURLToPath(new URL('../../.cache/node', import.meta.url));
const polyray = new URL('../../runtime/index.ts', import.meta.url).href;

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a program that has `ray`; without an end of its own it would be ended by the test's time limit, and fail. */
function run(options: object, program: string): Promise<Ended> {
  const text = `import { Worker } from 'node:worker_threads';
    import { ActorPool, init } from '${polyray}';
    const threads = [];
    process.on('worker', (thread) => threads.push(thread));
    const ray = await init(${JSON.stringify({ numWorkers: 1, ...options })});
    const sleep = ray.remote((ms) => new Promise((resolve) => setTimeout(resolve, ms, 'slept')));
    ${program}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', text], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  return new Promise((resolve) => {
    child.on('close', (code) => resolve({ code, output }));
  });
}

const threaded = { coordinator: 'thread' };
const messages = { sharedMemory: false };

test.each([
  ['ends when nothing was ever asked of the runtime', {}, '', ''],
  ['ends when the runtime is idle', {}, `console.log(await ray.get(sleep.remote(1)));`, 'slept\n'],
  ['ends when the runtime is idle, its coordinator in a thread', threaded, `console.log(await ray.get(sleep.remote(1)));`, 'slept\n'],
  ['ends when the runtime is idle without shared memory', messages, `console.log(await ray.get(sleep.remote(1)));`, 'slept\n'],
  ['ends when both are so', { ...messages, ...threaded }, `console.log(await ray.get(sleep.remote(1)));`, 'slept\n'],
  [
    'ends while an actor is idle',
    {},
    `globalThis.actor = ray.remote(class { ping() {} }).remote(); await ray.get(actor.ping.remote());`,
    '',
  ],
  ['lives while something is awaited', {}, `ray.get(sleep.remote(200)).then(console.log);`, 'slept\n'],
  ['lives while something is awaited of a thread', threaded, `ray.get(sleep.remote(200)).then(console.log);`, 'slept\n'],
  ['lives while it waits', {}, `ray.wait([sleep.remote(200)]).then(({ ready }) => console.log(ready.length));`, '1\n'],
  [
    'lives until a time-out',
    {},
    `ray.get(sleep.remote(1e6), { timeoutMs: 100 }).catch(({ name }) => console.log(name));`,
    'GetTimeoutError\n',
  ],
  ['does not wait for what nobody awaits', {}, `sleep.remote(1e6);`, ''],
  [
    'ends after shutdown, whatever still ran',
    {},
    `await ray.get(sleep.remote(1)); ray.remote(() => { for (;;); }).remote(); await ray.shutdown();`,
    '',
  ],
  [
    'prints what tasks print',
    {},
    `await ray.get(ray.remote(() => console.log('from a task')).remote()); await ray.shutdown();`,
    'from a task\n',
  ],
])('a process %s', async (_, options, program, output) => {
  expect(await run(options, program)).toEqual({ code: 0, output });
});

test('a process ends with its exit code, whatever runs', async () => {
  const program = `await ray.get(sleep.remote(1));
    await ray.get(ray.remote(() => { for (;;); }).remote(), { timeoutMs: 20 }).catch(() => process.exit(3));`;
  expect(await run({}, program)).toEqual({ code: 3, output: '' });
});

test.each(['inline', 'thread'])('who asks after shutdown is told (coordinator: %s)', async (coordinator) => {
  const program = `const actor = ray.remote(class { ping() {} }).remote();
    const stream = ray.remote(function* () { yield 1; yield 2; }).remote()[Symbol.asyncIterator]();
    await stream.next();
    const pool = new ActorPool([actor]);
    pool.submit((one) => one.ping.remote(), 1);
    await pool.getNext();
    await ray.shutdown();
    pool.submit((one) => one.ping.remote(), 2);
    for (const asked of [stream.next(), pool.getNext()]) await asked.catch(({ name }) => console.log(name));`;
  expect(await run({ coordinator }, program)).toEqual({ code: 0, output: 'ShutdownError\nShutdownError\n' });
});

test("a process goes on, and is told, when the coordinator's thread ends", async () => {
  const program = `const asked = ray.get(sleep.remote(1e6)).catch(({ name }) => console.log(name));
    await ray.get(sleep.remote(1));
    threads.find(({ threadName }) => threadName === 'polyray coordinator').terminate();
    await asked;
    await ray.get(sleep.remote(1)).catch(({ name }) => console.log(name));
    await ray.shutdown();`;
  expect(await run({ ...threaded, numWorkers: 2 }, program)).toEqual({ code: 0, output: 'ShutdownError\nShutdownError\n' });
});

test.each(['inline', 'thread'])('a process has nothing left of the runtime after shutdown (coordinator: %s)', async (coordinator) => {
  const program = `await ray.get(sleep.remote(1));
    const late = ray.get(sleep.remote(1e6)).catch(({ name }) => console.log(name));
    const actor = ray.remote(class { ping() {} }).remote();
    await ray.get(actor.ping.remote());
    await ray.shutdown();
    await late;
    console.log(process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY/.test(kind)).join());`;
  expect(await run({ coordinator }, program)).toEqual({ code: 0, output: 'ShutdownError\n\n' });
});
