import { includes } from '../attempts.ts';
import type { Coordinator } from '../coordinator.ts';
import type { Id } from '../events.ts';
import type { Block, Entry, Pool, Task } from '../state.ts';
import type { SharedMemory } from './shared-memory.ts';
import { check } from './violation.ts';

class Counter<K> {
  readonly #counts = new Map<K, number>();

  add(key: K, count = 1): void {
    this.#counts.set(key, this.get(key) + count);
  }

  get(key: K): number {
    return this.#counts.get(key) ?? 0;
  }

  keys(): Iterable<K> {
    return this.#counts.keys();
  }
}

/** Counts everything that the machine counts once more, and compares. */
export function checkBooks(machine: Coordinator, memory: SharedMemory): void {
  const { state, store } = machine;
  const tasks = pinnedTasks(machine);
  checkReferences(machine, tasks);
  checkBlocks(machine, tasks, memory);
  const used: Record<string, number> = {};
  for (const name in state.resources) used[name] = 0;
  let suspended = 0;
  for (const pool of state.pools.values()) {
    checkPool(pool);
    if (pool.actor?.paid === true)
      for (const [name, count] of Object.entries(pool.actor.create!.spec.resources ?? {})) used[name]! += count;
    for (const worker of pool.workers) {
      for (const { awaits, holds, task } of worker.attempts.values()) {
        if ((awaits?.length ?? 0) > 0) suspended++;
        for (const [name, count] of Object.entries(task.spec.resources ?? {})) if (includes(holds, name)) used[name]! += count;
      }
    }
  }
  check(suspended === state.suspended, () => `${state.suspended} attempts are suspended, counted ${suspended}`);
  for (const name in state.resources) {
    check(
      state.free[name] === state.resources[name]! - used[name]!,
      () => `${state.free[name]} "${name}" are free, in use are ${used[name]}`,
    );
  }
  check(store.used <= store.options.capacity, () => `${store.used} bytes are in use of ${store.options.capacity}`);
  check(
    state.published.empty && state.garbage.empty && state.doomed.empty && state.returned.empty && state.dirty.empty,
    () => 'work was left undone',
  );
}

function pinnedTasks({ state }: Coordinator): Set<Task> {
  const tasks = new Set<Task>();
  for (const { task } of state.entries.values()) if (task !== undefined) tasks.add(task);
  for (const { workers, actor } of state.pools.values()) {
    if (actor?.create !== undefined && actor.create.pins > 0) tasks.add(actor.create);
    for (const { attempts } of workers) for (const { task } of attempts.values()) tasks.add(task);
  }
  return tasks;
}

function checkReferences({ state, store }: Coordinator, tasks: ReadonlySet<Task>): void {
  const refs = new Counter<Id>();
  for (const { handles } of state.clients.values()) for (const [id, count] of handles) refs.add(id, count);
  for (const { id, driverHandles, value, stream } of state.entries.values()) {
    refs.add(id, driverHandles);
    if (value !== undefined && value.kind !== 'error') for (const ref of value.refs) refs.add(ref);
    for (const item of stream?.items.values() ?? []) refs.add(item.id);
  }
  for (const { args, spec } of tasks) {
    for (const arg of args) refs.add(arg.id);
    for (const id of spec.refs) refs.add(id);
  }
  for (const { waiters } of store.blocks.values()) for (const waiter of waiters) if (waiter.kind === 'answer') refs.add(waiter.entry.id);
  for (const id of refs.keys()) check(refs.get(id) === 0 || state.entries.has(id), () => `object ${id} was freed and is still referred to`);
  for (const entry of state.entries.values()) {
    check(entry.refs === refs.get(entry.id), () => `object ${entry.id} has ${entry.refs} references, counted ${refs.get(entry.id)}`);
    check(entry.refs > 0 || mayStay(entry), () => `object ${entry.id} is left over`);
  }
}

/** Without a reference: a result that is still being made, a value that is still being put, an actor that still works. */
function mayStay({ value, stream, actor }: Entry): boolean {
  return value === undefined && stream === undefined && (actor === undefined || actor.unfinished > 0 || actor.workers.length > 0);
}

