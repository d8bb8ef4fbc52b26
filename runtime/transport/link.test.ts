import { hash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Action, Definition, Event, Failure, FailureKind, PoolSpec, TaskSpec, Value } from '../coordinator/events.ts';
import type { ExecutorEntry, ExecutorTable, ExecutorVersion } from '../coordinator/executor-table.ts';
import type { Inspection } from '../coordinator/inspection.ts';
import { bellMemory } from './bell.ts';
import type { ClientEvent } from './event-codec.ts';
import type { Link, Whole } from './link.ts';
import { clientCodec, hubCodec } from './link-codecs.ts';
import { PortLink, portLinkEnds } from './port-link.ts';
import { RingLink, ringLinkEnds } from './ring-link.ts';

const seed = 20_261_125;
const client = 5;

const id = fc.maxSafeNat();
const ids = fc.array(id, { maxLength: 5 });
const ms = fc.double({ min: 0, noNaN: true });
const text = fc.string({ unit: 'binary', maxLength: 30 });
const bytes = fc.oneof(fc.uint8Array({ maxLength: 70 }), fc.uint8Array({ minLength: 60, maxLength: 3000, size: 'max' }));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const scalar = fc.oneof(fc.constantFrom(undefined, null, true, false, -0), fc.integer(), fc.double(), text);

const kinds: Record<FailureKind, true> = {
  task: true,
  crashed: true,
  cancelled: true,
  timeout: true,
  'actor-died': true,
  'actor-unavailable': true,
  lost: true,
  'store-full': true,
  deadlock: true,
  infeasible: true,
  'pending-calls': true,
  closed: true,
  load: true,
  'no-executor': true,
  busy: true,
  unavailable: true,
};
// `Whole` makes the compiler ask for every member, so that one that is new cannot be forgotten here
const failure = fc.record<Whole<Failure>>({
  kind: fc.constantFrom(...(Object.keys(kinds) as FailureKind[])),
  message: fc.oneof(text, fc.string({ minLength: 4000, maxLength: 9000 })),
  data: maybe(bytes),
  chain: maybe(ids),
  timeoutMs: maybe(ms),
});
const value: fc.Arbitrary<Value> = fc.oneof(
  fc.record({ kind: fc.constant('inline' as const), bytes, refs: ids }),
  fc.record({ kind: fc.constant('scalar' as const), scalar, refs: fc.constant([]) }),
  fc.record({ kind: fc.constant('stored' as const), block: id, memory: id, offset: id, bytes: id, refs: ids }),
  fc.record({ kind: fc.constant('error' as const), error: failure }),
);
const values = fc.array(value, { maxLength: 3 });
const taskWith = <A extends TaskSpec['args']>(args: fc.Arbitrary<A>) =>
  fc.record<Whole<TaskSpec & { readonly args: A }>>({
    id,
    pool: id,
    fn: id,
    returns: id,
    streaming: maybe(fc.boolean()),
    args,
    deps: ids,
    refs: ids,
    caller: maybe(id),
    name: maybe(text),
    // MessagePack's decoder refuses this one key
    resources: maybe(
      fc.dictionary(
        text.filter((key) => key !== '__proto__'),
        ms,
      ),
    ),
    retries: maybe(fc.integer()),
    retryOn: maybe(fc.oneof(fc.boolean(), fc.array(text, { maxLength: 3 }))),
    timeoutMs: maybe(ms),
    bulk: maybe(id),
  });
const task = taskWith<TaskSpec['args']>(fc.oneof(bytes, fc.array(scalar, { maxLength: 16 })));
const pool = fc.record<Whole<PoolSpec>>({
  id,
  name: text,
  size: id,
  cap: id,
  window: id,
  waits: fc.constantFrom('suspend', 'block'),
  exclusive: maybe(fc.boolean()),
  provided: maybe(fc.boolean()),
  interruptible: maybe(fc.boolean()),
  executor: maybe(id),
  timeoutMs: maybe(ms),
  language: maybe(fc.constant('python' as const)),
  maxQueued: maybe(id),
  queueLength: maybe(id),
  version: maybe(text),
  breaker: maybe(fc.record({ crashes: id, backoffMs: ms, maxBackoffMs: ms })),
  actor: maybe(
    fc.record<Whole<NonNullable<PoolSpec['actor']>>>({
      create: taskWith(bytes),
      restarts: fc.integer(),
      taskRetries: fc.integer(),
      concurrency: id,
      maxPending: fc.integer(),
      name: maybe(text),
      detached: maybe(fc.boolean()),
      about: maybe(text),
    }),
  ),
});

