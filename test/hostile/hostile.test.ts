import fs from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { cpp } from '../../components/cpp/index.js';
import { transpile } from '../../runtime/component/transpile.ts';
import type { ExecutorLimits } from '../../runtime/executor/executor-limits.ts';
import { executorSource, loadExecutor } from '../../runtime/hub/executor-source.ts';
import type { Executor, ExecutorPackage, Ray } from '../../runtime/index.ts';
import { init, LimitExceededError, loadComponent } from '../../runtime/index.ts';
import { thisPlatform } from '../../runtime/platform/this-platform.ts';
import { InstanceHost } from '../../runtime/worker/instance-host.ts';
import { makeExecutor, type SmallExecutor } from '../fixtures/make-component.ts';
import { endless, harmless, hostileGuests } from './guests.ts';
import { replaced } from './replaced.ts';

/** Where threads cannot be ended, ending one would leave it spinning. */
const ways = thisPlatform().capabilities.hardKill.has ? (['meter', 'terminate'] as const) : (['meter'] as const);
let open: Ray[] = [];
afterEach(async () => {
  await Promise.all(open.map((ray) => ray.shutdown()));
  open = [];
});

/** A package as it is, asked nothing beforehand. */
async function packageOf(
  guest: SmallExecutor,
  limits: ExecutorLimits = {},
  change = (component: Uint8Array<ArrayBuffer>) => component,
): Promise<ExecutorPackage> {
  const { glue, core } = await transpile(change(await makeExecutor({ operation: 'go', ...guest })));
  return { name: 'evil', version: '1.0.0', trust: 'sealed', builds: [{ features: [], glue: { code: glue }, core }], limits };
}

/** What becomes of the workers of `evil`. */
function watchWorkers() {
  const workers: string[] = [];
  const note = (fields: { event?: string; pool?: string }) => {
    if (fields.event?.startsWith('worker-') && fields.pool === 'evil') workers.push(fields.event);
  };
  return { workers, logger: { debug: note, info: note, warn: note, error: note } };
}

async function start(guest: SmallExecutor, limits: ExecutorLimits = {}) {
  const { workers, logger } = watchWorkers();
  const ray = await init({
    numWorkers: 1,
    executors: { evil: await packageOf(guest, limits), good: { ...(await packageOf(harmless)), name: 'good' } },
    logger,
  });
  open.push(ray as unknown as Ray);
  return { ray, evil: ray.executors.get('evil') as Executor, good: ray.executors.get('good') as Executor, workers };
}

const go = { operation: 'go' };
const failure = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error as Error,
  );

