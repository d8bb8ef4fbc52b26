import { Dependency } from '../codec/dependency.ts';
import type { Encoded } from '../codec/encoded-value.ts';
import {
  type Action,
  type Definition,
  dependency,
  driver,
  type EncodedTask,
  type Failure,
  type Id,
  type PlainArguments,
  type PoolSpec,
  type Scalar,
  type TaskSpec,
  type Value,
} from '../coordinator/events.ts';
import { PolyrayError } from '../errors.ts';
import type { IdSpace } from '../id/id-space.ts';
import type { ObjectID } from '../id/object-id.ts';
import type { UniqueID } from '../id/unique-id.ts';
import { HandleCounts } from '../object/handle-counts.ts';
import { type HandleOwner, ObjectRef } from '../object/object-ref.ts';
import type { Channel } from './channel.ts';
import { type Question, Questions } from './questions.ts';
import { isScalar, mostScalars, scalarValue } from './scalars.ts';
import { ValuePlacer } from './value-placer.ts';
import { type HandleKinds, ValueReader } from './value-reader.ts';

/** Serial numbers that one client may give. */
const serials = 2 ** 32;
const nothing: readonly never[] = [];
const noBytes = new Uint8Array(0);

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
  /** Much shared memory was seen: some of it may be garbage. */
  readonly onLitter: () => void;
  /** Runs what the coordinator wants run on top of a task that stands still. Undefined where code may not stand still. */
  readonly whileBlocked?: (() => void) | undefined;
  /** The first question was asked, or the last one answered. */
  readonly onWaiting?: ((waits: boolean) => void) | undefined;
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
  readonly reader: ValueReader;
  readonly placer: ValuePlacer;
  readonly handles = new HandleCounts(this);
  readonly #options: CoreWorkerOptions;
  readonly #channel: Channel;
  readonly #questions = new Questions();
  /** Why tasks were cancelled, as long as their results are held. */
  readonly #reasons = new Map<Id, unknown>();
  /** Functions that the coordinator was told of, by what they are. */
  readonly #defined = new Map<string, Id>();
  /** Why nothing is answered any more. */
  #closed: Failure | undefined;
  /** Objects that were put and wait for memory. */
  #reserved = 0;
  readonly #whenPut: (() => void)[] = [];
  #serial = 0;

  constructor(options: CoreWorkerOptions) {
    this.client = options.client;
    this.#options = options;
    this.#channel = options.channel;
    const { client, channel, handles, debug, pullMemory, onLitter, inlineBytes, slabBytes } = options;
    this.reader = new ValueReader({
      client,
      channel,
      handles,
      debug,
      pullMemory,
      onLitter,
      owner: this,
      numberOf: (ref, what) => this.numberOf(ref, what),
      reasonOf: (id) => (this.#reasons.has(id) ? { reason: this.#reasons.get(id) } : undefined),
    });
    const { codec, memories } = this.reader;
    this.placer = new ValuePlacer({
      client,
      channel,
      codec,
      memories,
      inlineBytes,
      slabBytes,
      newId: () => this.newId(),
      drop: (id) => this.drop(id),
      ask: (answered) => this.ask(answered, 'thread'),
    });
  }

  // ---- names and handles

  newId(count = 1): Id {
    const first = this.#serial + 1;
    this.#serial += count;
    if (this.#serial >= serials) throw new RangeError('Cannot name another object: this thread has named 2^32 already');
    // of the driver, as one of the engine's small integers, which no product with 2^32 is
    return this.client === driver ? first : this.client * serials + first;
  }

  /** What runs in this thread. */
  get currentTask(): Id | undefined {
    return this.#options.currentTask();
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

  /** One handle on each is not needed any more. */
  dropAll(ids: readonly Id[]): void {
    if (this.#reasons.size > 0) for (const id of ids) this.#reasons.delete(id);
    this.#channel.send({ type: 'drop-all', from: this.client, ids });
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

  /** Prepares a question, or several in a row; the caller sends it under `request`, and names the task if one awaits the answer. */
  ask(answered: Question['answered'], asker: 'task' | 'thread' = 'task', count = 1): Question {
    const task = asker === 'task' ? this.#options.currentTask() : undefined;
    const question = this.#questions.add(task, answered, count);
    if (this.#questions.size === count) this.#options.onWaiting?.(true);
    if (task !== undefined) this.#options.onAwait(task, true);
    if (this.#closed !== undefined) queueMicrotask(() => this.#end(question));
    return question;
  }

  /** Which of several questions have no answer yet. */
  unanswered(question: Question): number[] {
    return this.#questions.unanswered(question);
  }

  /** Stands still until the question is answered, or the time is up: then false. @throws {PolyrayError} where code may not stand still */
  block(answered: () => boolean, patienceMs?: number): boolean {
    const { whileBlocked } = this.#options;
    if (whileBlocked === undefined) throw new PolyrayError('Cannot wait synchronously here: only tasks with the option "blocking" may');
    if (this.#channel.block(answered, { between: whileBlocked, patienceMs })) return true;
    if (patienceMs === undefined) throw new PolyrayError('Cannot wait synchronously: this thread may not stand still');
    return false;
  }

  /** No answer is expected any more. */
  forget(question: Question): void {
    for (const index of this.#questions.unanswered(question)) {
      this.#close(question, index);
      this.#channel.send({ type: 'forget', request: question.request + index });
    }
  }

  #close(question: Question, index: number): void {
    this.#questions.remove(question, index);
    if (this.#questions.size === 0) this.#options.onWaiting?.(false);
    if (question.task !== undefined && question.left === 0) this.#options.onAwait(question.task, false);
  }

  /** Nothing is answered any more. */
  get closed(): boolean {
    return this.#closed !== undefined;
  }

  /** Takes an answer from the coordinator. */
  handle(action: Action & { readonly request: Id }): void {
    const question = this.#questions.find(action.request);
    if (question === undefined) this.#refuse(action);
    else {
      const index = action.request - question.request;
      this.#close(question, index);
      question.answered(action, index);
    }
  }

  /** An answer that nobody waits for: what it grants goes back. */
  #refuse(action: Action): void {
    if (action.type === 'grant' && action.failure === undefined) {
      if (action.block === action.memory) this.reader.memories.takeBuffer(action.memory, false);
      this.#channel.send({ type: 'seal', block: action.block, objects: 0 });
    }
    if (action.type === 'reply') this.reader.giveBack(action.value);
  }

  /** Rejects what is open, and what is asked from now on; for the end of a runtime. The first reason counts. */
  close(failure: Failure): void {
    this.#closed ??= failure;
    for (const question of this.#questions.list()) this.#end(question);
  }

  #end(question: Question): void {
    const value: Value = { kind: 'error', error: this.#closed! };
    for (const index of this.#questions.unanswered(question)) {
      const request = question.request + index;
      if (this.#questions.find(request) !== question) continue; // the answer before it was enough
      this.#close(question, index);
      question.answered({ type: 'reply', client: this.client, request, id: 0, value }, index);
    }
  }

  // ---- values

  /** Stores a value under a new id of which this thread has one handle. */
  put(value: unknown): Id {
    const id = this.newId();
    if (isScalar(value)) this.#channel.send({ type: 'put', from: this.client, id, value: scalarValue(value) });
    else this.#publish(id, this.reader.codec.encode(value, 'value'));
    return id;
  }

  /**
   * Goes on with values that may mention what was put, when all of that has its place: at once, unless memory is short.
   * What they mention stays until then, though this thread may have lost its references.
   */
  whenPut(values: readonly Value[], run: (values: readonly Value[]) => void): void {
    if (this.#reserved === 0) {
      run(values);
      return;
    }
    const letGo = this.placer.keep(values.flatMap((value) => (value.kind === 'error' ? nothing : value.refs)));
    this.#whenPut.push(() => {
      run(values);
      letGo();
    });
  }

  #publish(id: Id, encoded: Encoded): void {
    let refused: Value | undefined;
    let reserved = false;
    const placed = this.placer.place(encoded, (late) => {
      if (!reserved) refused = late;
      else {
        this.#channel.send({ type: 'put', id, value: late });
        if (--this.#reserved === 0) for (const run of this.#whenPut.splice(0)) run();
        this.#channel.flush();
      }
    });
    const value = placed ?? refused;
    reserved = value === undefined;
    if (value === undefined) {
      this.#reserved++;
      this.#channel.send({ type: 'reserve', id });
    } else this.#channel.send({ type: 'put', from: this.client, id, value });
  }

  // ---- tasks

  /**
   * The number of a function or class. The same text has the same number: nobody forgets one while the runtime lives. A
   * pickle has a new one each time.
   */
  define(definition: Definition): Id {
    if (definition.kind === 'pickle') return this.#define(definition);
    const { kind, name, ...what } = definition;
    const key = `${kind} ${name} ${Object.values(what)[0]}`;
    let fn = this.#defined.get(key);
    if (fn === undefined) {
      fn = this.#define(definition);
      this.#defined.set(key, fn);
    }
    return fn;
  }

  #define(definition: Definition): Id {
    const fn = this.newId();
    this.#channel.send({ type: 'define', fn, definition });
    return fn;
  }

  /**
   * The specification of a task; its arguments are placed, its results have names, and nothing was sent of it.
   *
   * @param args the task's own from now on
   */
  specify(request: TaskRequest, args: readonly unknown[]): TaskSpec {
    const plain = args.length <= mostScalars ? this.#plain(args) : undefined;
    return plain === undefined ? this.specifyEncoded(request, args) : this.#specify(request, plain.args, plain.deps, nothing, undefined);
  }

  /** Arguments that are scalars and references; undefined where one is anything else. */
  #plain(args: readonly unknown[]): (Pick<TaskSpec, 'deps'> & { readonly args: PlainArguments }) | undefined {
    let deps: Id[] | undefined;
    for (let i = 0; i < args.length; i++) {
      const value = args[i];
      if (isScalar(value)) continue;
      if (!(value instanceof ObjectRef)) return undefined;
      deps ??= [];
      deps.push(this.numberOf(value, `args[${i}]`));
    }
    if (deps === undefined) return { args: args as readonly Scalar[], deps: nothing };
    return { args: args.map((value) => (value instanceof ObjectRef ? dependency : (value as Scalar))), deps };
  }

  /** As `specify`, with scalars encoded too. */
  specifyEncoded(request: TaskRequest, args: readonly unknown[]): EncodedTask {
    let deps: Id[] | undefined;
    let given = args;
    for (let i = 0; i < args.length; i++) {
      const value = args[i];
      if (!(value instanceof ObjectRef)) continue;
      if (given === args) given = [...args];
      deps ??= [];
      (given as unknown[])[i] = new Dependency(deps.push(this.numberOf(value, `args[${i}]`)) - 1);
    }
    return this.specifyPlaced(request, given, deps ?? nothing);
  }

  /** As `specifyEncoded`, of arguments in which each dependency has its place already. */
  specifyPlaced(request: TaskRequest, given: readonly unknown[], deps: readonly Id[]): EncodedTask {
    const bytes = this.reader.codec.encode(given, 'args');
    if (bytes.byteLength <= this.#options.inlineBytes) return this.#specify(request, bytes.toBytes(), deps, bytes.refs, undefined);
    const bulk = this.newId();
    this.#publish(bulk, bytes);
    return this.#specify(request, noBytes, deps, nothing, bulk);
  }

  /** As the transport makes them, so that all tasks have one shape. */
  #specify<A extends TaskSpec['args']>(
    request: TaskRequest,
    args: A,
    deps: readonly Id[],
    refs: readonly Id[],
    bulk: Id | undefined,
  ): TaskSpec & { readonly args: A } {
    const { returns = 1 } = request;
    return {
      id: this.newId(returns),
      pool: request.pool,
      fn: request.fn,
      returns,
      args,
      deps,
      refs,
      streaming: request.streaming,
      caller: this.#options.currentTask(),
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
        : this.reader.error(this.#closed);
    }
    if (answer?.failure !== undefined) throw this.reader.error(answer.failure);
    return answer?.pool ?? pool.id;
  }
}