const definition: fc.Arbitrary<Definition> = fc.oneof(
  fc.record({ kind: fc.constant('source' as const), name: text, source: text }),
  fc.record({ kind: fc.constant('module' as const), name: text, url: text }),
  fc.record({ kind: fc.constant('pickle' as const), name: text, data: fc.uint8Array() }),
  fc.record({ kind: fc.constant('python' as const), name: text, source: text }),
  fc.record({ kind: fc.constant('python-module' as const), name: text, module: text }),
);

/** A column of a database is no `__proto__` either. */
const row = fc.dictionary(
  text.filter((name) => name !== '__proto__'),
  fc.oneof(text, id, fc.boolean(), fc.constant(null)),
  { maxKeys: 3 },
);

const line = fc.oneof(fc.constant(undefined), text, bytes);

type Table<M extends { type: string }> = { [T in M['type']]: fc.Arbitrary<Omit<Whole<Extract<M, { type: T }>>, 'type'>> };
/** One of the messages of a table, with its type. */
function anyOf<M extends { type: string }>(table: Table<M>): fc.Arbitrary<M> {
  const all = Object.entries<fc.Arbitrary<object>>(table);
  return fc.oneof(...all.map(([type, rest]) => rest.map((members) => ({ type, ...members }) as M)));
}

const table = fc.record<Whole<ExecutorTable>>({
  serial: id,
  entries: fc.array(
    fc.record<Whole<ExecutorEntry>>({
      name: text,
      route: id,
      default: id,
      versions: fc.array(
        fc.record<Whole<ExecutorVersion>>({
          limits: fc.dictionary(
            fc.constantFrom('memoryBytes', 'fuel', 'stop'),
            fc.oneof(fc.constantFrom(5, Number.POSITIVE_INFINITY), text),
          ),
          pool: id,
          version: text,
          trust: fc.constantFrom('sealed', 'granted', 'isolated', 'trusted', 'native'),
          grants: fc.array(text),
          inherits: maybe(id),
        }),
        { maxLength: 3 },
      ),
      canary: maybe(fc.record({ pool: id, share: ms })),
    }),
    { maxLength: 3 },
  ),
});

