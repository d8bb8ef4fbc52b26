// What passes between the coordinator and the threads around it: events in, actions out. A message on the wire is one of
// these, less the `from` or `client` that the wire itself says.
import type { ExecutorTable } from './executor-table.ts';
import type { Inspection, Row } from './inspection.ts';

/**
 * Objects, tasks, functions, pools, requests and everything else that needs a name inside one runtime. A client makes its
 * own without asking: `client * 2^32 + serial`. The public 128-bit ids are the runtime's random half and this number.
 */
export type Id = number;

/** The client that called `init`. Workers are numbered from 1. */
export const driver: Id = 0;

/** Why there is no value. */
export type FailureKind =
  /** The task's own code threw; `data` holds its error, encoded. */
  | 'task'
  /** The worker ended while the task ran. */
  | 'crashed'
  | 'cancelled'
  | 'timeout'
  /** The actor is gone for good; `data` may hold the error of its constructor. */
  | 'actor-died'
  /** The actor's worker ended while the call ran, and the actor starts again. */
  | 'actor-unavailable'
  /** The object was deleted, or its spilled bytes cannot be read. */
  | 'lost'
  | 'store-full'
  /** `chain` names the tasks that wait for each other. */
  | 'deadlock'
  /** More resources are asked for than the runtime has. */
  | 'infeasible'
  /** More calls wait for the actor than it takes. */
  | 'pending-calls'
  /** The executor's workers have nothing to start from, or do not start; `data` may hold why. */
  | 'load'
  /** No executor of this name, or no version of it, is registered. */
  | 'no-executor'
  /** More calls wait for the executor than it takes. */
  | 'busy'
  /** The executor's workers crash one after the other; `timeoutMs`: when it is tried again. */
  | 'unavailable'
  /** The pool was closed, its worker cannot start, or the runtime was shut down. */
  | 'closed';

export interface Failure {
  readonly kind: FailureKind;
  readonly message: string;
  readonly data?: Uint8Array | undefined;
  readonly chain?: readonly Id[] | undefined;
  /** Of 'timeout' and 'unavailable'. */
  readonly timeoutMs?: number | undefined;
}

/** A small value that cannot change: it travels as it is, without bytes of its own. A string has at most 64 units. */
export type Scalar = undefined | null | boolean | number | string;

/** Stands among a task's scalars for the value of a dependency: the first for that of the first, and so on. */
export const dependency = Symbol('dependency');

/** A task's arguments that need no encoding. */
export type PlainArguments = readonly (Scalar | typeof dependency)[];

/** Of standard input: text, whose end is added where it has none, or bytes as they are, of which none is not the end; undefined is. */
export type Line = string | Uint8Array | undefined;

/** What an object holds. `refs` are the objects and actors that its bytes mention: it keeps them alive. */
export type Value =
  /** Small enough to travel in messages. */
  | { readonly kind: 'inline'; readonly bytes: Uint8Array; readonly refs: readonly Id[] }
  | { readonly kind: 'scalar'; readonly scalar: Scalar; readonly refs: readonly never[] }
  /**
   * In shared memory: `memory` names the SharedArrayBuffer, `offset` counts from its start. `block` is what is counted and
   * freed: a slab of a segment, whose objects are copied out by their readers, or a buffer of the object's own
   * (`block === memory`), whose readers get views.
   */
  | {
      readonly kind: 'stored';
      readonly block: Id;
      readonly memory: Id;
      readonly offset: number;
      readonly bytes: number;
      readonly refs: readonly Id[];
    }
  | { readonly kind: 'error'; readonly error: Failure };

