import { driver, type Failure, type Id, type Value } from './events.ts';
import type { Client, Entry, State } from './state.ts';
import type { Store, StoredValue } from './store.ts';

/** An object without a value yet. */
export function create(state: State, id: Id): Entry {
  const entry: Entry = {
    id,
    refs: 0,
    driverHandles: 0,
    value: undefined,
    block: undefined,
    base: 0,
    task: undefined,
    waiters: undefined,
    stream: undefined,
    actor: undefined,
    deleted: false,
    sinceMs: Math.floor(state.now), // a small integer, which costs no memory of its own
  };
  state.entries.set(id, entry);
  return entry;
}

/** What somebody mentions: where it is gone already, something that says so. */
export function mentioned(state: State, id: Id): Entry {
  const entry = state.entries.get(id);
  if (entry !== undefined) return entry;
  const gone = create(state, id);
  gone.value = { kind: 'error', error: lost(id) };
  return gone;
}

export function lost(id: Id): Failure {
  return { kind: 'lost', message: `Cannot read object ${id}: it was freed` };
}

/** One more handle. */
export function grant(client: Client, entry: Entry): void {
  entry.refs++;
  if (client.id === driver) entry.driverHandles++;
  else client.handles.set(entry.id, (client.handles.get(entry.id) ?? 0) + 1);
}

/** An object that its client makes itself, and has a handle on. */
export function put(state: State, store: Store, client: Client, id: Id, value: Value): void {
  let entry = state.entries.get(id);
  if (entry === undefined) {
    entry = create(state, id);
    grant(client, entry);
  } else {
    client.reserved.delete(entry);
  }
  publish(state, store, entry, value);
}

/** As `put`, but the value comes later. */
export function reserve(state: State, client: Client, id: Id): void {
  const entry = create(state, id);
  grant(client, entry);
  client.reserved.add(entry);
}

/** Gives handles back, no more than it has. */
export function drop(state: State, client: Client, id: Id, count: number): void {
  const entry = state.entries.get(id);
  if (entry === undefined) return;
  const held = client.id === driver ? entry.driverHandles : (client.handles.get(id) ?? 0);
  const given = Math.min(held, count);
  if (given === 0) return;
  if (client.id === driver) entry.driverHandles -= given;
  else if (given === held) client.handles.delete(id);
  else client.handles.set(id, held - given);
  release(state, entry, given);
}

export function release(state: State, entry: Entry, count = 1): void {
  entry.refs -= count;
  if (entry.refs === 0) state.garbage.add(entry);
}

/** Gives an object its value, once; who waits for it is told later in the step. */
export function publish(state: State, store: Store, entry: Entry, value: Value): void {
  if (entry.value !== undefined) {
    store.discard(value);
    return;
  }
  entry.task = undefined;
  if (entry.deleted) {
    store.discard(value);
    value = deleted(entry.id);
  }
  entry.value = value;
  if (value.kind === 'stored') {
    entry.block = store.attach(value);
    if (entry.block === undefined) entry.value = { kind: 'error', error: lost(entry.id) };
    else entry.base = entry.block.offset;
  }
  if (entry.value.kind !== 'error') for (const id of entry.value.refs) mentioned(state, id).refs++;
  if (entry.waiters !== undefined) state.published.add(entry);
  if (entry.refs === 0) state.garbage.add(entry);
}

/** The value with its present place. Of a block on disk, the place means nothing. */
export function present(entry: Entry): Value {
  const { block } = entry;
  if (block === undefined) return entry.value!;
  const value = entry.value as StoredValue;
  if (block.where === 'lost') {
    return {
      kind: 'error',
      error: { kind: 'lost', message: `Cannot read object ${entry.id}: its bytes could not be read back from disk` },
    };
  }
  if (value.block === block.id && value.memory === block.memory && entry.base === block.offset) return value;
  const moved = { ...value, block: block.id, memory: block.memory, offset: value.offset - entry.base + block.offset };
  entry.value = moved;
  entry.base = block.offset;
  return moved;
}

/** Whether its bytes must be read back first. */
export function absent(entry: Entry): boolean {
  const where = entry.block?.where;
  return where === 'disk' || where === 'restoring';
}

/** Takes the value away; one that is still to come, as soon as it comes. */
export function remove(state: State, store: Store, id: Id): void {
  const entry = state.entries.get(id);
  if (entry === undefined) return;
  if (entry.value === undefined) entry.deleted = true;
  else if (entry.value.kind !== 'error') {
    strip(state, store, entry);
    entry.value = deleted(id);
  }
}

/** Lets go of what the value mentions and of its memory; the value means nothing then. */
export function strip(state: State, store: Store, entry: Entry): void {
  const { value, block } = entry;
  if (value === undefined || value.kind === 'error') return;
  for (const id of value.refs) release(state, state.entries.get(id)!);
  entry.block = undefined;
  if (block !== undefined) store.detach(block);
}

function deleted(id: Id): Value {
  return { kind: 'error', error: { kind: 'lost', message: `Cannot read object ${id}: it was deleted` } };
}
