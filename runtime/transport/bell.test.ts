import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterAll, expect, test, vi } from 'vitest';
import { Bell, bellMemory } from './bell.ts';

const workers: Worker[] = [];
afterAll(() => Promise.all(workers.map((worker) => worker.terminate())));

/** A thread with its own bell, the flag `work` (which `take` takes back) and `tell`; `body` may await. */
async function thread(body: string) {
  const bell = bellMemory();
  const flag = new SharedArrayBuffer(4);
  const worker = new Worker(
    `const { parentPort, workerData } = require('node:worker_threads');
    import(workerData.module).then(async ({ Bell }) => {
      const bell = new Bell(workerData.bell), flag = new Int32Array(workerData.flag);
      const work = () => Atomics.load(flag, 0) > 0, take = () => Atomics.sub(flag, 0, 1);
      const tell = (word) => parentPort.postMessage(word);
      parentPort.on('message', () => {});
      ${body}
    });`,
    { eval: true, workerData: { module: new URL('bell.ts', import.meta.url).href, bell, flag } },
  );
  workers.push(worker);
  const told: unknown[] = [];
  const waiting: (() => void)[] = [];
  worker.on('message', (word) => {
    told.push(word);
    waiting.shift()?.();
  });
  const heard = async () => {
    if (told.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return told.shift();
  };
  const give = () => {
    Atomics.add(new Int32Array(flag), 0, 1);
    new Bell(bell).ring();
  };
  return { worker, bell, flag, heard, give, told };
}

test('a blocked thread wakes for work, not for a ring alone', async () => {
  const { heard, give, bell, told } = await thread(`tell('blocks'); for (;;) { tell(bell.wait(work)); take(); }`);
  expect(await heard()).toBe('blocks');
  await sleep(50);
  new Bell(bell).ring();
  await sleep(50);
  expect(told).toEqual([]);
  for (let i = 0; i < 3; i++) {
    give();
    expect(await heard()).toBe(true);
  }
});

test('nobody blocks on a closed bell, and whoever did is woken', async () => {
  const { heard, bell } = await thread(`tell('blocks'); tell(bell.wait(work)); tell(bell.wait(work));`);
  expect(await heard()).toBe('blocks');
  await sleep(50);
  new Bell(bell).close();
  expect([await heard(), await heard()]).toEqual([false, false]);
});

test('a wait ends at its time, with what it found', async () => {
  const { heard, give } = await thread(`tell(bell.wait(work, 20)); tell(bell.wait(work, 600_000)); tell(bell.wait(work, 0));`);
  expect(await heard()).toBe(false);
  give();
  expect(await heard()).toBe(true);
  expect(await heard()).toBe(true);
});

test('a listening thread is called from its event loop, until it stops', async () => {
  const memory = bellMemory();
  const [bell, ringer] = [new Bell(memory), new Bell(memory)];
  let work = 1;
  let runs = 0;
  let called = Promise.withResolvers<void>();
  const listen = () =>
    bell.listen(
      () => work > 0,
      () => {
        work--;
        runs++;
        called.resolve();
      },
    );
  const stop = listen();
  expect(() => listen()).toThrow(TypeError);
  expect(runs).toBe(0);
  for (let turn = 1; turn <= 100; turn++) {
    await called.promise;
    called = Promise.withResolvers();
    expect(runs).toBe(turn);
    work++;
    ringer.ring();
    expect(runs).toBe(turn);
  }
  await called.promise;
  stop();
  work++;
  ringer.ring();
  await sleep(20);
  expect(runs).toBe(101);
  called = Promise.withResolvers();
  const again = listen();
  await called.promise;
  expect(runs).toBe(102);
  again();
});

test('other events have their turns while something is always pending', async () => {
  const bell = new Bell(bellMemory());
  let runs = 0;
  const stop = bell.listen(
    () => true,
    () => runs++,
  );
  await sleep(5);
  await new Promise(setImmediate);
  expect(runs).toBeGreaterThan(0);
  stop();
});

test('what a run throws does not end listening', async () => {
  const { worker, heard, give } = await thread(`
    process.on('unhandledRejection', (error) => tell(error.message));
    bell.listen(work, () => { take(); throw new Error('thrown'); });
    tell('listens');`);
  expect(await heard()).toBe('listens');
  for (let i = 0; i < 3; i++) {
    give();
    expect(await heard()).toBe('thrown');
  }
  await worker.terminate();
});

test('a thread may block while it listens', async () => {
  const { worker, heard, give } = await thread(`
    bell.listen(work, () => { take(); tell('run'); });
    parentPort.on('message', (timeoutMs) => { tell('blocks'); tell(bell.wait(work, timeoutMs)); });`);
  worker.postMessage(20);
  expect(await heard()).toBe('blocks');
  expect(await heard()).toBe(false);
  await sleep(20);
  // waiting in vain has not put the listener to sleep for ever
  give();
  expect(await heard()).toBe('run');
  worker.postMessage(600_000);
  expect(await heard()).toBe('blocks');
  await sleep(50);
  // the listener's waiter is the older one and must not swallow the ring
  give();
  expect(await heard()).toBe(true);
  expect(await heard()).toBe('run');
});

test('a ring between the last look and the sleep is not lost', async () => {
  const { heard } = await thread('let looks = 0; tell(bell.wait(() => { if (++looks === 2) bell.ring(); return looks > 2; }));');
  expect(await heard()).toBe(true);
});

test('a ringer that is killed half-way leaves a bell that the next one can ring', async () => {
  const { heard, flag, bell } = await thread(`bell.listen(work, () => { take(); tell('run'); }); tell('listens');`);
  expect(await heard()).toBe('listens');
  await sleep(20);
  // all that the first got done
  Atomics.add(new Int32Array(flag), 0, 1);
  Atomics.add(new Int32Array(bell), 0, 1);
  new Bell(bell).ring();
  expect(await heard()).toBe('run');
});

test('a process ends although it listens', async () => {
  const worker = new Worker(
    `import(require('node:worker_threads').workerData).then(({ Bell, bellMemory }) => new Bell(bellMemory()).listen(() => false, () => {}));`,
    { eval: true, workerData: new URL('bell.ts', import.meta.url).href },
  );
  expect(await once(worker, 'exit')).toEqual([0]);
});

test('a nudge wakes who does not look by itself, and leaves who will alone', async () => {
  const memory = bellMemory();
  const bell = new Bell(memory);
  const other = new Bell(memory);
  let work = 0;
  let runs = 0;
  const stop = bell.listen(
    () => work > 0,
    () => {
      work = 0;
      runs++;
    },
  );
  bell.lookSoon(() => {
    if (work > 0) runs += 100;
    work = 0;
  });
  work = 1;
  other.nudge();
  await vi.waitFor(() => expect(runs).toBe(100));
  // long after it looked
  await new Promise((resolve) => setTimeout(resolve, 10));
  work = 1;
  other.nudge();
  await vi.waitFor(() => expect(runs).toBe(101));
  stop();
});

test('a nudge wakes a thread that has slept for long', async () => {
  const { bell, flag, heard } = await thread(`tell('up'); bell.wait(work, Infinity, { looks: true }); take(); tell('woken');`);
  await heard();
  await sleep(30);
  Atomics.add(new Int32Array(flag), 0, 1);
  new Bell(bell).nudge();
  expect(await heard()).toBe('woken');
});
