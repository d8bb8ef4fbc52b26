import { expect, test, vi } from 'vitest';
import { Coordinator } from '../coordinator/coordinator.ts';
import { type Action, driver, type PoolSpec, type TaskSpec } from '../coordinator/events.ts';
import { settleLimits } from '../executor/executor-limits.ts';
import { silent } from '../logger.ts';
import { nodeCapabilities } from '../platform/node.ts';
import type { Thread } from '../platform/platform.ts';
import { bellMemory } from '../transport/bell.ts';
import { Claims } from '../transport/claims.ts';
import type { StartMessage } from '../worker/protocol.ts';
import { Hub } from './hub.ts';
import type { Start } from './starts.ts';

const pool: PoolSpec = { id: 1, name: 'tasks', size: 1, cap: 1, window: 4, waits: 'suspend' };
const task: TaskSpec = { id: 2, pool: 1, fn: 0, returns: 1, args: new Uint8Array(), deps: [], refs: [] };

const noPython = (): Promise<Start> => Promise.reject(new Error('there is no Python'));
const noExecutors = (): Promise<Start> => Promise.reject(new Error('there are no executors'));

/** A hub whose threads do nothing, and what it says. */
function makeHub(
  spawn: () => void = () => {},
  machine = new Coordinator({ capacity: 2 ** 22 }),
  { spec = pool, load = noExecutors, hardKill = true } = {},
) {
  const told: Action[] = [];
  const failures: string[] = [];
  const threads: (Thread<unknown, unknown> & { ended: boolean; readonly posted: { readonly kind: string }[] })[] = [];
  const hub = new Hub({
    machine,
    platform: {
      receivesAtOnce: true,
      spawn: <Out, In>() => {
        spawn();
        const thread = {
          ended: false,
          posted: [] as { readonly kind: string }[],
          post: (message: unknown) => {
            thread.posted.push(message as { readonly kind: string });
          },
          hold: () => {},
          terminate: async () => {
            thread.ended = true;
            if (hardKill) queueMicrotask(() => thread.onExit(undefined));
            else await new Promise<never>(() => {});
          },
          onMessage: () => {},
          onExit: (_reason: Error | undefined) => {},
        };
        threads.push(thread);
        return thread as Thread<Out, In>;
      },
      collectGarbage: () => {},
      capabilities: { ...nodeCapabilities, hardKill: { has: hardKill } },
    },
    garbageBytes: 256 * 2 ** 20,
    setup: {
      space: new Uint8Array(8),
      sharedMemory: true,
      debug: false,
      logRequests: false,
      pools: { shared: 1, exclusive: 1, blocking: 1, python: 4, pythonExclusive: 5 },
      python: undefined,
      inlineBytes: 8192,
      slabBytes: 2 ** 20,
    },
    spareWorkers: 1,
    pools: [],
    executors: { serial: 0, entries: [] },
    load,
    unload: () => {},
    loadPython: noPython,
    driver: {
      act: (action) => told.push(action),
      takeMemory: () => {},
      failed: ({ message }) => failures.push(message),
    },
    logger: silent,
    spill: undefined,
    observer: undefined,
    bell: bellMemory(),
  });
  hub.receive({ type: 'open', from: driver, pool: spec });
  hub.receive({ type: 'submit', from: driver, task });
  hub.receive({ type: 'get', from: driver, request: 1, id: 2 });
  return { hub, told, failures, threads };
}

test('a thread that the system refuses is a worker that died: the pool is closed when that goes on', () => {
  const { hub, told, failures } = makeHub(() => {
    throw new Error('no more threads');
  });
  hub.run();
  expect(told).toMatchObject([{ type: 'reply', request: 1, value: { kind: 'error', error: { kind: 'closed' } } }]);
  expect(JSON.stringify(told)).toContain('no more threads');
  expect(failures).toEqual([]);
});

test('a refused thread is asked for again', () => {
  let refused = 0;
  const { hub, threads } = makeHub(() => {
    if (refused++ === 0) throw new Error('not now');
  });
  hub.run();
  expect(threads).toHaveLength(1);
});

test('a mistake of the coordinator ends every thread and is told to the driver, once', async () => {
  const machine = new Coordinator({ capacity: 2 ** 22 });
  const { hub, failures, threads } = makeHub(undefined, machine);
  hub.run();
  machine.step = () => {
    throw new Error('a count went below zero');
  };
  hub.receive({ type: 'drop', from: driver, id: 2, count: 1 });
  hub.run();
  hub.run();
  expect(failures).toEqual(['a count went below zero']);
  expect(threads.map(({ ended }) => ended)).toEqual([true]);
  await hub.close();
});