const event = anyOf<ClientEvent>({
  open: fc.record({ pool, request: maybe(id), orGet: maybe(fc.boolean()) }),
  close: fc.record({ pool: id, reason: failure }),
  drain: fc.record({ pool: id, request: id, reason: failure }),
  lookup: fc.record({ request: id, name: text }),
  submit: fc.record({ task, request: maybe(id), refusal: fc.constant(undefined) }), // the hub's own, never sent
  executors: fc.record({ table }),
  route: fc.record({ request: id, route: id, name: text, range: text }),
  put: fc.record({ id, value }),
  get: fc.record({ request: id, id, task: maybe(id) }),
  'get-all': fc.record({ request: id, ids, task: maybe(id) }),
  wait: fc.record({ request: id, ids, count: id, task: maybe(id) }),
  next: fc.record({ request: id, stream: id, index: id, task: maybe(id) }),
  forget: fc.record({ request: id }),
  hold: fc.record({ id }),
  drop: fc.record({ id, count: id }),
  'drop-all': fc.record({ ids }),
  unlease: fc.record({ block: id, count: id }),
  delete: fc.record({ id }),
  cancel: fc.record({ id, force: fc.boolean() }),
  alloc: fc.record({ request: id, bytes: id }),
  reserve: fc.record({ id }),
  define: fc.record({ fn: id, definition }),
  prepare: fc.record({ pool: id, requests: id, undo: id }),
  release: fc.record({ pool: id, requests: id }),
  seal: fc.record({ block: id, objects: maybe(id) }),
  inspect: fc.record({
    request: id,
    what: fc.record<Whole<Inspection>>({
      table: fc.constantFrom(
        'tasks',
        'objects',
        'actors',
        'workers',
        'store',
        'resources',
        'executors',
        'executor-errors',
        'executor-failures',
      ),
      ids: maybe(ids),
      where: maybe(row),
      limit: maybe(id),
      groupBy: maybe(fc.array(text, { maxLength: 3 })),
    }),
  }),
  stop: fc.record({ task: id, end: fc.boolean() }),
  resize: fc.record({ pool: id, size: id }),
  print: fc.record({ stream: fc.constantFrom('stdout', 'stderr'), task: maybe(text), line: text, ended: fc.boolean() }),
  log: fc.record({ level: fc.constantFrom('debug', 'info', 'warn', 'error'), fields: fc.dictionary(text, fc.oneof(text, id)) }),
  'read-line': fc.record({ request: id, task: maybe(id) }),
  line: fc.record({ worker: id, request: id, line }),
  observe: fc.record({ request: id, what: fc.constantFrom('metrics', 'recording') }),
  kill: fc.record({ actor: id, restart: fc.boolean() }),
  ready: fc.record({}),
  started: fc.record({ task: id, attempt: id }),
  done: fc.record({ task: id, attempt: id, values }),
  failed: fc.record({ task: id, attempt: id, error: failure, name: text }),
  item: fc.record({ task: id, attempt: id, index: id, id, value }),
  recalled: fc.record({ task: id, attempt: id }),
  retire: fc.record({}),
  died: fc.record({ started: fc.array(fc.tuple(id, id), { maxLength: 3 }), reason: maybe(text), lingers: maybe(fc.boolean()) }),
  gone: fc.record({}),
  spilled: fc.record({ block: id, ok: fc.boolean() }),
  restored: fc.record({ block: id, ok: fc.boolean() }),
  tick: fc.record({ now: ms }),
});
const own = fc.constant(client);
const claim = fc.record({ slot: fc.nat(1023), serial: fc.integer({ min: 1, max: 0x7fffffff }) });
const action = anyOf<Action>({
  spawn: fc.record({ worker: id, pool: id }),
  kill: fc.record({ worker: id }),
  dispatch: fc.record({ worker: own, task, attempt: id, args: values, inline: fc.boolean(), claim: maybe(claim) }),
  define: fc.record({ worker: own, fn: id, definition }),
  recall: fc.record({ worker: own, task: id, attempt: id }),
  interrupt: fc.record({ worker: own, task: id, attempt: id, signalled: maybe(fc.boolean()) }),
  reply: fc.record({ client: own, request: id, id, value }),
  settled: fc.record({ client: own, request: id, ids }),
  opened: fc.record({ client: own, request: id, pool: id, failure: maybe(failure), about: maybe(text) }),
  accepted: fc.record({ client: own, request: id }),
  drained: fc.record({ client: own, request: id, pool: id }),
  executors: fc.record({ client: own, table }),
  report: fc.record({ client: own, request: id, rows: fc.array(row, { maxLength: 3 }) }),
  printed: fc.record({
    client: own,
    worker: id,
    stream: fc.constantFrom('stdout', 'stderr'),
    task: maybe(text),
    line: text,
    ended: fc.boolean(),
  }),
  'line-wanted': fc.record({ client: own, worker: id, request: id, task: maybe(id) }),
  circuit: fc.record({
    client: own,
    executor: text,
    version: text,
    state: fc.constantFrom('open', 'half-open', 'closed'),
    retryInMs: id,
    why: text,
  }),
  line: fc.record({ client: own, request: id, line }),
  observed: fc.record({ client: own, request: id, data: row }),
  grant: fc.record({ client: own, request: id, block: id, memory: id, offset: id, bytes: id, failure: maybe(failure) }),
  map: fc.record({ memory: id, bytes: id, segment: fc.boolean() }),
  unmap: fc.record({ memory: id }),
  collect: fc.record({ client: own }),
  spill: fc.record({ block: id, memory: id, offset: id, bytes: id }),
  restore: fc.record({ block: id, memory: id, offset: id, bytes: id }),
  forget: fc.record({ block: id }),
});

interface Pair {
  readonly hub: Link<Action, Event>;
  readonly thread: Link<ClientEvent, Action>;
  /** Resolves when there is something to receive; only a port needs time. */
  readonly arrival: (end: 'hub' | 'thread') => Promise<void>;
  readonly close: () => void;
}

function ringPair(capacity?: number): Pair {
  const ends = ringLinkEnds(bellMemory(), bellMemory(), capacity);
  const hub = new RingLink(ends.hub, hubCodec(client));
  const thread = new RingLink(ends.thread, clientCodec(client));
  return { hub, thread, arrival: async () => {}, close: () => {} };
}

function portPair(): Pair {
  const ends = portLinkEnds();
  const waiting = { hub: Promise.withResolvers<void>(), thread: Promise.withResolvers<void>() };
  const hub = new PortLink(ends.hub, hubCodec(client), () => waiting.hub.resolve());
  const thread = new PortLink(ends.thread, clientCodec(client), () => waiting.thread.resolve());
  const arrival = async (end: 'hub' | 'thread') => {
    await waiting[end].promise;
    waiting[end] = Promise.withResolvers();
  };
  return { hub, thread, arrival, close: () => ends.hub.close() };
}

/** Sends all, flushing both ends in turns, and gives what arrived. */
async function pass<Out, In>(pair: Pair, from: Link<Out, unknown>, to: Link<unknown, In>, messages: readonly Out[]): Promise<In[]> {
  for (const message of messages) from.send(message);
  const received: In[] = [];
  while (received.length < messages.length) {
    from.flush();
    await pair.arrival(to === (pair.hub as unknown) ? 'hub' : 'thread');
    expect(to.pending).toBe(true);
    for (let message = to.receive(); message !== undefined; message = to.receive()) received.push(message);
    expect(to.pending).toBe(false);
  }
  return received;
}