/** Asks one executor all the time while something else goes on. @returns how often it answered, and the longest it took */
async function askMeanwhile<T>(good: Executor, what: Promise<T>) {
  let over = false;
  const ended = what.finally(() => {
    over = true;
  });
  let answers = 0;
  let longestMs = 0;
  while (!over) {
    const began = performance.now();
    await good.execute(go);
    longestMs = Math.max(longestMs, performance.now() - began);
    answers++;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return { result: await ended, answers, longestMs };
}

describe.each(ways)('a call without end is stopped (%s) when the executor', (stop) => {
  const stopped = endless.filter(({ unending }) => stop === 'meter' || unending !== true);
  test.each(stopped.map((one) => [one.does, one.guest] as const))('%s', async (_, guest) => {
    const { evil, good, workers } = await start(guest, { stop });
    await evil.operations();
    await good.execute(go);
    const { result: error, answers } = await askMeanwhile(good, failure(evil.execute(go, { timeoutMs: 200 })));
    expect(error).toMatchObject({ name: 'TaskTimeoutError', timeoutMs: 200 });
    expect(answers).toBeGreaterThan(0);
    const controller = new AbortController();
    setTimeout(() => controller.abort('enough'), 100);
    expect(await failure(evil.execute(go, { signal: controller.signal }))).toMatchObject({ name: 'TaskCancelledError', cause: 'enough' });
    expect(await failure(evil.execute(go, { timeoutMs: 200 }))).toMatchObject({ name: 'TaskTimeoutError' });
    // with metering, one worker outlives it all
    if (stop === 'meter') expect(workers).toEqual(['worker-started']);
  });
});

test('a trap after growth was refused says that it was, where the executor is metered, and only then', async () => {
  const body = (pages: number) => `(drop (memory.grow (i32.const ${pages}))) (i32.store (i32.const 0x70000000) (i32.const 1)) unreachable`;
  for (const [pages, stop] of [[60_000, 'meter'], ...ways.map((way) => [1, way] as const)] as const) {
    const { evil } = await start({ executeBody: body(pages) }, { stop });
    const error = await failure(evil.execute(go));
    expect(error).toMatchObject({ name: 'ExecutorFaultError', message: expect.stringMatching(/out of bounds/i) });
    const told = /its limit memoryBytes of 268435456 was reached: 3932160000 more were refused/;
    if (pages === 1) expect(error?.message).not.toMatch(/memoryBytes/);
    else expect(error?.message).toMatch(told);
  }
});

describe('a call without end is stopped, whatever the engine ends, when an executor from bytes', () => {
  test.each(endless.map((one) => [one.does, one.guest] as const))('%s', async (_, guest) => {
    const { workers, logger } = watchWorkers();
    const ray = await init({ numWorkers: 1, logger });
    open.push(ray as unknown as Ray);
    const bytes = await makeExecutor({ operation: 'go', ...guest });
    const evil = await ray.executors.load(bytes, { name: 'evil', cache: false });
    const good = await ray.executors.load(await makeExecutor({ ...harmless, name: 'good' }), { cache: false });
    expect(evil.limits.stop).toBe('meter');
    for (let i = 0; i < 3; i++) {
      const { result: error, answers } = await askMeanwhile(good, failure(evil.execute(go, { timeoutMs: 200 })));
      expect(error).toMatchObject({ name: 'TaskTimeoutError', timeoutMs: 200 });
      expect(answers).toBeGreaterThan(0);
      expect(await evil.health()).toMatchObject({ healthy: true, answeredInMs: expect.any(Number) });
    }
    // all of it by the worker that was stopped: nothing of a call goes on
    expect(workers).toEqual(['worker-started']);
  });
});

test.each(hostileGuests.map((one) => [one.does, one] as const))('an executor that %s', async (_, { guest, limits, error, message }) => {
  for (const stop of ways) {
    const { evil, good, workers } = await start(guest, { ...limits, stop });
    await good.execute(go);
    const { result } = await askMeanwhile(good, failure(evil.execute(go)));
    expect(result, stop).toMatchObject({ name: error, message: expect.stringMatching(message) });
    // every further call is told the same, by the same worker
    expect(await failure(evil.execute(go)), stop).toMatchObject({ name: error });
    expect(workers).toEqual(['worker-started']);
  }
});

const tooLarge = hostileGuests.filter(({ message }) => message.source.includes('responseBytes'));
test.each(tooLarge.map((one) => [one.does, one] as const))(
  "nor does jco's glue copy for an executor that %s",
  async (_, { guest, limits, message }) => {
    const start = await loadExecutor(executorSource(0, 'evil', await packageOf(guest, limits)), thisPlatform());
    const host = await InstanceHost.load(start, { calls: 'glue' });
    expect(host.direct).toBe(false);
    const request = { operation: 'go', parameters: [], inputs: [] };
    for (let i = 0; i < 2; i++) {
      expect(() => host.execute(request)).toThrow(LimitExceededError);
      expect(() => host.execute(request)).toThrow(message);
    }
  },
);

const renamed = (from: string, to: string) => (component: Uint8Array<ArrayBuffer>) => replaced(component, from, to);
const overlapping = tooLarge.find(({ does }) => does.includes('thousand tensors'))!;

test.each<[string, string, (component: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>]>([
  ['with another name for what answers', '', renamed('polyray:compute/executor@0.1.0#execute', 'xolyray:compute/executor@0.1.0#execute')],
  [
    'with a function beside it that has the name and answers well',
    `(func (export "xolyray:compute/executor@0.1.0#execute") (param i32 i32 i32 i32 i32 i32) (result i32) (i32.const 0))`,
    (component) => {
      const [name, other] = ['polyray:compute/executor@0.1.0#execute', 'xolyray:compute/executor@0.1.0#execute'];
      return replaced(replaced(replaced(component, name, 'y'.repeat(name.length)), other, name), 'y'.repeat(name.length), other);
    },
  ],
  ['in a memory of another name', '', renamed('memory', 'yemory')],
])('nor does it for one that hides its answer %s', async (_, fields, change) => {
  const { guest, message } = overlapping;
  const start = await loadExecutor(executorSource(0, 'evil', await packageOf({ ...guest, fields }, {}, change)), thisPlatform());
  const host = await InstanceHost.load(start, { calls: 'glue' });
  expect(() => host.execute({ operation: 'go', parameters: [], inputs: [] })).toThrow(LimitExceededError);
  expect(() => host.execute({ operation: 'go', parameters: [], inputs: [] })).toThrow(message);
});

describe('an executor that does not start:', () => {
  const starts = { fields: '(func $s (loop (br 0))) (start $s)', executeBody: harmless.executeBody! };

  test.each(ways)('its callers are told in time (%s)', async (stop) => {
    const { evil, good } = await start(starts, { stop, timeoutMs: 300 });
    await good.execute(go);
    const { result, answers } = await askMeanwhile(good, failure(evil.execute(go)));
    expect(result).toMatchObject({ name: 'TaskTimeoutError', timeoutMs: 300 });
    expect(answers).toBeGreaterThan(0);
  });

  test('so is who loads it', async () => {
    const bytes = await makeExecutor({ operation: 'go', ...starts });
    expect(await failure(loadComponent(bytes, { cache: false, timeoutMs: 4000 }))).toMatchObject({ name: 'TaskTimeoutError' });
  });

  test('one that begins with more memory than it may have is refused', async () => {
    const { evil } = await start({ memory: '5000', executeBody: harmless.executeBody! });
    expect(await failure(evil.execute(go))).toMatchObject({
      name: 'ExecutorLoadError',
      message: expect.stringContaining('it begins with 5000 pages of memory and may have 4096'),
    });
  });

  test('one that makes many instances of one core module is refused', async () => {
    const { glue, core } = await transpile(await makeExecutor({ operation: 'go', executeBody: harmless.executeBody! }));
    const twice = glue.replace(/(\n.*instantiateCore\(.*module0\).*)/, '$1$1');
    const ray = await init({
      numWorkers: 1,
      executors: { evil: { name: 'evil', version: '1.0.0', trust: 'sealed', builds: [{ features: [], glue: { code: twice }, core }] } },
    });
    open.push(ray as unknown as Ray);
    if (twice === glue) throw new Error('The glue is written in another way now');
    expect(await failure(ray.executors.get('evil').execute(go))).toMatchObject({
      message: expect.stringContaining('two instances of one core module'),
    });
  });
});

describe('an executor that lies of itself:', () => {
  /** The first time one text, and then another. */
  const counting = (first: number) => `(global.set $asked (i32.add (global.get $asked) (i32.const 1)))
    (if (result i32) (i32.gt_u (global.get $asked) (i32.const 1)) (then (i32.const 5000)) (else (i32.const ${first})))`;
  const asked = {
    fields: '(global $asked (mut i32) (i32.const 0)) (data (i32.const 5000) "\\90\\13\\00\\00\\05\\00\\00\\009.9.9")',
    executeBody: harmless.executeBody!,
  };

  test.each([
    ['name', 'small', { nameBody: counting(16) }],
    ['version', '1.2.3', { versionBody: counting(4096) }],
  ])('its %s changes', async (what, before, body) => {
    const { ray, evil } = await start({ ...asked, ...body });
    await evil.operations();
    const versionOf = ray.task(() => import('../fixtures/executor-tasks.ts'), 'versionOf', import.meta.url);
    const error = await failure(ray.get(versionOf.remote('evil')));
    expect(error?.cause).toMatchObject({
      name: 'ExecutorFaultError',
      message: expect.stringContaining(`its ${what} was "${before}" and is "9.9.9"`),
    });
    // whoever knows what it was before goes on
    expect((await evil.execute(go)).status).toBe('completed');
  });

  test('it declares 100 000 operations', async () => {
    const many = `(drop (memory.grow (i32.const 100))) (i32.store (i32.const 60000) (i32.const 65536)) (i32.store (i32.const 60004) (i32.const 100000))`;
    const { evil } = await start({ operationsBody: many, executeBody: harmless.executeBody! });
    expect(await failure(evil.execute(go))).toMatchObject({
      name: 'ExecutorFaultError',
      message: expect.stringContaining('100000 operations'),
    });
  });

  /** A list of items at 60000, each with a text of 50 MB, all the same. */
  const items = (count: number, size: number, textAt: number) => `(local i32) (drop (memory.grow (i32.const 1000)))
    (i32.store (i32.const 60000) (i32.const 65536)) (i32.store (i32.const 60004) (i32.const ${count}))
    (loop $l (i32.store (i32.add (i32.const ${65_536 + textAt}) (i32.mul (local.get 0) (i32.const ${size}))) (i32.const 50000000))
      (br_if $l (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const ${count}))))`;

  test('it declares a thousand operations whose names are the same 50 MB', async () => {
    const message = expect.stringMatching(/what it says of itself comes to \d+ bytes and more, and may come to 4194304/);
    const guest = { operationsBody: items(1000, 48, 4), executeBody: harmless.executeBody! };
    const { evil } = await start(guest);
    expect(await failure(evil.execute(go))).toMatchObject({ name: 'ExecutorFaultError', message });
    expect(await failure(evil.operations())).toMatchObject({ name: 'ExecutorFaultError', message });
    const loading = loadComponent(await makeExecutor(guest), { cache: false });
    await expect(loading).rejects.toMatchObject({ name: 'ExecutorLoadError', message });
  });

  test('its name is 50 MB', async () => {
    const nameBody = `(drop (memory.grow (i32.const 1000))) ${'(i32.store (i32.const 3000) (i32.const 65536)) (i32.store (i32.const 3004) (i32.const 50000000))'} (i32.const 3000)`;
    const bytes = await makeExecutor({ nameBody, executeBody: harmless.executeBody! });
    await expect(loadComponent(bytes, { cache: false })).rejects.toMatchObject({
      name: 'ExecutorLoadError',
      message: expect.stringContaining('what it says of itself comes to 50000008 bytes and more'),
    });
  });

  test('it declares 2^32 - 1 operations', async () => {
    const many = '(i32.store (i32.const 60004) (i32.const -1))';
    const { evil } = await start({ operationsBody: many, executeBody: harmless.executeBody! });
    expect(await failure(evil.execute(go))).toMatchObject({ name: 'ExecutorFaultError' });
  });
});

describe('what hostile guests leave:', () => {
  /** Of this process, where the system tells: on Linux. */
  const threads = () => (fs.existsSync('/proc/self/task') ? fs.readdirSync('/proc/self/task').length : 0);

  test('hundreds of instances that take all they may, and memory comes back', async () => {
    const bomb = {
      executeBody: `(loop (br_if 0 (i32.ne (i32.const -1) (memory.grow (i32.const 1)))))
        (memory.fill (i32.const 65536) (i32.const 7) (i32.sub (i32.shl (memory.size) (i32.const 16)) (i32.const 65536))) (unreachable)`,
    };
    const { ray, evil } = await start(bomb, { stop: 'meter', memoryBytes: 2 ** 24 });
    for (let i = 0; i < 20; i++) await failure(evil.execute(go));
    const before = process.memoryUsage.rss();
    for (let i = 0; i < 200; i++) expect(await failure(evil.execute(go))).toMatchObject({ name: 'OutOfMemoryError' });
    // 200 times 16 MiB were written
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 31);
    await ray.shutdown();
    expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 30);
  }, 120_000);

  // some engines take milliseconds for each
  test('thousands of instances: a fresh one for every call', { timeout: 120_000 }, async () => {
    const once = `(if (global.get $used) (then unreachable)) (global.set $used (i32.const 1)) ${harmless.executeBody}`;
    const { evil, workers } = await start({ fields: '(global $used (mut i32) (i32.const 0))', executeBody: once }, { reuse: 'fresh' });
    for (let i = 0; i < 2000; i++) await evil.execute(go);
    expect(workers).toEqual(['worker-started']);
  });

  test('no thread, stopped or ended, outlives its runtime', async () => {
    const cycle = async () => {
      for (const stop of ways) {
        const { ray, evil } = await start(endless[0]!.guest, { stop });
        expect(await failure(evil.execute(go, { timeoutMs: 100 }))).toMatchObject({ name: 'TaskTimeoutError' });
        const left = evil.execute(go); // runs while the runtime ends
        left.catch(() => {});
        await new Promise((resolve) => setTimeout(resolve, 50));
        await ray.shutdown();
      }
    };
    await cycle(); // engines keep some of their own
    const before = threads();
    await cycle();
    for (let i = 0; i < 50 && threads() > before; i++) await new Promise((resolve) => setTimeout(resolve, 100));
    expect(threads()).toBeLessThanOrEqual(before);
  });
});