test('whoever has seen buffers is told to look for garbage, when many bytes of them were let go', () => {
  const { hub, told } = makeHub(undefined, new Coordinator({ capacity: 2 ** 30 }));
  const use = (bytes: number, request: number) => {
    hub.receive({ type: 'alloc', from: driver, request, bytes });
    hub.run();
    const grant = told.find((action) => action.type === 'grant' && action.request === request);
    if (grant?.type !== 'grant') throw new Error('nothing was granted');
    hub.receive({ type: 'seal', from: driver, block: grant.block, objects: 0 });
    hub.run();
  };
  use(200 * 2 ** 20, 10); // is kept for the next one
  expect(told.filter(({ type }) => type === 'collect')).toEqual([]);
  use(300 * 2 ** 20, 11);
  expect(told.filter(({ type }) => type === 'collect')).toEqual([{ type: 'collect', client: driver }]);
});

test('a thread that cannot be ended is replaced, what it may write is kept until it is gone, and nobody waits for it', async () => {
  const machine = new Coordinator({ capacity: 2 ** 22 });
  const { hub, told, threads } = makeHub(undefined, machine, { hardKill: false });
  hub.run();
  hub.receive({ type: 'ready', from: 1 });
  hub.run();
  const [join] = threads[0]!.posted as unknown as [{ readonly wire: { readonly claims: SharedArrayBuffer } }];
  new Claims(join.wire.claims).take({ slot: 0, serial: 1 }); // the task begins
  hub.receive({ type: 'alloc', from: 1, request: 1, bytes: 1000 });
  hub.receive({ type: 'cancel', from: driver, id: 2, force: true });
  hub.receive({ type: 'submit', from: driver, task: { ...task, id: 3 } });
  hub.run();
  expect(told).toMatchObject([{ type: 'reply', value: { kind: 'error', error: { kind: 'cancelled' } } }]); // at once
  expect([threads[0]!.ended, machine.state.clients.has(1)]).toEqual([true, true]);
  await vi.waitFor(() => expect(threads).toHaveLength(2), { timeout: 5000 });
  expect([machine.state.clients.has(1), machine.store.blocks.size]).toEqual([false, 1]);
  threads[0]!.onExit(undefined);
  expect(machine.store.blocks.size).toBe(0);
  await hub.close();
  expect(threads[1]!.ended).toBe(true);
});

const start: StartMessage = {
  name: 'fft',
  pool: 1,
  version: '1.0.0',
  glue: 'file:///fft.js',
  core: {},
  imports: undefined,
  options: undefined,
  limits: settleLimits({}, true, true),
};
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

test("an executor's thread starts at once, and joins when what it starts from is loaded", async () => {
  const loaded = Promise.withResolvers<Start>();
  const { hub, threads } = makeHub(undefined, undefined, { spec: { ...pool, provided: true }, load: () => loaded.promise });
  hub.run();
  expect([threads.length, hub.loading]).toEqual([1, true]);
  hub.receive({ type: 'alloc', from: driver, request: 2, bytes: 1000 });
  hub.run(); // all that have joined are shown the new segment
  await turn();
  expect(threads[0]!.posted).toEqual([]);
  loaded.resolve({ executor: start });
  await turn();
  expect(threads[0]!.posted).toMatchObject([{ kind: 'join', executor: start, segments: [{}] }]);
  expect(hub.loading).toBe(false);
});

test('what cannot be loaded is told to whoever waits, with why, and loaded again for the next', async () => {
  let loads = 0;
  const load = async () => {
    if (loads++ === 0) throw new Error('Cannot load executor "fft"', { cause: new RangeError('too large') });
    return { executor: start };
  };
  const { hub, told, threads } = makeHub(undefined, undefined, { spec: { ...pool, provided: true }, load });
  hub.run();
  await turn();
  const error = { kind: 'load', message: 'Cannot load executor "fft"', data: expect.any(Uint8Array) };
  expect(told).toMatchObject([{ type: 'reply', request: 1, value: { kind: 'error', error } }]);
  expect([threads.length, threads[0]!.ended, threads[0]!.posted]).toEqual([1, true, []]);
  hub.receive({ type: 'submit', from: driver, task: { ...task, id: 3 } });
  hub.run();
  await turn();
  expect(threads[1]!.posted).toMatchObject([{ kind: 'join', executor: start }]);
  expect(loads).toBe(2);
});

test('an executor that is opened while the host runs finds a thread ready from the second on', async () => {
  const executor = { ...pool, provided: true };
  const { hub, threads } = makeHub(undefined, undefined, { spec: executor, load: async () => ({ executor: start }) });
  hub.run();
  hub.receive({ type: 'ready', from: 1 });
  hub.run();
  expect(threads).toHaveLength(1);
  await vi.waitFor(() => expect(threads).toHaveLength(2));
  expect(threads[1]!.posted).toEqual([]);
  hub.receive({ type: 'open', from: driver, pool: { ...executor, id: 10 } });
  hub.receive({ type: 'submit', from: driver, task: { ...task, id: 11, pool: 10 } });
  hub.run();
  expect(threads).toHaveLength(2);
  await vi.waitFor(() => expect(threads[1]!.posted).toMatchObject([{ kind: 'join', client: 2 }]));
  await hub.close();
  expect(threads.map(({ ended }) => ended)).toEqual([true, true]);
});
