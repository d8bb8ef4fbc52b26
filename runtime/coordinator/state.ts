import type { Account } from './account.ts';
import { Deadlines } from './deadlines.ts';
import type { Action, ActorSpec, BreakerSpec, Failure, Id, PoolSpec, TaskSpec, Value } from './events.ts';
import { IdMap } from './id-map.ts';
import type { Lanes } from './lanes.ts';
import { Worklist } from './worklist.ts';

/** An object: its value, or who makes it, or who waits for it. An actor is an object too, which never has a value. */
export interface Entry {
  readonly id: Id;
  /** Handles, pins, and mentions in values, arguments and streams. */
  refs: number;
  /** Handles of the driver, which need no list since it never dies; part of `refs`. */
  driverHandles: number;
  value: Value | undefined;
  /** Of a stored value, and where the block was when the value's place was true. */
  block: Block | undefined;
  base: number;
  /** Makes the value; undefined when there is one. */
  task: Task | undefined;
  waiters: (Task | Reader)[] | undefined;
  stream: Stream | undefined;
  actor: Pool | undefined;
  /** The value is to go as soon as it comes. */
  deleted: boolean;
  /** When it was named. */
  readonly sinceMs: number;
}

export interface Stream {
  /** Made and not yet taken, by their place; the stream holds them. */
  readonly items: Map<number, Entry>;
  /** How many were made. */
  count: number;
}

export interface Task {
  readonly kind: 'task';
  readonly spec: TaskSpec;
  readonly pool: Pool;
  /** In order of submission over the whole runtime. */
  readonly seq: number;
  /** Undefined for an actor's creation, which nobody can ask for. */
  readonly entry: Entry | undefined;
  /** Its lane in the pool. */
  readonly lane: number;
  /** `deps`, then `bulk`. */
  readonly args: readonly Entry[];
  readonly submittedMs: number;
  /** `restoring`: first in its lane, while spilled arguments come back. */
  state: 'waiting' | 'queued' | 'restoring' | 'dispatched' | 'done';
  /** Arguments without a value, or without memory. */
  missing: number;
  /** Left; negative for any number. */
  retries: number;
  attempts: number;
  /** Its own until it is done, and one per attempt: arguments and mentions live so long. */
  pins: number;
  /** The present one. */
  attempt: Attempt | undefined;
  /** Memory of its arguments that must stay, while `restoring` or dispatched. */
  blocks: readonly Block[];
  alarm: Alarm | undefined;
}

/** A task in a worker's hands; a cancelled or late one stays there until the worker is through with it. */
export interface Attempt {
  readonly task: Task;
  readonly worker: Worker;
  readonly number: number;
  readonly blocks: readonly Block[];
  started: boolean;
  /** When its worker was given it. */
  readonly sinceMs: number;
  recalled: boolean;
  /** Of its task's resources. */
  holds: Holding;
  /** What it awaits: it is suspended while there is any. */
  awaits: Reader[] | undefined;
  /** To be done as soon as it turns out to have started. */
  stop: 'kill' | 'interrupt' | undefined;
}

/** Whoever awaits something needs no processor meanwhile; what else it asked for stays its own, as in Ray. */
export type Holding = 'nothing' | 'all' | 'all but CPU';

/** A question of a client that has no answer yet. */
export interface Reader {
  readonly kind: 'get' | 'next' | 'wait';
  readonly client: Client;
  readonly request: Id;
  attempt: Attempt | undefined;
  /** Asked for; of a `next`, the stream; undefined for a `wait`. */
  readonly entry: Entry | undefined;
  /** Of a `wait`: all that it asks about, and what had no value then. */
  readonly ids: readonly Id[];
  readonly entries: readonly Entry[];
  /** Of a `next`. */
  index: number;
  /** Of a `wait`: how many of the ids must still get a value. */
  missing: number;
  /** What answers it is on its way from the disk. */
  fetching: boolean;
  /** Answered, or not asked any more. */
  over: boolean;
}

/** A submitter to be told when the pool's queue has room. */
export interface Held {
  readonly kind: 'held';
  readonly client: Client;
  readonly request: Id;
  readonly pool: Pool;
}

/** Somebody waits for memory: a client for a new block, or a spilled block to be read back. */
export interface MemoryRequest {
  readonly kind: 'memory';
  /** Of a new block. */
  readonly client: Client | undefined;
  readonly request: Id;
  readonly bytes: number;
  readonly slab: boolean;
  /** To be read back. */
  readonly block: Block | undefined;
  alarm: Alarm | undefined;
  /** Answered, or not wanted any more. */
  over: boolean;
}

export interface Client {
  readonly id: Id;
  /** Handles by object; the driver's are in the entries. */
  readonly handles: Map<Id, number>;
  readonly leases: Map<Block, number>;
  /** It may write there. */
  readonly blocks: Set<Block>;
  readonly requests: IdMap<Reader | Held | MemoryRequest>;
  /** It will put values there. */
  readonly reserved: Set<Entry>;
  /** The lanes of its tasks that ask for resources, by what they ask for. */
  lanes: Map<string, number> | undefined;
  dead: boolean;
}

export interface Worker extends Client {
  readonly kind: 'worker';
  readonly pool: Pool;
  readonly sinceMs: number;
  state: 'starting' | 'ready' | 'dying';
  readonly attempts: IdMap<Attempt>;
  /** Tasks that it is given ahead of time: more of short ones, fewer of long ones. */
  window: number;
  /** When it was last through with a task. */
  freeMs: number;
  /** When its window was last made smaller. */
  slowedMs: number;
  /** Attempts that await something. */
  suspended: number;
  /** Pools that block: attempts that wait below, the newest last, and the one that runs above them. */
  readonly stack: Attempt[];
  top: Attempt | undefined;
  /** Of an actor: its creation is done. */
  created: boolean;
  /** When it ends for want of work, if it stands in for a blocked one. */
  alarm: Alarm | undefined;
}