describe.each([
  ['a ring', () => ringPair()],
  ['a ring that is too small', () => ringPair(1024)],
  ['a port', portPair],
])('over %s', (_name, connect) => {
  test('every event arrives as it was sent', async () => {
    const pair = connect();
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 10 }), async (events) => {
        expect(await pass(pair, pair.thread, pair.hub, events)).toEqual(events.map((each) => ({ ...each, from: client })));
      }),
      { seed, numRuns: 500 },
    );
    pair.close();
  });

  test('every action arrives as it was sent', async () => {
    const pair = connect();
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 10 }), async (actions) => {
        expect(await pass(pair, pair.hub, pair.thread, actions)).toEqual(actions);
      }),
      { seed, numRuns: 500 },
    );
    pair.close();
  });

  test('messages of any size pass among small ones', async () => {
    const pair = connect();
    // a matcher would look at each byte for seconds
    const brief = (event: ClientEvent) =>
      event.type === 'put' && event.value.kind === 'inline' ? { ...event, value: hash('sha256', event.value.bytes) } : event;
    const large = new Uint8Array(5_000_000).map((_, i) => i * 7);
    const events: ClientEvent[] = [
      { type: 'ready' },
      { type: 'put', id: 1, value: { kind: 'inline', bytes: large.subarray(0, 100_000), refs: [] } },
      { type: 'hold', id: 1 },
      { type: 'wait', request: 1, ids: Array.from({ length: 10_000 }, (_, i) => 2 ** 40 + i), count: 1 },
      { type: 'put', id: 2, value: { kind: 'inline', bytes: large, refs: [1] } },
      { type: 'drop', id: 1, count: 1 },
    ];
    const received = await pass(pair, pair.thread, pair.hub, events);
    expect(received.map(brief)).toEqual(events.map((each) => ({ ...brief(each), from: client })));
    pair.close();
  });

  test('what arrives is independent of what was sent and of what arrives later', async () => {
    const pair = connect();
    const bytes = new Uint8Array([1, 2, 3]);
    const put = (id: number): ClientEvent => ({ type: 'put', id, value: { kind: 'inline', bytes, refs: [] } });
    const [first] = await pass(pair, pair.thread, pair.hub, [put(1)]);
    bytes.fill(9);
    await pass(pair, pair.thread, pair.hub, [put(2), put(3)]);
    expect(first).toMatchObject({ id: 1, value: { bytes: new Uint8Array([1, 2, 3]) } });
    pair.close();
  });
});

test('a flush shows what was sent, and rings for it once', () => {
  const bell = bellMemory();
  const ends = ringLinkEnds(bell, bellMemory());
  const hub = new RingLink(ends.hub, hubCodec(client));
  const thread = new RingLink(ends.thread, clientCodec(client));
  const asleep = new Int32Array(bell).subarray(16, 17);
  asleep[0] = 1;
  thread.send({ type: 'ready' });
  expect([hub.pending, asleep[0]]).toEqual([false, 1]);
  expect(hub.receive()).toBeUndefined();
  thread.flush();
  expect([hub.pending, asleep[0]]).toEqual([true, 0]);
  asleep[0] = 2;
  thread.flush();
  expect(asleep[0]).toBe(2);
  expect(hub.receive()).toEqual({ type: 'ready', from: client });
});

test('a full ring makes its sender pending when there is room, and rings it', () => {
  const bell = bellMemory();
  const ends = ringLinkEnds(bellMemory(), bell, 1024);
  const hub = new RingLink(ends.hub, hubCodec(client));
  const thread = new RingLink(ends.thread, clientCodec(client));
  const asleep = () => new Int32Array(ends.hub.peerBell)[16] !== 0;
  new Int32Array(bell)[16] = 1;
  for (let i = 0; i < 1000; i++) thread.send({ type: 'hold', id: i });
  thread.flush();
  expect(thread.backlog).toBeGreaterThan(900);
  let next = 0;
  while (next < 1000) {
    expect(thread.pending).toBe(false);
    new Int32Array(bell)[16] = 1;
    for (let message = hub.receive(); message; message = hub.receive()) expect(message).toEqual({ type: 'hold', id: next++, from: client });
    if (next === 1000) break;
    // the thread sleeps until its backlog can move: a wake for messages alone would never come
    expect(asleep()).toBe(false);
    expect(thread.pending).toBe(true);
    thread.flush();
  }
  expect(thread.backlog).toBe(0);
});
