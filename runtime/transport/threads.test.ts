import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { Bell, bellMemory } from './bell.ts';
import { type Claim, Claims, claimsMemory } from './claims.ts';
import { hubCodec } from './link-codecs.ts';
import { RingLink, type RingLinkEnd, ringLinkEnds } from './ring-link.ts';

const seed = 20_261_125;
const client = 1;

/** Answers each task that it may take with its arguments; `blocking` or from its event loop; counts what it takes in `marks`. */
const echo = `
const { parentPort, workerData } = require('node:worker_threads');
const { end, memory, offers, marks, blocking, room } = workerData;
Promise.all(['ring-link.ts', 'bell.ts', 'link-codecs.ts', 'claims.ts'].map((file) => import(room + file))).then(
  ([{ RingLink }, { Bell }, { clientCodec }, { Claims }]) => {
    const claims = new Claims(offers);
    const link = new RingLink(end, clientCodec(${client}));
    const bell = new Bell(memory);
    const counts = new Int32Array(marks);
    const run = () => {
      for (let action = link.receive(); action; action = link.receive()) {
        const { task, attempt, claim } = action;
        Atomics.add(counts, 0, 1);
        if (claim && !claims.take(claim)) throw new Error('Nobody else has it');
        Atomics.add(counts, 1, 1);
        link.send({ type: 'done', task: task.id, attempt, values: [{ kind: 'inline', bytes: task.args, refs: [] }] });
        if (task.id % 7 === 0) link.flush();
      }
      link.flush();
    };
    parentPort.postMessage('ready');
    if (blocking) for (;;) { bell.wait(() => link.pending); run(); }
    parentPort.on('message', () => {});
    bell.listen(() => link.pending, run);
  },
);`;

interface Memory {
  readonly end: RingLinkEnd;
  /** Of its bell. */
  readonly memory: SharedArrayBuffer;
  readonly offers: SharedArrayBuffer;
  readonly marks: SharedArrayBuffer;
}

async function start(memory: Memory, blocking: boolean): Promise<Worker> {
  const worker = new Worker(echo, { eval: true, workerData: { ...memory, blocking, room: new URL('.', import.meta.url).href } });
  await once(worker, 'message');
  return worker;
}

const argsOf = (task: number) => new Uint8Array(task % 1000 === 0 ? 3000 : task % 70).fill(task);
const dispatchOf = (id: number, claim?: Claim) =>
  ({
    type: 'dispatch',
    worker: client,
    attempt: 1,
    args: [],
    inline: false,
    claim,
    task: { id, pool: 0, fn: 0, returns: 1, args: argsOf(id), deps: [], refs: [] },
  }) as const;

/** Whether the bytes are what the task was sent with; faster than a matcher. */
function right(task: number, bytes: Uint8Array): boolean {
  const expected = argsOf(task);
  return bytes.length === expected.length && bytes.every((byte, i) => byte === expected[i]);
}

test.each([
  ['blocks', 256 * 1024, true],
  ['blocks, over small rings', 16 * 1024, true],
  ['listens', 256 * 1024, false],
  ['listens, over small rings', 16 * 1024, false],
])('a hundred thousand messages each way with a thread that %s', async (_name, capacity, blocking) => {
  const count = 100_000;
  const hubBell = bellMemory();
  const threadBell = bellMemory();
  const ends = ringLinkEnds(hubBell, threadBell, capacity);
  const link = new RingLink(ends.hub, hubCodec(client));
  const shared = { end: ends.thread, memory: threadBell, offers: claimsMemory(), marks: new SharedArrayBuffer(8) };
  const worker = await start(shared, blocking);
  const finished = Promise.withResolvers<number>();
  let sent = 0;
  let next = 0;
  const run = () => {
    for (let event = link.receive(); event !== undefined; event = link.receive()) {
      const value = event.type === 'done' ? event.values[0] : undefined;
      if (event.type !== 'done' || event.task !== next || value?.kind !== 'inline' || !right(next, value.bytes)) {
        finished.reject(new Error(`Task ${next} came back as ${JSON.stringify(event)}`));
        return;
      }
      next++;
    }
    // bursts of many sizes: one at a time, and more than the rings hold
    for (let burst = (sent * 31) % 3000; burst >= 0 && sent < count; burst--) link.send(dispatchOf(sent++));
    link.flush();
    if (next === count) finished.resolve(next);
  };
  const stop = new Bell(hubBell).listen(() => link.pending, run);
  run();
  expect(await finished.promise).toBe(count);
  stop();
  await worker.terminate();
});

test('a thread killed at any moment leaves whole messages and claims that agree with them', { timeout: 120_000 }, async () => {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const hubBell = bellMemory();
  const bell = new Bell(hubBell);
  let killedBusy = 0;
  for (let kill = 0; kill < 50; kill++) {
    const threadBell = bellMemory();
    const marks = new SharedArrayBuffer(8);
    const offers = claimsMemory();
    const claims = new Claims(offers);
    const open = new Map<number, Claim>();
    const ends = ringLinkEnds(hubBell, threadBell, 4096);
    const link = new RingLink(ends.hub, hubCodec(client));
    const worker = await start({ end: ends.thread, memory: threadBell, offers, marks }, kill % 2 === 0);
    let sent = 0;
    let next = 0;
    const run = () => {
      for (let event = link.receive(); event !== undefined; event = link.receive()) {
        const value = event.type === 'done' ? event.values[0] : undefined;
        if (event.type !== 'done' || event.task !== next || value?.kind !== 'inline' || !right(next, value.bytes)) {
          throw new Error(`Kill ${kill}, seed ${seed}: task ${next} came back as ${JSON.stringify(event)}`);
        }
        claims.release(open.get(next)!);
        open.delete(next);
        next++;
      }
      for (; sent - next < 200; sent++) {
        open.set(sent, claims.offer(1, 1)!);
        link.send(dispatchOf(sent, open.get(sent)));
      }
      link.flush();
    };
    const stop = bell.listen(() => link.pending, run);
    run();
    const delay = random() * 4;
    await new Promise((resolve) => setTimeout(resolve, delay));
    stop();
    // the hub is busy meanwhile: the thread may find its ring full
    if (random() < 0.5) for (const end = performance.now() + 2; performance.now() < end; );
    await worker.terminate();
    run();
    const [before, after] = new Int32Array(marks);
    const started = [...open].flatMap(([task, claim]) => (claims.taken(claim) ? [task] : []));
    const expected = Array.from({ length: after! - next }, (_, i) => next + i);
    // killed between a count and the claim, or between the claim and a count
    expect([expected, [...expected, after!].slice(0, before! - next)], `kill ${kill}, seed ${seed}`).toContainEqual(
      started.sort((a, b) => a - b),
    );
    if (started.length > 0) killedBusy++;
  }
  expect(killedBusy).toBeGreaterThan(0);
});
