import { afterAll, describe, expect, test, vi } from 'vitest';
import { init } from '../index.ts';

/** Until it is so: threads need their time. */
const soon = <T>(check: () => Promise<T>) => vi.waitFor(check, { timeout: 20_000, interval: 20 });

describe.each(['inline', 'thread'] as const)('with the coordinator %s', async (coordinator) => {
  const ray = await init({ numWorkers: 2, coordinator, resources: { gpu: 1 } });
  afterAll(() => ray.shutdown());
  await ray.store.size(); // the coordinator is up

  class Holder {
    readonly #held = Promise.withResolvers<number>();

    async pass(value: number) {
      await this.#held.promise;
      return value;
    }

    async open() {
      this.#held.resolve(0);
    }
  }
  const holder = ray.remote(Holder).options({ name: 'holder', maxRestarts: 2 }).remote();

  test('tasks by their states', async () => {
    const held = holder.pass.remote(1);
    const add = ray.remote((a: number, b: number) => a + b).options({ name: 'add', resources: { gpu: 1 } });
    const nested = ray.task(() => import('../../test/fixtures/nested-tasks.ts'), 'valueBehind', import.meta.url);
    const [sum, suspended] = [add.remote(held, 2), nested.remote([held])];
    await soon(async () => {
      const tasks = await ray.state.listTasks();
      const of = (ref: { readonly id: { toHex(): string } }) => tasks.find(({ taskId }) => taskId === ref.id.toHex());
      expect(of(held)).toMatchObject({ kind: 'actor-call', name: 'pass', state: 'running', owner: 0, attempt: 1, pool: 'Holder' });
      expect(of(held)!.actorId).toBe(holder.actorId.toHex());
      expect(of(held)!.workerId).toBeGreaterThan(0);
      expect(of(sum)).toMatchObject({
        kind: 'task',
        name: 'add',
        state: 'waiting',
        awaits: 1,
        workerId: null,
        runningMs: null,
        attempt: 0,
      });
      expect(of(suspended)).toMatchObject({ name: 'valueBehind', state: 'suspended', awaits: 1, parentTaskId: null });
      expect(tasks).toHaveLength(3);
    });
    expect(await ray.state.listTasks({ filters: { state: 'waiting' } })).toHaveLength(1);
    expect(await ray.state.listTasks({ filters: { taskId: held.id.toHex() } })).toHaveLength(1);
    expect(await ray.state.listTasks({ filters: { actorId: holder.actorId.toHex(), parentTaskId: null } })).toHaveLength(1);
    expect(await ray.state.listTasks({ limit: 2 })).toHaveLength(2);
    holder.open.remote();
    expect(await ray.get([held, sum, suspended])).toEqual([1, 3, 1]);
    await soon(async () => expect(await ray.state.listTasks()).toEqual([]));
  });

  test('tasks that run are told from those behind them', async () => {
    const channel = new BroadcastChannel(`state ${coordinator}`);
    const wait = ray.remote(async (name: string) => {
      const channel = new BroadcastChannel(name);
      await new Promise((resolve) => {
        channel.onmessage = resolve;
      });
      channel.close();
    });
    const refs = Array.from({ length: 6 }, () => wait.remote(`state ${coordinator}`));
    await soon(async () => {
      const states = (await ray.state.listTasks()).map(({ state }) => state).sort();
      expect(states).toEqual(['dispatched', 'dispatched', 'dispatched', 'dispatched', 'running', 'running']);
      expect(await ray.state.listWorkers({ filters: { pool: 'tasks', state: 'busy' } })).toHaveLength(2);
    });
    const opening = setInterval(() => channel.postMessage(0), 10);
    await ray.get(refs);
    clearInterval(opening);
    channel.close();
  });

  test('objects by where they are', async () => {
    const numbers = ray.put(new Float64Array(100_000));
    const refs = [ray.put('small'), ray.put(new Float64Array(10_000)), numbers, ray.put([ray.put(1)])];
    const failed = ray
      .remote(() => {
        throw new Error('no');
      })
      .remote();
    await ray.wait([failed]);
    const objects = new Map((await ray.state.listObjects()).map((row) => [row.objectId, row]));
    const rows = [...refs, failed].map(({ id }) => objects.get(id.toHex())!);
    expect(rows.map(({ state, where }) => `${state} ${where}`)).toEqual([
      'ready message',
      'ready memory',
      'ready memory',
      'ready message',
      'failed null',
    ]);
    expect(rows[1]!.bytes).toBeGreaterThan(80_000);
    expect(rows[1]!.bytes).toBeLessThan(81_000);
    expect(rows[0]).toMatchObject({ owner: 0, references: 1, readers: 0, taskId: null });
    const large = await ray.get(numbers);
    expect(await ray.state.listObjects({ filters: { objectId: numbers.id.toHex() } })).toMatchObject([{ readers: 1 }]);
    expect(large.length).toBe(100_000);
  });

  test('actors and their workers', async () => {
    expect(await ray.state.listActors()).toMatchObject([
      {
        actorId: holder.actorId.toHex(),
        className: 'Holder',
        name: 'holder',
        state: 'alive',
        restartsLeft: 2,
        references: 1,
        detached: false,
      },
    ]);
    const [actor] = await ray.state.listActors();
    const [worker] = await ray.state.listWorkers({ filters: { actorId: holder.actorId.toHex() } });
    expect(worker).toMatchObject({ workerId: actor!.workerId, pool: 'Holder', state: 'idle', tasks: 0, suspended: 0 });
    ray.kill(holder, { restart: true });
    await soon(async () => expect(await ray.state.listActors()).toMatchObject([{ state: 'alive', restartsLeft: 1 }]));
    ray.kill(holder);
    await soon(async () => expect(await ray.state.listActors()).toMatchObject([{ state: 'dead', workerId: null }]));
  });

  test('a summary counts them', async () => {
    const refs = [1, 2, 3].map((i) => ray.put(new Uint8Array(300_000).fill(i)));
    const { tasks, objects, actors, workers, store, resources } = await ray.state.summary();
    expect(tasks).toEqual([]);
    const inMemory = objects.find(({ state, where }) => state === 'ready' && where === 'memory')!;
    expect(inMemory.count).toBeGreaterThanOrEqual(refs.length);
    expect(inMemory.bytes).toBeGreaterThanOrEqual(900_000);
    expect(actors).toEqual([{ className: 'Holder', state: 'dead', count: 1 }]);
    expect(workers).toMatchObject([{ pool: 'tasks', state: 'idle', count: 2 }]);
    expect(store.objects).toBe(await ray.store.size());
    expect(store).toMatchObject({ capacity: 2 ** 31, bytesOnDisk: 0, diskCapacity: 2 ** 33 });
    expect(resources).toEqual([
      { name: 'CPU', total: 2, free: 2 },
      { name: 'gpu', total: 1, free: 1 },
    ]);
  });

  test('tasks can look too', async () => {
    const look = ray.task(() => import('../../test/fixtures/nested-tasks.ts'), 'ownState', import.meta.url);
    expect(await ray.get(look.remote())).toMatchObject({ name: 'ownState', state: 'running' });
  });

  test('what makes no sense is refused', async () => {
    await expect(ray.state.listTasks({ limit: 0 })).rejects.toThrow('limit must be a whole number of at least 1, is 0');
    await expect(ray.state.listTasks({ filter: {} } as never)).rejects.toThrow('There is no option "filter"');
    await expect(ray.state.listTasks({ filters: { taskId: 'x' } })).rejects.toThrow(RangeError);
  });
});
