import { Dependency } from '../codec/dependency.ts';
import type { Encoded } from '../codec/encoded-value.ts';
import type { References } from '../codec/references.ts';
import { SharedViewGuard } from '../codec/shared-view-guard.ts';
import { ValueCodec } from '../codec/value-codec.ts';
import type { Action, Definition, Failure, Id, PoolSpec, TaskSpec, Value } from '../coordinator/events.ts';
import { ObjectWrittenError, PolyrayError } from '../errors.ts';
import type { IdSpace } from '../id/id-space.ts';
import type { ObjectID } from '../id/object-id.ts';
import type { UniqueID } from '../id/unique-id.ts';
import { Memories } from '../object/memories.ts';
import { type HandleOwner, ObjectRef } from '../object/object-ref.ts';
import { type Grant, SlabWriter } from '../object/slab-writer.ts';
import type { Channel } from './channel.ts';
import { failureError } from './failure-error.ts';
import { type Question, Questions } from './questions.ts';

/** Serial numbers that one client may give. */
const serials = 2 ** 32;
/** How long a thread stands still for memory: then its event loop turns, and what is garbage here may be found and given back. */
const patienceMs = 10;
const nothing: readonly never[] = [];
const noBytes = new Uint8Array(0);

/** Makes and recognises what counts as a reference beside ObjectRef: actor handles. */
export interface HandleKinds {
  /** What a handle travels as. */
  idOf(value: object): { readonly id: Id; readonly extra: unknown } | undefined;
  /** `ref` is the handle's own count. */
  make(ref: ObjectRef, extra: unknown): object;
}

export interface CoreWorkerOptions {
  readonly client: Id;
  readonly space: IdSpace;
  readonly channel: Channel;
  /** Values up to this travel in messages. */
  readonly inlineBytes: number;
  readonly slabBytes: number;
  readonly handles: HandleKinds;
  /** Looks for writers to shared objects. */
  readonly debug: boolean;
  /** The task that runs here now, if any. */
  readonly currentTask: () => Id | undefined;
  /** A task begins or stops to wait for an answer. */
  readonly onAwait: (task: Id, waits: boolean) => void;
  /** Takes in shared memory that was sent and not yet received. */
  readonly pullMemory: () => void;
  /** Runs what the coordinator wants run on top of a task that stands still. Undefined where code may not stand still. */
  readonly whileBlocked?: (() => void) | undefined;
  /** The first question was asked, or the last one answered. */
  readonly onWaiting?: ((waits: boolean) => void) | undefined;
}

/** An object that waits for room in the store. */
interface Unplaced {
  answer: Grant | Failure | undefined;
  settle: (answer: Grant | Failure) => void;
}

/** How a value is read. */
interface Reading {
  readonly id: Id;
  /** Handles that it makes must still be asked for. */
  readonly holds: boolean;
  /** The reader has a lease of its own on a small object. */
  readonly leased: boolean;
  readonly dependencies?: readonly unknown[];
  /** Nothing of it is used after the task. */
  readonly lent?: boolean;
}

/** What of a task its submitter decides. */
export type TaskRequest = Pick<TaskSpec, 'pool' | 'fn'> &
  Partial<Pick<TaskSpec, 'returns' | 'streaming' | 'name' | 'resources' | 'retries' | 'retryOn' | 'timeoutMs'>>;

/**
 * A thread's part in the runtime, the driver's as well as each worker's: puts, gets, waits, submits and counts handles.
 * It knows neither what tasks are made of nor where the coordinator runs.
 */
export class CoreWorker implements HandleOwner {
  readonly client: Id;
  readonly codec: ValueCodec;
  readonly memories: Memories;
  readonly #options: CoreWorkerOptions;
  readonly #channel: Channel;
  readonly #writer: SlabWriter;
  readonly #guard: SharedViewGuard | undefined;
  readonly #questions = new Questions();
  /** Why tasks were cancelled, as long as their results are held. */
  readonly #reasons = new Map<Id, unknown>();
  /** Functions that the coordinator was told of, by what they are. */
  readonly #defined = new Map<string, Id>();
  /** Why nothing is answered any more. */
  #closed: Failure | undefined;
  #serial = 0;
  /** The request for memory that was not answered at once. */
  #unplaced: Unplaced | undefined;
  /** Handles made by the decoding that goes on. */
  #made: Map<Id, object> | undefined;
  /** Whether they must still be asked for. */
  #holds = false;

