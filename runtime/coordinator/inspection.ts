// What the coordinator tells of itself, for people and tools: tables of plain rows. `I` is how tasks, objects and actors
// are named: by numbers inside the runtime, by 32 hexadecimal digits outside. Threads are numbered: 0 is the driver.

/** A task, a call of an actor or the creation of one, that is not done. */
export interface TaskState<I = string> {
  /** Also the id of its first result. */
  readonly taskId: I;
  readonly name: string | null;
  readonly kind: 'task' | 'actor-call' | 'actor-creation';
  /**
   * `waiting` for arguments; `queued` for a worker; `restoring` its arguments from disk; `dispatched` to a worker and not
   * begun; `running`; `suspended`, since it awaits objects; `stopping`: cancelled or late, and its worker is not through yet.
   */
  readonly state: 'waiting' | 'queued' | 'restoring' | 'dispatched' | 'running' | 'suspended' | 'stopping';
  /** The name of the pool whose workers run it. */
  readonly pool: string;
  readonly actorId: I | null;
  /** The thread that submitted it. */
  readonly owner: number;
  /** The task that submitted it. */
  readonly parentTaskId: I | null;
  readonly workerId: number | null;
  /** Which attempt this is, from 1; 0 before the first. */
  readonly attempt: number;
  /** Objects without which it cannot go on. */
  readonly awaits: number;
  /** Since it was submitted. */
  readonly ageMs: number;
  /** Since its worker has it. */
  readonly runningMs: number | null;
}

/** An object that has a value, or will have one. */
export interface ObjectState<I = string> {
  readonly objectId: I;
  /** `failed`: reading it gives an error, which was its task's, or says that it was deleted or lost. */
  readonly state: 'pending' | 'ready' | 'failed';
  /** `message`: small, with the coordinator; `memory`: shared; `disk`; or on its way between the two. */
  readonly where: 'message' | 'memory' | 'disk' | 'spilling' | 'restoring' | null;
  readonly bytes: number;
  /** Handles, and mentions in values and arguments. */
  readonly references: number;
  /** Deliveries of its memory that threads may still read; those of a slab are counted together. */
  readonly readers: number;
  /** The thread that named it. */
  readonly owner: number;
  /** The task that makes it, while it is pending. */
  readonly taskId: I | null;
  /** Since it was named. */
  readonly ageMs: number;
}

/** An actor on which there are handles. */
export interface ActorState<I = string> {
  readonly actorId: I;
  readonly className: string;
  readonly name: string | null;
  /** `pending`: its constructor has not ended; `restarting`: again; `dead`, and there are handles on it. */
  readonly state: 'pending' | 'alive' | 'restarting' | 'dead';
  readonly workerId: number | null;
  /** The thread that made it. */
  readonly owner: number;
  readonly references: number;
  /** Calls that its worker has. */
  readonly running: number;
  /** Calls that wait. */
  readonly waiting: number;
  /** -1: any number. */
  readonly restartsLeft: number;
  readonly detached: boolean;
  readonly ageMs: number;
}

/** A thread that runs tasks or an actor. */
export interface WorkerState<I = string> {
  readonly workerId: number;
  readonly pool: string;
  /** `suspended`: every task that it has begun awaits objects. */
  readonly state: 'starting' | 'idle' | 'busy' | 'suspended' | 'stopping';
  readonly actorId: I | null;
  /** Tasks that it was given. */
  readonly tasks: number;
  /** Those that await objects. */
  readonly suspended: number;
  /** Objects and actors that it has handles on. */
  readonly references: number;
  /** Of memory that it may read or write. */
  readonly bytes: number;
  readonly ageMs: number;
}

/** The object store, in bytes. */
export interface StoreState {
  /** That have a value, or will. */
  readonly objects: number;
  /** Of shared memory given out: objects have their own, small ones share slabs. */
  readonly bytesUsed: number;
  readonly capacity: number;
  readonly bytesOnDisk: number;
  readonly diskCapacity: number;
}

/** What tasks and actors can ask for. */
export interface ResourceState {
  readonly name: string;
  readonly total: number;
  /** Below 0 while a task that had been suspended goes on before others have ended. */
  readonly free: number;
}

/** A version of an executor. Counts are of its whole life, and include what the runtime itself asks of it. */
export interface ExecutorState {
  readonly name: string;
  readonly version: string;
  /** `idle`: no worker has been needed yet; `open`: its workers crash, and it is left alone for a while; `stopping`: to end. */
  readonly state: 'idle' | 'starting' | 'ready' | 'open' | 'stopping';
  readonly workers: number;
  /** Requests that workers have. */
  readonly running: number;
  readonly waiting: number;
  readonly completed: number;
  readonly failed: number;
  /** Workers that ended by themselves, or did not start. */
  readonly crashes: number;
  /** What the last 256 requests took a worker, in ms; null where there was none. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** How long the oldest request that a worker has is there. */
  readonly longestMs: number;
  /** Until it is tried again; null unless it is `open`. */
  readonly retryInMs: number | null;
  /** The number of its pool. */
  readonly pool: number;
}

/** Requests that failed, by kind: of what the executor said, the error's class (`operation-failed`), else `crashed`, `timeout` and so on. */
export interface ExecutorErrorState {
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly count: number;
  readonly pool: number;
}

/** One of the last 32 requests of a version that failed. */
export interface ExecutorFailureState<I = string> {
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly taskId: I;
  /** Since it failed. */
  readonly ageMs: number;
  readonly pool: number;
}

/** The tables. */
export interface Tables<I> {
  readonly tasks: TaskState<I>;
  readonly objects: ObjectState<I>;
  readonly actors: ActorState<I>;
  readonly workers: WorkerState<I>;
  readonly store: StoreState;
  readonly resources: ResourceState;
  readonly executors: ExecutorState;
  readonly 'executor-errors': ExecutorErrorState;
  readonly 'executor-failures': ExecutorFailureState<I>;
}

export type Cell = string | number | boolean | null;

/** A question about one table. */
export interface Inspection {
  readonly table: keyof Tables<number>;
  /** Of these tasks, objects or actors only. */
  readonly ids?: readonly number[] | undefined;
  /** Rows with these values in these columns only. */
  readonly where?: Readonly<Record<string, Cell>> | undefined;
  /** Rows at most. Default: all. */
  readonly limit?: number | undefined;
  /** Instead of the rows themselves: `count` rows with these columns alike, and the sum of their `bytes`. */
  readonly groupBy?: readonly string[] | undefined;
}

/** Rows of the table that was asked about. */
export type Row = Readonly<Record<string, Cell>>;