export interface TaskSpec {
  /** Also the id of its first result: results are `id` to `id + returns - 1`. */
  readonly id: Id;
  readonly pool: Id;
  /** What to run: a function that its client defined, or a method's place in its class; the coordinator does not look. */
  readonly fn: Id;
  /** 1 for a stream, whose object holds the number of its items when it has ended. */
  readonly returns: number;
  readonly streaming?: boolean | undefined;
  /** The encoded arguments, opaque; or a few scalars and dependencies. */
  readonly args: Uint8Array | PlainArguments;
  /** Must have values before the task starts; their values travel with it, in this order. */
  readonly deps: readonly Id[];
  /** Only mentioned in the arguments: kept alive. */
  readonly refs: readonly Id[];
  /** The task that submits it; calls to an actor keep their order per caller. */
  readonly caller?: Id | undefined;
  readonly name?: string | undefined;
  readonly resources?: Readonly<Record<string, number>> | undefined;
  /** How often it may begin again after its worker ended, or after an error that `retryOn` names. Default 0. */
  readonly retries?: number | undefined;
  /** True: every error of its own. A list: errors of these names. Default: none. */
  readonly retryOn?: boolean | readonly string[] | undefined;
  /** From submission to result, waiting included. */
  readonly timeoutMs?: number | undefined;
  /** A large argument that lives in the store: one more dependency, whose value the arguments' bytes refer to. */
  readonly bulk?: Id | undefined;
}

/** A task without scalars: it can be said in MessagePack. */
export type EncodedTask = TaskSpec & { readonly args: Uint8Array };

/** Workers of one kind: JavaScript tasks, an executor version, a kind of interpreter, or one actor. */
export interface PoolSpec {
  readonly id: Id;
  readonly name: string;
  /** Workers while nothing waits; each starts when there is work for it. */
  readonly size: number;
  /** Workers at most, with those that stand in for blocked ones. */
  readonly cap: number;
  /** Tasks that a worker is given ahead of time, the running one included. */
  readonly window: number;
  /** What a worker does while its task awaits an object: takes the next one, or nothing. */
  readonly waits: 'suspend' | 'block';
  /** One task at a time per worker, suspended or not: for tasks whose worker may have to be killed. */
  readonly exclusive?: boolean | undefined;
  /** Tasks that wait at most before `submit` with a request is held back. Default: no limit. */
  readonly maxQueued?: number | undefined;
  /** Tasks that may be there beyond those that `size` workers run; others are refused. Default: no limit. */
  readonly queueLength?: number | undefined;
  /** Of an executor. */
  readonly version?: string | undefined;
  /** When no more workers are started in place of those that crash. Default: never. */
  readonly breaker?: BreakerSpec | undefined;
  /** Its workers start from what the host loads for it: an executor. */
  readonly provided?: boolean | undefined;
  /** Its running tasks stop when they are interrupted; a worker whose task does not is ended by the host. */
  readonly interruptible?: boolean | undefined;
  /** Of an actor that is an instance of an executor: the pool of the version whose workers start from the same. */
  readonly executor?: Id | undefined;
  /** Of tasks that say nothing of time. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  /** What its workers run; default JavaScript. */
  readonly language?: 'python' | undefined;
  readonly actor?: ActorSpec | undefined;
}

/** When a pool stops to start workers in place of those that crash. */
export interface BreakerSpec {
  /** So many in a row, without an answer between them. */
  readonly crashes: number;
  /** For how long the first time; each time in a row twice as long. */
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
}

/** A pool of one worker that keeps state. Its id is an object's id too: handles are references to it. */
export interface ActorSpec {
  /** Runs first on every new worker; its arguments are kept as long as the actor may restart. */
  readonly create: EncodedTask;
  /** Restarts after crashes; -1 for any number. */
  readonly restarts: number;
  /** How often a call may begin again after a crash; -1 for any number. */
  readonly taskRetries: number;
  /**
   * Calls that run at once in the worker; 0: as many as its class asks for. Where its pool's workers block, they stand on
   * top of each other: at least 1 then.
   */
  readonly concurrency: number;
  /** Calls that may wait; -1 for any number. */
  readonly maxPending: number;
  /** Unique among living actors. */
  readonly name?: string | undefined;
  /** Lives on without handles. */
  readonly detached?: boolean | undefined;
  /** What whoever finds it by its name is told of its class. */
  readonly about?: string | undefined;
}