export interface Pool {
  spec: PoolSpec;
  /** One call at a time and in order for an actor; what the spec says for all others. */
  readonly waits: 'suspend' | 'block';
  readonly window: number;
  readonly workers: Worker[];
  readonly lanes: Lanes<Task>;
  /** Tasks whose arguments have values and that have no worker. */
  queued: number;
  /** Tasks that are not done and have no worker. */
  waiting: number;
  /** Tasks that are not done. */
  unfinished: number;
  /** Workers in a row that died before they were ready. */
  failedBoots: number;
  /** Why it takes no task any more. */
  broken: Failure | undefined;
  /** What it has done; of executors, and the same of those of their instances that are actors. */
  readonly account: Account | undefined;
  readonly breaker: Breaker | undefined;
  /** It ends when it has no task, and says so. */
  drain: Drain | undefined;
  readonly held: Held[];
  dirty: boolean;
  readonly actor: Actor | undefined;
}

/**
 * Keeps a pool whose workers crash one after the other from starting more of them. Closed: tasks pass. Open: they are
 * refused until its time is over. Then it is half open: one task passes, on which the others are judged.
 */
export interface Breaker {
  readonly spec: BreakerSpec;
  /** Crashes since something was last answered. */
  strikes: number;
  /** How often it has opened since. */
  opened: number;
  /** Tasks pass from then on; undefined: it is closed. */
  openUntil: number | undefined;
  /** The one that passed. */
  probe: Task | undefined;
  /** Why the last worker ended. */
  why: string;
}

/** Whoever had a pool drained. */
export interface Drain {
  readonly reason: Failure;
  readonly client: Id;
  readonly request: Id;
}

export interface Actor {
  readonly spec: ActorSpec;
  readonly entry: Entry;
  create: Task | undefined;
  /** Left; negative for any number. */
  restarts: number;
  /** It ends when its present calls have: why. */
  retiring: string | undefined;
  /** It holds its creation's resources. */
  paid: boolean;
}

/** What is allocated, leased and spilled as one: a slab with many objects, or one object's own buffer. */
export interface Block {
  /** Of a buffer: the id of its memory, and so another one after it was spilled and read back. */
  id: Id;
  readonly bytes: number;
  readonly slab: boolean;
  memory: Id;
  offset: number;
  where: 'memory' | 'spilling' | 'disk' | 'restoring' | 'lost';
  /** Who writes there; undefined when all that was written has been published. */
  owner: Client | undefined;
  sealed: boolean;
  /** Objects that will have been published in all, once it is sealed. */
  expected: number;
  published: number;
  /** Published objects that exist. */
  live: number;
  /** Attempts and restoring tasks that read it. */
  pins: number;
  /** Deliveries that clients have not given back. */
  leases: number;
  /** Writing it to disk failed. */
  unspillable: boolean;
  /** Who waits for it to be read back. */
  waiters: Waiter[];
  request: MemoryRequest | undefined;
  /** Neighbours in the list of what may be spilled. */
  listed: boolean;
  older: Block | undefined;
  newer: Block | undefined;
}

/** Waits for spilled memory: a task to be dispatched, or an answer, which pins its object. */
export type Waiter = Task | { readonly kind: 'answer'; readonly reader: Reader; readonly entry: Entry };

export interface Alarm {
  at: number;
  place: number;
  readonly of: Task | MemoryRequest | Worker | 'liveness' | 'shortage';
}

/** Everything that the coordinator knows, and what is left to do in the present step. */
export class State {
  readonly entries = new IdMap<Entry>();
  readonly clients = new Map<Id, Client>();
  /** Dead ones whose threads may still write. */
  readonly lingering = new Map<Id, Client>();
  readonly pools = new Map<Id, Pool>();
  /** Living actors that have a name. */
  readonly names = new Map<string, Pool>();
  readonly alarms = new Deadlines<Alarm>();
  readonly liveness = { at: Infinity, place: -1, of: 'liveness' as const, seen: 0, since: 0 };
  /** Steps in which more happened than that time passed. */
  activity = 0;
  readonly resources: Record<string, number>;
  readonly free: Record<string, number>;
  now = 0;
  /** Tasks so far. */
  tasks = 0;
  /** Workers so far. */
  workers = 0;
  /** Lanes so far that are not a client's first. */
  lanes = 0;
  /** Attempts that await something. */
  suspended = 0;
  /** Pools in which a worker is blocked: what others begin to await may be theirs to run. */
  readonly blocked = new Map<Pool, number>();

  /** Have just got a value; who waits for it is to be told. */
  readonly published = new Worklist<Entry>();
  /** Have no handle any more. */
  readonly garbage = new Worklist<Entry>();
  /** Are in memory again, or will not be. */
  readonly returned = new Worklist<{ readonly waiters: readonly Waiter[]; readonly failure: Failure | undefined }>();
  readonly doomed = new Worklist<{ readonly task: Task; readonly failure: Failure }>();
  /** To be scheduled. */
  readonly dirty = new Worklist<Pool>();
  actions: Action[] = [];

  constructor(resources: Readonly<Record<string, number>>) {
    this.resources = { ...resources };
    this.free = { ...resources };
  }

  mark(pool: Pool): void {
    if (pool.dirty) return;
    pool.dirty = true;
    this.dirty.add(pool);
  }
}