test('what burns its fuel is stopped there, and says how much it was', async () => {
  const rounds = (n: number) =>
    `(local i32) (local.set 6 (i32.const ${n})) (loop $l (br_if $l (local.tee 6 (i32.sub (local.get 6) (i32.const 1))))) ${harmless.executeBody}`;
  const { evil } = await start({ executeBody: rounds(100_000) }, { fuel: 10_000_000 });
  const { fuelUsed } = await evil.execute(go);
  expect(fuelUsed).toBeGreaterThan(400_000);
  expect((await evil.execute(go)).fuelUsed).toBe(fuelUsed);
  const { evil: limited } = await start({ executeBody: rounds(100_000) }, { fuel: fuelUsed! - 1 });
  expect(await failure(limited.execute(go))).toMatchObject({ name: 'LimitExceededError', limit: 'fuel', allowed: fuelUsed! - 1 });
});

test('what it holds of memory is told, call by call, where it is metered', async () => {
  const executeBody = `(drop (memory.grow (i32.const 2))) ${harmless.executeBody}`;
  const { evil } = await start({ executeBody }, { stop: 'meter', memoryBytes: 6 * 65_536 });
  const held = async () => (await evil.execute(go)).memoryBytes! / 65_536;
  expect([await held(), await held(), await held()]).toEqual([3, 5, 5]); // a seventh page is refused
  const { evil: plain } = await start({ executeBody }, { stop: 'terminate' });
  expect(await plain.execute(go)).not.toHaveProperty('memoryBytes');
});