  constructor(options: CoreWorkerOptions) {
    this.client = options.client;
    this.#options = options;
    this.#channel = options.channel;
    this.#guard = options.debug ? new SharedViewGuard() : undefined;
    this.codec = new ValueCodec(this.#references());
    this.memories = new Memories((block) => this.#channel.send({ type: 'unlease', block, count: 1 }), options.pullMemory);
    this.#writer = new SlabWriter({
      slabBytes: options.slabBytes,
      alloc: (bytes) => this.#alloc(bytes),
      seal: (block, objects) => this.#channel.send({ type: 'seal', block, objects }),
      memoryOf: (grant) => this.#memoryOf(grant),
    });
  }

  // ---- names and handles

  newId(count = 1): Id {
    const first = this.#serial + 1;
    this.#serial += count;
    if (this.#serial >= serials) throw new RangeError('Cannot name another object: this thread has named 2^32 already');
    return this.client * serials + first;
  }

  objectId(id: Id): ObjectID {
    return this.#options.space.toObjectID(id);
  }

  /** Notes why a task of this thread was cancelled, for whoever asks here. */
  cancelled(id: Id, reason: unknown): void {
    this.#reasons.set(id, reason);
  }

  drop(id: Id): void {
    this.#reasons.delete(id);
    this.#channel.send({ type: 'drop', from: this.client, id, count: 1 });
  }

  /** The number of one of this runtime's references. */
  numberOf(ref: unknown, what: string): Id {
    if (!(ref instanceof ObjectRef)) throw new TypeError(`${what} must be an ObjectRef, is ${ref === null ? 'null' : typeof ref}`);
    if (ref.owner !== this) throw new TypeError(`${what} belongs to another runtime: ${ref}`);
    if (ref.disposed) throw new TypeError(`${what} was disposed of: ${ref}`);
    return ref.number;
  }

  /** The numbers of a list of them. */
  numbersOf(refs: readonly unknown[]): Id[] {
    const numbers = new Array<Id>(refs.length);
    for (let i = 0; i < refs.length; i++) {
      const ref = refs[i];
      const good = ref instanceof ObjectRef && ref.owner === this && !ref.disposed;
      numbers[i] = good ? ref.number : this.numberOf(ref, `refs[${i}]`);
    }
    return numbers;
  }

  /** The number behind an id of this runtime. @throws {TypeError} */
  numberOfId(id: UniqueID): Id {
    const number = this.#options.space.numberOf(id);
    if (number === undefined) throw new TypeError(`${id} belongs to another runtime`);
    return number;
  }

  // ---- questions

  /** The thread's own channel: to say what needs no answer. */
  get channel(): Channel {
    return this.#channel;
  }

  /** Opens questions that nobody answers any more when the thread goes. */
  get waiting(): number {
    return this.#questions.size;
  }

  /**
   * Prepares a question; the caller sends it under `request`, and names the task if one awaits the answer.
   *
   * @param index for the caller, which may give the same `answered` to several questions
   */
  ask(answered: Question['answered'], asker: 'task' | 'thread' = 'task', index = 0): Question {
    const task = asker === 'task' ? this.#options.currentTask() : undefined;
    const question = this.#questions.add(task, answered, index);
    if (this.#questions.size === 1) this.#options.onWaiting?.(true);
    if (task !== undefined) this.#options.onAwait(task, true);
    if (this.#closed !== undefined) queueMicrotask(() => this.#end(question));
    return question;
  }

  isOpen(question: Question): boolean {
    return this.#questions.find(question.request) === question;
  }

  /** Stands still until the question is answered. @throws {PolyrayError} where code may not stand still */
  block(answered: () => boolean): void {
    const { whileBlocked } = this.#options;
    if (whileBlocked === undefined) throw new PolyrayError('Cannot wait synchronously here: only tasks with the option "blocking" may');
    if (!this.#channel.block(answered, { between: whileBlocked }))
      throw new PolyrayError('Cannot wait synchronously: this thread may not stand still');
  }

  /** No answer is expected any more. */
  unask(question: Question): boolean {
    if (!this.#questions.remove(question)) return false;
    if (this.#questions.size === 0) this.#options.onWaiting?.(false);
    if (question.task !== undefined) this.#options.onAwait(question.task, false);
    return true;
  }

  /** Takes an answer from the coordinator. */
  handle(action: Action & { readonly request: Id }): void {
    const question = this.#questions.find(action.request);
    if (question === undefined) this.#refuse(action);
    else {
      this.unask(question);
      question.answered(action, question);
    }
  }

  /** An answer that nobody waits for: what it grants goes back. */
  #refuse(action: Action): void {
    if (action.type === 'grant' && action.failure === undefined) {
      if (action.block === action.memory) this.memories.takeBuffer(action.memory, false);
      this.#channel.send({ type: 'seal', block: action.block, objects: 0 });
    }
    if (action.type === 'reply') this.giveBack(action.value);
  }

  /** What a reply brings, and nobody reads. */
  giveBack(value: Value): void {
    if (value.kind === 'error') return;
    for (const id of value.refs) this.drop(id);
    if (value.kind !== 'stored') return;
    if (value.block === value.memory) this.memories.takeBuffer(value.memory, false);
    this.#channel.send({ type: 'unlease', from: this.client, block: value.block, count: 1 });
  }

  /** Rejects what is open, and what is asked from now on; for the end of a runtime. The first reason counts. */
  close(failure: Failure): void {
    this.#closed ??= failure;
    for (const question of this.#questions.list()) this.#end(question);
  }

  #end(question: Question): void {
    if (!this.unask(question)) return;
    const value: Value = { kind: 'error', error: this.#closed! };
    question.answered({ type: 'reply', client: this.client, request: question.request, id: 0, value }, question);
  }

  error(failure: Failure): Error {
    // references in an error are not granted with it: they are asked for
    return failureError(failure, { decode: (bytes) => this.#decode(bytes, {}, true), hexOf: (id) => this.objectId(id).toHex() });
  }

  // ---- values

  /** Stores a value under a new id of which this thread has one handle. */
  put(value: unknown): Id {
    const id = this.newId();
    this.#publish(id, this.codec.encode(value, 'value'));
    return id;
  }

  #publish(id: Id, encoded: Encoded): void {
    let refused: Value | undefined;
    let reserved = false;
    const placed = this.#place(encoded, (late) => {
      if (!reserved) refused = late;
      else {
        this.#channel.send({ type: 'put', id, value: late });
        this.#channel.flush();
      }
    });
    const value = placed ?? refused;
    reserved = value === undefined;
    if (value === undefined) this.#channel.send({ type: 'reserve', id });
    else this.#channel.send({ type: 'put', from: this.client, id, value });
  }

  /**
   * A task's result, or what it yields. Undefined when the store has no room at the moment: then `late` is told, before
   * this returns or after, with the value or with why there is none.
   */
  valueOf(result: unknown, what: string, late: (value: Value) => void): Value | undefined {
    return this.#place(this.codec.encode(result, what), late);
  }

  /** Values that were placed, and that nobody will see: their memory is free again when they were objects. */
  discard(values: readonly (Value | undefined)[]): void {
    for (const value of values) {
      if (value?.kind !== 'stored') continue;
      const id = this.newId();
      this.#channel.send({ type: 'put', from: this.client, id, value });
      this.drop(id);
    }
  }

  /** Undefined when the store has no room now: then `late` is told, with the value or with why there is none. */
  #place(encoded: Encoded, late: (value: Value) => void): Value | undefined {
    if (encoded.byteLength <= this.#options.inlineBytes) return { kind: 'inline', bytes: encoded.toBytes(), refs: encoded.refs };
    const value = this.#writer.write(encoded);
    if (value !== undefined) return value;
    if (this.#unplaced === undefined) throw new Error('Cannot place an object: the store did not say why');
    const kept = { byteLength: encoded.byteLength, refs: encoded.refs, bytes: encoded.toBytes() };
    this.#unplaced.settle = (grant) => {
      if ('kind' in grant) late({ kind: 'error', error: grant });
      else late(this.#writer.writeInto(grant, { ...kept, write: (target) => target.set(kept.bytes) }));
    };
    if (this.#unplaced.answer !== undefined) this.#unplaced.settle(this.#unplaced.answer);
    return undefined;
  }

  #alloc(bytes: number): Grant | undefined {
    const state: Unplaced = { answer: undefined, settle: () => {} };
    const question = this.ask((action) => {
      if (action.type === 'grant') state.answer = action.failure ?? action;
      else if (action.type === 'reply' && action.value.kind === 'error') state.answer = action.value.error;
      if (state.answer !== undefined) state.settle(state.answer);
    }, 'thread');
    this.#channel.send({ type: 'alloc', request: question.request, bytes });
    this.#channel.block(() => state.answer !== undefined, { patienceMs });
    if (state.answer !== undefined && !('kind' in state.answer)) return state.answer;
    this.#unplaced = state;
    return undefined;
  }

  #memoryOf(grant: Grant): SharedArrayBuffer {
    return grant.block === grant.memory ? this.memories.takeBuffer(grant.memory, false) : this.memories.segment(grant.memory);
  }

  /** The value of a reply: its references are granted already. @param id whose value it is */
  readReply(value: Value, id: Id): unknown {
    this.checkWritten('Code in this thread, or a task,');
    return this.#read(value, { id, holds: false, leased: true });
  }

  /** @throws {ObjectWrittenError} in debug mode, when an object that this thread has a view of was written to */
  checkWritten(who: string): void {
    const written = this.#guard?.verify() ?? [];
    for (const name of written) this.#guard!.forget(name); // said once
    if (written.length > 0) throw new ObjectWrittenError(written, who);
  }

  /**
   * What a task was given: whatever of it is kept must still be asked for, before the task ends.
   *
   * @param lent nothing of it is used after the task: small objects are not copied out either
   */
  readArguments(task: TaskSpec, args: readonly Value[], lent = false): unknown[] {
    let taken = 0;
    const read = (place: number, id: Id, dependencies = nothing as readonly unknown[]) => {
      taken = place + 1;
      return this.#read(args[place]!, { id, holds: true, leased: false, dependencies, lent });
    };
    try {
      const dependencies: readonly unknown[] = task.deps.length === 0 ? nothing : task.deps.map((id, i) => read(i, id));
      if (task.bulk !== undefined) return read(task.deps.length, task.bulk, dependencies) as unknown[];
      return this.#decode(task.args, { dependencies }, true) as unknown[];
    } catch (error) {
      this.leaveArguments(args.slice(taken), true);
      throw error;
    }
  }

  /** Arguments that nobody reads. @param leased they are until this thread says otherwise; not so when the offer was withdrawn */
  leaveArguments(args: readonly Value[], leased: boolean): void {
    for (const value of args) {
      if (value.kind !== 'stored' || value.block !== value.memory) continue;
      this.memories.takeBuffer(value.memory, false);
      if (leased) this.#channel.send({ type: 'unlease', from: this.client, block: value.block, count: 1 });
    }
  }

  #read(value: Value, { id, holds, leased, dependencies = nothing, lent = false }: Reading): unknown {
    switch (value.kind) {
      case 'inline':
        return this.#decode(value.bytes, { dependencies }, holds, value.refs);
      case 'error': {
        const error = this.error(value.error);
        if (value.error.kind === 'cancelled' && this.#reasons.has(id)) error.cause = this.#reasons.get(id);
        throw error;
      }
      case 'stored': {
        const { block, memory, offset, bytes: length } = value;
        if (block === memory) {
          const bytes = new Uint8Array(this.memories.takeBuffer(memory, true), offset, length);
          this.#guard?.watch(this.objectId(id).toHex(), bytes);
          return this.#decode(bytes, { share: true, dependencies }, holds, value.refs);
        }
        const bytes = new Uint8Array(this.memories.segment(memory), offset, length);
        try {
          return this.#decode(bytes, { share: lent, dependencies }, holds, value.refs);
        } finally {
          if (leased) this.#channel.send({ type: 'unlease', block, count: 1 });
        }
      }
    }
  }

  #decode(
    bytes: Uint8Array,
    options: { readonly share?: boolean; readonly dependencies?: readonly unknown[] },
    holds: boolean,
    refs: readonly Id[] = nothing,
  ): unknown {
    const outer = this.#made;
    const outerHolds = this.#holds;
    this.#made = undefined;
    this.#holds = holds;
    try {
      return this.codec.decode(bytes, options);
    } finally {
      const made = this.#made as Map<Id, object> | undefined;
      if (!holds && refs.length > 0) for (const id of refs) if (made?.has(id) !== true) this.drop(id);
      this.#made = outer;
      this.#holds = outerHolds;
    }
  }

  #references(): References {
    const { handles } = this.#options;
    return {
      idOf: (value) => {
        if (value instanceof ObjectRef) return { id: this.numberOf(value, 'A reference in a value') };
        return handles.idOf(value);
      },
      fromId: (id, extra) => {
        const known = this.#made?.get(id);
        if (known !== undefined) return known;
        if (this.#holds) this.#channel.send({ type: 'hold', id });
        const ref = new ObjectRef(this, id);
        const made = extra === undefined ? ref : handles.make(ref, extra);
        this.#made ??= new Map();
        this.#made.set(id, made);
        return made;
      },
    };
  }

  // ---- tasks

  /** The number of a function or class. The same text has the same number: nobody forgets one while the runtime lives. */
  define(definition: Definition): Id {
    const { kind, name } = definition;
    const key = `${kind} ${name} ${kind === 'source' ? definition.source : definition.url}`;
    let fn = this.#defined.get(key);
    if (fn === undefined) {
      fn = this.newId();
      this.#defined.set(key, fn);
      this.#channel.send({ type: 'define', fn, definition });
    }
    return fn;
  }

  /** The specification of a task; its arguments are placed, its results have names, and nothing was sent of it. */
  specify(request: TaskRequest, args: readonly unknown[], caller = this.#options.currentTask()): TaskSpec {
    let deps: Id[] | undefined;
    let given = args;
    for (let i = 0; i < args.length; i++) {
      const value = args[i];
      if (!(value instanceof ObjectRef)) continue;
      if (given === args) given = [...args];
      deps ??= [];
      (given as unknown[])[i] = new Dependency(deps.push(this.numberOf(value, `args[${i}]`)) - 1);
    }
    const encoded = this.codec.encode(given, 'args');
    let bulk: Id | undefined;
    if (encoded.byteLength > this.#options.inlineBytes) {
      bulk = this.newId();
      this.#publish(bulk, encoded);
    }
    const { returns = 1 } = request;
    // as the transport makes them, so that all tasks have one shape
    return {
      id: this.newId(returns),
      pool: request.pool,
      fn: request.fn,
      returns,
      args: bulk === undefined ? encoded.toBytes() : noBytes,
      deps: deps ?? nothing,
      refs: bulk === undefined ? encoded.refs : nothing,
      streaming: request.streaming,
      caller,
      retries: request.retries,
      timeoutMs: request.timeoutMs,
      bulk,
      name: request.name,
      resources: request.resources,
      retryOn: request.retryOn,
    };
  }

  /** Submits it; this thread has one handle on each result. */
  submit(task: TaskSpec, accepted?: () => void): void {
    const request = accepted && this.ask(accepted, 'thread').request;
    this.#channel.send({ type: 'submit', from: this.client, task, request });
    if (task.bulk !== undefined) this.drop(task.bulk);
  }

  /**
   * Opens an actor's pool; this thread has one handle on it.
   *
   * @returns its number, or that of the living actor of this name
   */
  open(pool: PoolSpec, { named, orGet }: { readonly named: boolean; readonly orGet: boolean }): Id {
    let answer: (Action & { readonly type: 'opened' }) | undefined;
    let late = false;
    const question = named
      ? this.ask((action) => {
          if (action.type !== 'opened') return;
          answer = action;
          if (late && action.failure === undefined) this.drop(action.pool);
        }, 'thread')
      : undefined;
    this.#channel.send({ type: 'open', pool, request: question?.request, orGet });
    const { bulk } = pool.actor?.create ?? {};
    if (bulk !== undefined) this.drop(bulk);
    if (question === undefined) return pool.id;
    if (!this.#channel.block(() => answer !== undefined)) {
      late = true;
      throw this.#closed === undefined
        ? new PolyrayError(`Cannot name actor "${pool.name}": this thread may not wait`)
        : this.error(this.#closed);
    }
    if (answer?.failure !== undefined) throw this.error(answer.failure);
    return answer?.pool ?? pool.id;
  }
}
