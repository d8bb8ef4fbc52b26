import { resume, suspend } from './attempts.ts';
import type { Event, Failure, Id, Value } from './events.ts';
import { absent, grant, lost, present, release } from './objects.ts';
import type { Client, Entry, Reader, State, Stream, Worker } from './state.ts';
import type { Store } from './store.ts';

const noIds: readonly Id[] = [];
const noEntries: readonly Entry[] = [];

type Of<T extends Event['type']> = Extract<Event, { type: T }>;

export function get(state: State, store: Store, client: Client, request: Id, id: Id, task: Id | undefined): void {
  const entry = state.entries.get(id);
  if (entry === undefined || entry.actor !== undefined) {
    refuse(state, client, request, id, lost(id));
    return;
  }
  if (entry.value !== undefined && !absent(entry)) {
    send(state, store, client, request, entry);
    return;
  }
  const reader = ask(state, 'get', client, request, task, entry, noIds, noEntries);
  if (entry.value === undefined) attend(entry, reader);
  else fetch(store, reader, entry);
}

export function wait(state: State, client: Client, { request, ids, count, task }: Of<'wait'>): void {
  const missing = ids.flatMap((id) => (settled(state, id) ? noEntries : state.entries.get(id)!));
  const enough = count - (ids.length - missing.length);
  if (enough <= 0 || missing.length === 0) {
    settle(state, client, request, ids);
    return;
  }
  const reader = ask(state, 'wait', client, request, task, undefined, ids, missing);
  reader.missing = Math.min(enough, missing.length);
  for (const entry of missing) attend(entry, reader);
}

/** An item that is there already, or will be. */
export function next(state: State, store: Store, client: Client, { request, stream: id, index, task }: Of<'next'>): void {
  const entry = state.entries.get(id);
  if (entry?.stream === undefined) {
    refuse(state, client, request, id, lost(id));
    return;
  }
  const { items, count } = entry.stream;
  const item = items.get(index);
  if (item === undefined && index < count) {
    const message = `Cannot read item ${index} of stream ${id}: it was taken already`;
    refuse(state, client, request, id, { kind: 'lost', message });
    return;
  }
  const found = item ?? (entry.value === undefined ? undefined : entry);
  if (found !== undefined && !absent(found)) {
    if (item !== undefined) take(state, client, entry.stream, index, item);
    send(state, store, client, request, found);
    return;
  }
  const reader = ask(state, 'next', client, request, task, entry, noIds, noEntries);
  reader.index = index;
  if (found === undefined) attend(entry, reader);
  else fetch(store, reader, found);
}

/** An object that the reader waits for has a value, or an item of its stream has. */
export function tell(state: State, store: Store, reader: Reader, entry: Entry): void {
  if (reader.over) return;
  if (reader.kind !== 'wait') {
    answer(state, store, reader, entry);
    return;
  }
  if (--reader.missing > 0) return;
  close(state, reader);
  settle(state, reader.client, reader.request, reader.ids);
}

/** Its object's bytes are in memory again, or will not be. */
export function returned(state: State, store: Store, reader: Reader, entry: Entry, failure: Failure | undefined): void {
  if (reader.over) {
    // nobody asks any more
  } else if (failure === undefined) {
    answer(state, store, reader, entry);
  } else {
    close(state, reader);
    refuse(state, reader.client, reader.request, entry.id, failure);
  }
  release(state, entry);
}

/** Stops waiting; a `wait` is answered with what is there. */
export function forget(state: State, reader: Reader): void {
  close(state, reader);
  if (reader.kind === 'wait') settle(state, reader.client, reader.request, reader.ids);
}

/** Answers with an error that is not the object's own. */
export function fail(state: State, reader: Reader, failure: Failure): void {
  close(state, reader);
  if (reader.kind === 'wait') settle(state, reader.client, reader.request, reader.ids);
  else refuse(state, reader.client, reader.request, reader.entry!.id, failure);
}

/** The question is answered, or not asked any more. */
export function close(state: State, reader: Reader): void {
  reader.over = true;
  reader.client.requests.delete(reader.request);
  if (reader.attempt !== undefined) resume(state, reader.attempt, reader);
  if (reader.entry !== undefined) leave(reader.entry, reader);
  else for (const entry of reader.entries) leave(entry, reader);
}

function leave({ waiters }: Entry, reader: Reader): void {
  if (waiters === undefined) return;
  const at = waiters.indexOf(reader);
  if (at >= 0) waiters.splice(at, 1);
}

function answer(state: State, store: Store, reader: Reader, entry: Entry): void {
  if (absent(entry)) {
    fetch(store, reader, entry);
    return;
  }
  close(state, reader);
  const { client, request, entry: asked, index } = reader;
  if (reader.kind === 'next' && entry !== asked) {
    const { id, stream } = asked!;
    if (stream?.items.get(index) !== entry) {
      refuse(state, client, request, id, lost(id));
      return;
    }
    take(state, client, stream, index, entry);
  }
  send(state, store, client, request, entry);
}

/** The stream's own hold on an item becomes the client's handle. */
function take(state: State, client: Client, stream: Stream, index: number, item: Entry): void {
  stream.items.delete(index);
  grant(client, item);
  release(state, item);
}

function fetch(store: Store, reader: Reader, entry: Entry): void {
  entry.refs++;
  reader.fetching = true;
  store.fetch(entry.block!, { kind: 'answer', reader, entry });
}

/** Notes a question that has no answer yet; the task that asks is suspended. */
function ask(
  state: State,
  kind: Reader['kind'],
  client: Client,
  request: Id,
  task: Id | undefined,
  entry: Entry | undefined,
  ids: readonly Id[],
  entries: readonly Entry[],
): Reader {
  const attempt = task === undefined ? undefined : (client as Worker).attempts?.get(task);
  const reader: Reader = { kind, client, request, attempt, entry, ids, entries, index: 0, missing: 0, fetching: false, over: false };
  client.requests.set(request, reader);
  if (attempt !== undefined) suspend(state, attempt, reader);
  return reader;
}

function attend(entry: Entry, reader: Reader): void {
  if (entry.waiters === undefined) entry.waiters = [reader];
  else entry.waiters.push(reader);
}

/** Whoever can see a value holds what it mentions, and leases its memory. */
function send(state: State, store: Store, client: Client, request: Id, entry: Entry): void {
  const value = present(entry);
  if (value.kind !== 'error') {
    for (const id of value.refs) grant(client, state.entries.get(id)!);
    if (entry.block !== undefined) store.lease(client, entry.block);
  }
  state.actions.push({ type: 'reply', client: client.id, request, id: entry.id, value });
}

function refuse(state: State, client: Client, request: Id, id: Id, error: Failure): void {
  const value: Value = { kind: 'error', error };
  state.actions.push({ type: 'reply', client: client.id, request, id, value });
}

function settle(state: State, client: Client, request: Id, ids: readonly Id[]): void {
  state.actions.push({ type: 'settled', client: client.id, request, ids: ids.filter((id) => settled(state, id)) });
}

/** What nobody will give a value any more counts: reading it gives an error. */
function settled(state: State, id: Id): boolean {
  const entry = state.entries.get(id);
  return entry === undefined || entry.value !== undefined || entry.actor !== undefined;
}