test('a request that is larger than it may be is refused, by value and by reference', async () => {
  const ray = await init({ numWorkers: 1, executors: { cpp: { ...cpp, limits: { requestBytes: 4096 } } } });
  open.push(ray as unknown as Ray);
  const executor = ray.executors.get('cpp');
  expect(executor.limits).toMatchObject({ requestBytes: 4096, memoryBytes: 2 ** 28, timeoutMs: 300_000, stop: ways.at(-1) });
  const welch = (samples: number) => ({
    operation: 'signal.welch' as const,
    parameters: { rate: 1000, segment: 64 },
    inputs: { signal: new Float64Array(samples) },
  });
  await executor.execute(welch(400));
  const refusal = { name: 'LimitExceededError', limit: 'requestBytes', allowed: 4096, found: expect.any(Number) };
  const error = await failure(executor.execute(welch(1024)));
  expect(error).toMatchObject(refusal);
  expect((error as LimitExceededError).found).toBeGreaterThan(8192);
  const { values } = await executor.remote({ ...welch(0), inputs: { signal: ray.put(new Float64Array(1024)) } });
  expect(await failure(ray.get(values))).toMatchObject({ cause: refusal });
  await executor.execute(welch(400));
});

test('an answer that is larger than it may be is refused', async () => {
  const ray = await init({ numWorkers: 1, executors: { cpp: { ...cpp, limits: { responseBytes: 1000 } } } });
  open.push(ray as unknown as Ray);
  const spectrum = (points: number) =>
    ray.executors
      .get('cpp')
      .execute({ operation: 'signal.welch', parameters: { rate: 1000, segment: points }, inputs: { signal: new Float64Array(4096) } });
  expect(await failure(spectrum(1024))).toMatchObject({ name: 'LimitExceededError', limit: 'responseBytes', allowed: 1000 });
  expect((await spectrum(32)).status).toBe('completed');
});