/** How a function or class is found in another thread. */
export type Definition =
  | { readonly kind: 'source'; readonly name: string; readonly source: string }
  | { readonly kind: 'module'; readonly name: string; readonly url: string }
  /** Python: a pickle, encoded as a value. */
  | { readonly kind: 'pickle'; readonly name: string; readonly data: Uint8Array }
  /** Python: the text of a module that has it. */
  | { readonly kind: 'python'; readonly name: string; readonly source: string }
  /** Python: a module that can be imported. */
  | { readonly kind: 'python-module'; readonly name: string; readonly module: string };

/** What a client says. `request` is the client's own number for the question; each is answered once. */
export type Event = { readonly from: Id } & (
  | { readonly type: 'open'; readonly pool: PoolSpec; readonly request?: Id | undefined; readonly orGet?: boolean | undefined }
  /** From now on it has so many workers while nothing waits, and so many more that stand in; the runtime so many CPUs. */
  | { readonly type: 'resize'; readonly pool: Id; readonly size: number }
  /** Fails what waits or runs in the pool. */
  | { readonly type: 'close'; readonly pool: Id; readonly reason: Failure }
  /**
   * The pool takes no task any more and ends when it has none: answered by `drained` when its last worker is gone. Tasks
   * that come later fail with the reason.
   */
  | { readonly type: 'drain'; readonly pool: Id; readonly request: Id; readonly reason: Failure }
  /** Which living actor has this name: answered by `opened`. */
  | { readonly type: 'lookup'; readonly request: Id; readonly name: string }
  /** With a request: answered by `accepted` when the pool's queue has room. */
  | {
      readonly type: 'submit';
      readonly task: TaskSpec;
      readonly request?: Id | undefined;
      /** The host's own: why it cannot run. */
      readonly refusal?: Failure | undefined;
    }
  | { readonly type: 'put'; readonly id: Id; readonly value: Value }
  /** Names an object whose `put` follows when the store has room. */
  | { readonly type: 'reserve'; readonly id: Id }
  /** What a function's number stands for; said before it is used. The host's matter, not the coordinator's. */
  | { readonly type: 'define'; readonly fn: Id; readonly definition: Definition }
  /** The driver's: which executors there are from now on. The host's matter: it tells every thread. */
  | { readonly type: 'executors'; readonly table: ExecutorTable }
  /**
   * From now on tasks may name `route` as their pool: it stands for the best version of the executor that satisfies a range
   * of semantic versions. Answered by `opened`. The host's matter.
   */
  | { readonly type: 'route'; readonly request: Id; readonly route: Id; readonly name: string; readonly range: string }
  /**
   * Jobs that are submitted to the executor's pool from now on find these requests run, and undone when they are released;
   * both name objects. The host's matter: it adds them to what such a task mentions, in this order.
   */
  | { readonly type: 'prepare'; readonly pool: Id; readonly requests: Id; readonly undo: Id }
  | { readonly type: 'release'; readonly pool: Id; readonly requests: Id }
  /** Answered by `reply`. `task`: who awaits it. */
  | { readonly type: 'get'; readonly request: Id; readonly id: Id; readonly task?: Id | undefined }
  /** As many questions as ids, numbered from `request` on: what one `get` for each would be. */
  | { readonly type: 'get-all'; readonly request: Id; readonly ids: readonly Id[]; readonly task?: Id | undefined }
  /** Answered by `settled` when `count` of the ids have values. */
  | { readonly type: 'wait'; readonly request: Id; readonly ids: readonly Id[]; readonly count: number; readonly task?: Id | undefined }
  /** The next item of a stream, by its place: answered by `reply` with the item's id, or with the stream's own at its end. */
  | { readonly type: 'next'; readonly request: Id; readonly stream: Id; readonly index: number; readonly task?: Id | undefined }
  /**
   * Stops waiting. A `wait` is answered with what has values now; anything else is not answered any more. What an answer
   * brings that is on its way already is to be given back: references, a lease, and the item of a `next`.
   */
  | { readonly type: 'forget'; readonly request: Id }
  /** One more handle on something that the sender can see. */
  | { readonly type: 'hold'; readonly id: Id }
  | { readonly type: 'drop'; readonly id: Id; readonly count: number }
  /** One handle on each. */
  | { readonly type: 'drop-all'; readonly ids: readonly Id[] }
  /** Memory that was sent to the client is not read any more. */
  | { readonly type: 'unlease'; readonly block: Id; readonly count: number }
  /** Takes the value away whoever holds it; readers get a `lost`. */
  | { readonly type: 'delete'; readonly id: Id }
  | { readonly type: 'cancel'; readonly id: Id; readonly force: boolean }
  /** Asks for memory: answered by `grant`. Up to the slab's size: a slab; more: a buffer of its own. */
  | { readonly type: 'alloc'; readonly request: Id; readonly bytes: number }
  /**
   * The sender will write no further object there. `objects`: how many it wrote; those that it has not sent yet are waited
   * for. Default: it has sent all; of a buffer of its own, one.
   */
  | { readonly type: 'seal'; readonly block: Id; readonly objects?: number | undefined }
  /** Asks what the coordinator knows: answered by `report`. */
  | { readonly type: 'inspect'; readonly request: Id; readonly what: Inspection }
  /** Asks what the host has observed: answered by `observed`. The host's matter, not the coordinator's. */
  | { readonly type: 'observe'; readonly request: Id; readonly what: 'metrics' | 'recording' }
  /** Ends an actor; `restart`: as a crash would. */
  | { readonly type: 'kill'; readonly actor: Id; readonly restart: boolean }
  /** Interrupts a program: it may go on, or, `end`, has some time to end as it likes. The host's matter. */
  | { readonly type: 'stop'; readonly task: Id; readonly end: boolean }
  /** What a task printed: a line, or, not `ended`, what there is of one. The host's matter, not the coordinator's. */
  | {
      readonly type: 'print';
      readonly stream: 'stdout' | 'stderr';
      readonly task?: string | undefined;
      readonly line: string;
      readonly ended: boolean;
    }
  /** For the logger: plain fields. The host's matter. */
  | { readonly type: 'log'; readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly fields: Readonly<Record<string, unknown>> }
  /** Asks for a line of the task's standard input: answered by `line`. The host's matter, as is what its driver says to it. */
  | { readonly type: 'read-line'; readonly request: Id; readonly task: Id | undefined }
  | { readonly type: 'line'; readonly worker: Id; readonly request: Id; readonly line: Line }
  // a worker's own
  /** It takes tasks. */
  | { readonly type: 'ready' }
  | { readonly type: 'started'; readonly task: Id; readonly attempt: number }
  | { readonly type: 'done'; readonly task: Id; readonly attempt: number; readonly values: readonly Value[] }
  | { readonly type: 'failed'; readonly task: Id; readonly attempt: number; readonly error: Failure; readonly name: string }
  /** An item of a stream; `id` is one of the worker's own. */
  | { readonly type: 'item'; readonly task: Id; readonly attempt: number; readonly index: number; readonly id: Id; readonly value: Value }
  /** It did not start and never will. */
  | { readonly type: 'recalled'; readonly task: Id; readonly attempt: number }
  /** The actor asks to end when its present calls have. */
  | { readonly type: 'retire' }
  // the host's own; `from` says whom it concerns
  /**
   * The thread is gone; `started` is what its ring says it had begun, `reason` why. `lingers`: it cannot be ended, and may
   * still write where it was allowed to, until `gone`.
   */
  | {
      readonly type: 'died';
      readonly started: readonly (readonly [task: Id, attempt: number])[];
      readonly reason?: string | undefined;
      readonly lingers?: boolean | undefined;
    }
  /** A thread that lingered is gone after all. */
  | { readonly type: 'gone' }
  | { readonly type: 'spilled'; readonly block: Id; readonly ok: boolean }
  | { readonly type: 'restored'; readonly block: Id; readonly ok: boolean }
  /** Milliseconds of a clock that only goes forward. */
  | { readonly type: 'tick'; readonly now: number }
);