function checkBlocks({ state, store }: Coordinator, tasks: ReadonlySet<Task>, memory: SharedMemory): void {
  const live = new Counter<Block>();
  const leases = new Counter<Block>();
  const pins = new Counter<Block>();
  for (const { block } of state.entries.values()) if (block !== undefined) live.add(block);
  for (const client of state.clients.values()) for (const [block, count] of client.leases) leases.add(block, count);
  for (const { blocks } of tasks) for (const block of blocks) pins.add(block);
  for (const { workers } of state.pools.values()) {
    for (const { attempts } of workers) for (const { blocks } of attempts.values()) for (const block of blocks) pins.add(block);
  }
  let used = 0;
  let onDisk = 0;
  const places = new Map<string, Id>();
  for (const block of store.blocks.values()) {
    const { id } = block;
    check(store.blocks.get(id) === block, () => `block ${id} stands under another name`);
    for (const [what, counted, expected] of [
      ['objects', block.live, live.get(block)],
      ['leases', block.leases, leases.get(block)],
      ['pins', block.pins, pins.get(block)],
    ] as const) {
      check(counted === expected, () => `block ${id} has ${counted} ${what}, counted ${expected}`);
    }
    const { owner, where } = block;
    const alive = owner !== undefined || block.live + block.leases + block.pins > 0 || where === 'spilling' || where === 'restoring';
    check(alive, () => `block ${id} is left over, ${where}`);
    check(
      owner === undefined || (owner.blocks.has(block) && (!owner.dead || state.lingering.has(owner.id))),
      () => `block ${id} has a writer that does not know of it`,
    );
    if (where === 'spilling' || where === 'disk' || where === 'restoring') onDisk += block.bytes;
    if (where === 'disk' || where === 'lost') continue;
    used += block.bytes;
    const place = `${block.memory}:${block.offset}`;
    check(!places.has(place), () => `blocks ${places.get(place)} and ${id} are in one place`);
    places.set(place, id);
    check(memory.has(block.memory), () => `block ${id} is in memory ${block.memory}, which is unmapped`);
  }
  check(used === store.used, () => `${store.used} bytes are in use, counted ${used}`);
  check(onDisk === store.onDisk, () => `${store.onDisk} bytes are on disk, counted ${onDisk}`);
}

function checkPool(pool: Pool): void {
  const { spec, workers, lanes } = pool;
  const standing = [...lanes].filter(({ state }) => state !== 'done');
  check(new Set(standing).size === standing.length, () => `a task stands twice in pool "${spec.name}"`);
  const queued = standing.filter(({ state }) => state === 'queued');
  check(queued.length === pool.queued, () => `pool "${spec.name}" has ${pool.queued} tasks queued, counted ${queued.length}`);
  check(workers.length <= spec.cap, () => `pool "${spec.name}" has ${workers.length} workers, at most ${spec.cap}`);
  const probe = pool.breaker?.probe;
  check(probe === undefined || probe.state !== 'done', () => `pool "${spec.name}" waits for task ${probe!.spec.id}, which is done`);
  for (const task of standing) {
    check(task.state !== 'dispatched' && task.attempt === undefined, () => `task ${task.spec.id} stands in a queue and has a worker`);
  }
  for (const worker of workers) {
    let suspended = 0;
    for (const { awaits, task } of worker.attempts.values()) {
      if ((awaits?.length ?? 0) > 0) suspended++;
      for (const reader of awaits ?? []) check(!reader.over, () => `task ${task.spec.id} awaits what was answered`);
    }
    check(suspended === worker.suspended, () => `worker ${worker.id} has ${worker.suspended} suspended attempts, counted ${suspended}`);
    check(new Set(worker.stack).size === worker.stack.length, () => `a task waits twice on worker ${worker.id}`);
    const most = spec.exclusive === true ? 1 : Infinity;
    check(worker.attempts.size <= most, () => `worker ${worker.id} has ${worker.attempts.size} tasks at once`);
  }
}