/** What is to be done. */
export type Action =
  | { readonly type: 'spawn'; readonly worker: Id; readonly pool: Id }
  /** Ends the thread, whatever it does; `died` follows when it is gone. */
  | { readonly type: 'kill'; readonly worker: Id }
  | {
      readonly type: 'dispatch';
      readonly worker: Id;
      readonly task: TaskSpec;
      readonly attempt: number;
      /** Of `task.deps`, then of `task.bulk`. */
      readonly args: readonly Value[];
      /** On top of the task that waits there. */
      readonly inline: boolean;
      /** The host's own: what the worker takes before it begins, unless the host has withdrawn it. */
      claim: { readonly slot: number; readonly serial: number } | undefined;
    }
  /** The host's own: what the function of a coming task is. */
  | { readonly type: 'define'; readonly worker: Id; readonly fn: Id; readonly definition: Definition }
  | { readonly type: 'recall'; readonly worker: Id; readonly task: Id; readonly attempt: number }
  /** Asks a running task to stop. `signalled`: its interpreter has been told already, and is only to look. */
  | {
      readonly type: 'interrupt';
      readonly worker: Id;
      readonly task: Id;
      readonly attempt: number;
      readonly signalled?: boolean | undefined;
    }
  | { readonly type: 'reply'; readonly client: Id; readonly request: Id; readonly id: Id; readonly value: Value }
  | { readonly type: 'settled'; readonly client: Id; readonly request: Id; readonly ids: readonly Id[] }
  | {
      readonly type: 'opened';
      readonly client: Id;
      readonly request: Id;
      readonly pool: Id;
      readonly failure?: Failure | undefined;
      readonly about?: string | undefined;
    }
  | { readonly type: 'accepted'; readonly client: Id; readonly request: Id }
  | { readonly type: 'drained'; readonly client: Id; readonly request: Id; readonly pool: Id }
  /** The host's own. */
  | { readonly type: 'executors'; readonly client: Id; readonly table: ExecutorTable }
  | { readonly type: 'report'; readonly client: Id; readonly request: Id; readonly rows: readonly Row[] }
  /** The host's own. `data` is plain; undefined: it does not observe. */
  | { readonly type: 'observed'; readonly client: Id; readonly request: Id; readonly data: unknown }
  /** The host's own: what a task of this name printed in a worker. */
  | {
      readonly type: 'printed';
      readonly client: Id;
      readonly worker: Id;
      readonly stream: 'stdout' | 'stderr';
      readonly task?: string | undefined;
      readonly line: string;
      readonly ended: boolean;
    }
  /** The host's own: a worker's `read-line`, for the driver. */
  | { readonly type: 'line-wanted'; readonly client: Id; readonly worker: Id; readonly request: Id; readonly task: Id | undefined }
  /** The host's own. */
  | { readonly type: 'line'; readonly client: Id; readonly request: Id; readonly line: Line }
  /** `failure` when there is no room and none came in time; then `memory` means nothing. */
  | {
      readonly type: 'grant';
      readonly client: Id;
      readonly request: Id;
      readonly block: Id;
      readonly memory: Id;
      readonly offset: number;
      readonly bytes: number;
      readonly failure?: Failure | undefined;
    }
  /** Requests of a pool are refused from now on, one is let through on trial, or all are again. `retryInMs` and `why`: of `open`. */
  | {
      readonly type: 'circuit';
      readonly client: Id;
      readonly executor: string;
      readonly version: string;
      readonly state: 'open' | 'half-open' | 'closed';
      readonly retryInMs: number;
      readonly why: string;
    }
  /** Make a SharedArrayBuffer; a segment is shown to every client, a buffer only to those it is sent to. */
  | { readonly type: 'map'; readonly memory: Id; readonly bytes: number; readonly segment: boolean }
  /** Nobody can see it any more. */
  | { readonly type: 'unmap'; readonly memory: Id }
  /** Memory is short, and the client may have lost every view of what was sent to it: it is to look, and say so by `unlease`. */
  | { readonly type: 'collect'; readonly client: Id }
  /** Write the block's bytes to disk: answered by `spilled`. */
  | { readonly type: 'spill'; readonly block: Id; readonly memory: Id; readonly offset: number; readonly bytes: number }
  /** Read them back into this memory: answered by `restored`. */
  | { readonly type: 'restore'; readonly block: Id; readonly memory: Id; readonly offset: number; readonly bytes: number }
  /** The spilled bytes are not needed any more. */
  | { readonly type: 'forget'; readonly block: Id };
