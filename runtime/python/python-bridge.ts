import { Dependency } from '../codec/dependency.ts';
import type { Action, Id, PoolSpec } from '../coordinator/events.ts';
import type { Inspection, Row } from '../coordinator/inspection.ts';
import { GetTimeoutError, InvalidRequestError, PolyrayError, TaskError } from '../errors.ts';
import type { ExecuteOptions, Preparation, RemoteRequest } from '../executor/executor.ts';
import type { Executors } from '../executors.ts';
import { ObjectID } from '../id/object-id.ts';
import { makeTimeline } from '../metrics/make-timeline.ts';
import type { Recording } from '../metrics/recording.ts';
import { denseModelRequests } from '../model/dense-model.ts';
import { parseSafetensors, SafetensorsError } from '../model/safetensors.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker, TaskRequest } from '../task/core-worker.ts';
import { currentRuntime, type TaskPools } from '../task/runtime.ts';
import type { Pyodide, PyProxy } from './interpreter-module.ts';
import { NumberedRef } from './numbered-ref.ts';
import { PythonError } from './python-error.ts';
import { PythonCall, PythonValue } from './python-value.ts';
import type { PythonWindow } from './python-window.ts';
import { readPickle } from './read-pickle.ts';
import { type Mentions, writePickle } from './write-pickle.ts';

/** What Python asks for with a task, once per function and its options. */
type Request = Omit<TaskRequest, 'fn'> & { fn: Id };

/** The columns of tables that hold numbers inside a runtime. */
const idColumns = new Set(['taskId', 'parentTaskId', 'objectId', 'actorId']);

/** Says of what JavaScript gives Python what in it is a reference. */
const mentions: Mentions = {
  kindOf: (value) => (value instanceof NumberedRef ? { handleOf: value.extra === undefined ? undefined : String(value.extra) } : undefined),
};

/** A value on its way to Python that does not fit in the window. */
class Large {
  readonly data: Uint8Array;
  readonly kinds: string;
  readonly #value: PythonValue;

  constructor(value: PythonValue) {
    this.data = value.data;
    this.kinds = value.kinds;
    this.#value = value;
  }

  get mentions(): boolean {
    return this.#value.refs.length > 0;
  }

  get refs(): Id[] {
    return this.#value.refs.map((ref) => (ref as NumberedRef).id);
  }

  buffer(index: number): Uint8Array {
    return this.#value.buffers[index]!;
  }
}

/** What a failure is, in words for Python. */
interface Told {
  readonly name: string;
  readonly message: string;
  readonly task: string | undefined;
  readonly text: string;
  readonly pickled: Uint8Array | undefined;
  readonly causeName: string;
  readonly causeMessage: string;
  readonly chain: readonly string[];
  /** Python code raised it. */
  readonly python: boolean;
}

export interface PythonBridgeOptions {
  readonly core: CoreWorker;
  readonly pools: TaskPools;
  readonly executors: Executors;
  readonly python: Pyodide;
  /** `_miniray_core._add`. */
  readonly add: PyProxy;
  readonly window: PythonWindow;
}

/** What opening an actor needs, as `miniray` says it. */
interface OpenRequest {
  readonly fn: Id;
  readonly className: string;
  readonly name?: string;
  readonly getIfExists: boolean;
  readonly detached: boolean;
  readonly restarts: number;
  readonly taskRetries: number;
  /** 0: as the class asks. */
  readonly concurrency: number;
  readonly maxPending: number;
  readonly resources?: Readonly<Record<string, number>>;
  readonly isAsync: boolean;
  /** For those who find it by its name. */
  readonly about: string;
}

/** The task that the present code belongs to, for `get_runtime_context`. */
interface Present {
  readonly task: Id | undefined;
  readonly name: string | undefined;
  /** As JSON. */
  readonly resources: string | undefined;
  readonly attempt: number | undefined;
  readonly actor: Id | undefined;
  readonly worker: number;
}

const failed = -2;
/** Ray's default for actors with async methods. */
const asyncConcurrency = 1000;

/** The module `_polyray`: what Python asks of the runtime. Numbers stand for objects, tasks and functions. */
export class PythonBridge {
  readonly #core: CoreWorker;
  readonly #pools: TaskPools;
  readonly #executors: Executors;
  readonly #python: Pyodide;
  /** `_miniray_core._add`: a value that passed through JavaScript would lose the difference between 1 and 1.0. */
  readonly #add: PyProxy;
  readonly #window: PythonWindow;
  readonly #requests: Request[] = [];
  #large: Large | undefined;
  #failure: unknown;
  #answers: readonly (Action | undefined)[] = [];
  /** Items of streams that were asked for, by numbers that Python keeps. */
  readonly #items = new Map<number, { action: Action | undefined }>();
  /** Objects that have values since Python's own event loop last looked, by such numbers. */
  #settled: number[] = [];
  #serial = 0;
  /** How many pieces of code stand still here, on top of each other. */
  #standing = 0;
  readonly #models = new Map<number, Preparation>();
  #lastModel = 0;

  constructor({ core, pools, executors, python, add, window }: PythonBridgeOptions) {
    this.#core = core;
    this.#pools = pools;
    this.#executors = executors;
    this.#python = python;
    this.#add = add;
    this.#window = window;
  }

  readonly functions = {
    // ---- values on their way
    fetch: (): Large | undefined => {
      const large = this.#large;
      this.#large = undefined;
      return large;
    },
    failure: (): Told => told(this.#failure),

    // ---- objects
    put: (size: number, large: PyProxy | undefined): Id => this.#with(size, large, (value) => this.#core.put(value)),
    get: (id: Id, timeoutMs: number): number => {
      const [action] = this.#ask([id], timeoutMs);
      return action === undefined ? failed : this.#answer(action);
    },
    ask: (numbers: PyProxy, timeoutMs: number): number => {
      this.#answers = this.#ask(this.#numbers(numbers), timeoutMs);
      return this.#answers.length;
    },
    answer: (index: number): number => {
      const action = this.#answers[index];
      return action === undefined ? failed : this.#answer(action);
    },
    answered: (): void => {
      this.#answers = [];
    },
    drop: (id: Id): void => this.#core.drop(id),
    hex: (id: Id): string => this.#core.objectId(id).toHex(),

    // ---- tasks
    request: (json: string): number => this.#requests.push(fromJson(json) as Request) - 1,
    define: (name: string, size: number, large: PyProxy | undefined): Id =>
      this.#with(size, large, (value) => {
        const data = this.#core.reader.codec.encode(value, name).toBytes();
        return this.#core.define({ kind: 'pickle', name, data });
      }),
    submit: (request: number, size: number, large: PyProxy | undefined, ...deps: Id[]): Id =>
      this.#with(size, large, ({ data, kinds, buffers, refs }) => {
        const call = new PythonCall(data, kinds, buffers, refs);
        const task = this.#core.specifyPlaced(this.#requests[request]!, [call, ...deps.map((_, i) => new Dependency(i))], deps);
        this.#core.submit(task);
        this.#core.channel.show(); // Python may now compute for as long as it likes
        return task.id;
      }),
    cancel: (id: Id, force: boolean, recursive: boolean): void => this.#cancel(id, force, recursive),
    pool: (name: keyof TaskPools): Id => this.#pools[name],
    wait: (numbers: PyProxy, count: number, timeoutMs: number): readonly Id[] | undefined => {
      const ids = this.#numbers(numbers);
      const { request, task, answer } = this.#question();
      this.#core.channel.send({ type: 'wait', request, ids, count, task });
      if (!this.#until(answer, timeoutMs < 0 ? undefined : timeoutMs)) {
        this.#core.channel.send({ type: 'forget', request });
        this.#until(answer);
      }
      const action = answer();
      if (action?.type === 'settled') return action.ids;
      this.#note(action);
      return undefined;
    },
    /** The next item of a stream; undefined at its end. */
    next: (stream: Id, index: number): Id | undefined => {
      const { request, task, answer } = this.#question();
      this.#core.channel.send({ type: 'next', request, stream, index, task });
      this.#until(answer);
      return this.#item(stream, answer());
    },
    /** Asks for an item without waiting. @returns what `item` takes */
    seek: (stream: Id, index: number): number => {
      const serial = ++this.#serial;
      const kept: { action: Action | undefined } = { action: undefined };
      this.#items.set(serial, kept);
      const { request } = this.#core.ask((action) => {
        if (this.#items.has(serial)) kept.action = action;
        else this.#leave(stream, action);
      }, 'thread');
      this.#core.channel.send({ type: 'next', request, stream, index });
      this.#core.channel.flush();
      return serial;
    },
    /** Whether an item that was asked for is there, after so many milliseconds at most. */
    sought: (serial: number, patienceMs: number): boolean => {
      const kept = this.#items.get(serial)!;
      return kept.action !== undefined || this.#until(() => kept.action, patienceMs);
    },
    /** What `next` returns, of an item that was asked for and is there. */
    item: (stream: Id, serial: number): Id | undefined => {
      const { action } = this.#items.get(serial)!;
      this.#items.delete(serial);
      return this.#item(stream, action);
    },
    /** Nobody wants the item. */
    leave: (stream: Id, serial: number): void => {
      const action = this.#items.get(serial)?.action;
      this.#items.delete(serial);
      if (action !== undefined) this.#leave(stream, action);
    },
    /** A promise that the object has a value or an error. */
    ready: (id: Id): Promise<void> =>
      new Promise((resolve) => {
        const question = this.#core.ask(() => resolve());
        this.#core.channel.send({ type: 'wait', request: question.request, ids: [id], count: 1, task: question.task });
        this.#core.channel.flush();
      }),

    /** Whether the event loop turns only after something that stands still. */
    standing: (): boolean => this.#standing > 0,
    /** As `ready`, for Python's own event loop: `idle` gives the number back. */
    watch: (id: Id): number => {
      const serial = ++this.#serial;
      const question = this.#core.ask(() => this.#settled.push(serial));
      this.#core.channel.send({ type: 'wait', request: question.request, ids: [id], count: 1, task: question.task });
      return serial;
    },
    /** Stands still until something that is watched has a value, or for so long. */
    idle: (patienceMs: number): readonly number[] => {
      this.#block(() => this.#settled.length > 0, patienceMs);
      return this.#settled.splice(0);
    },

    // ---- actors
    open: (json: string, size: number, large: PyProxy | undefined, ...deps: Id[]): Id =>
      this.#with(size, large, ({ data, kinds, buffers, refs }) => {
        const given = fromJson(json) as OpenRequest;
        const core = this.#core;
        const id = core.newId();
        const args = [new PythonCall(data, kinds, buffers, refs), ...deps.map((_, i) => new Dependency(i))];
        const { resources, name } = given;
        const create = core.specifyPlaced({ pool: id, fn: given.fn, name: given.className, resources }, args, deps);
        const { restarts, taskRetries, maxPending, detached, about } = given;
        const concurrency = given.concurrency || (given.isAsync ? asyncConcurrency : 1);
        const pool: PoolSpec = {
          id,
          name: given.className,
          size: 1,
          cap: 1,
          window: concurrency === 1 ? 16 : Math.max(16, concurrency),
          waits: given.isAsync ? 'suspend' : 'block',
          language: 'python',
          actor: { create, restarts, taskRetries, concurrency, maxPending, name, detached, about },
        };
        try {
          const opened = core.open(pool, { named: name !== undefined, orGet: given.getIfExists });
          core.channel.flush();
          return opened;
        } catch (error) {
          this.#failure = error;
          return failed;
        }
      }),
    /** @returns the actor's number, and what its maker says of its class */
    lookup: (name: string): readonly [Id, string | undefined] | typeof failed => {
      const { request, answer } = this.#question('thread');
      this.#core.channel.send({ type: 'lookup', request, name });
      this.#until(answer);
      const action = answer();
      if (action?.type === 'opened' && action.failure === undefined) return [action.pool, action.about];
      return this.#note(action);
    },
    kill: (actor: Id, restart: boolean): void => {
      this.#core.channel.send({ type: 'kill', actor, restart });
      this.#core.channel.flush();
    },
    retire: (): void => this.#core.channel.send({ type: 'retire' }),

    // ---- what there is
    context: (): Present => {
      const { taskId, taskName, resources, actorId, workerId, attempt } = currentRuntime().context;
      const numberOf = (hex: string | undefined) => (hex === undefined ? undefined : this.#core.numberOfId(ObjectID.fromHex(hex)));
      const asked = resources && JSON.stringify(resources);
      return { task: numberOf(taskId), name: taskName, resources: asked, attempt, actor: numberOf(actorId), worker: workerId };
    },
    /** One more handle on something that lives. */
    hold: (id: Id): void => this.#core.channel.send({ type: 'hold', id }),
    /** Rows of a table, as JSON. */
    inspect: (what: string): string => JSON.stringify(this.#inspect(fromJson(what) as Inspection).map((row) => this.#named(row))),
    /** Events of the Trace Event Format, as JSON; undefined where nothing is observed. */
    timeline: (): string | undefined => {
      const { request, answer } = this.#question('thread');
      this.#core.channel.send({ type: 'observe', request, what: 'recording' });
      this.#until(answer);
      const action = answer();
      if (action?.type !== 'observed' || action.data === undefined) return undefined;
      const { traceEvents } = makeTimeline(action.data as Recording, (id) => this.#core.objectId(id).toHex());
      return JSON.stringify(traceEvents);
    },

    /** Interpreters for tasks while nothing waits, and as many CPUs. */
    resize: (size: number): void => this.#core.channel.send({ type: 'resize', pool: this.#pools.python, size }),

    // ---- executors
    /** Names of its outputs and the numbers of references to them, the values first under "". */
    remote: (executor: string, size: number, large: PyProxy | undefined): Readonly<Record<string, Id>> | undefined =>
      this.#with(size, large, (packed) => this.#remote(executor, packed)),
    /** What an executor says of itself, as JSON. */
    operations: (executor: string): string | undefined =>
      this.#noting(() => JSON.stringify(this.#executors.get(executor).operationsSync(), plainNumbers)),
    /** Holds a safetensors file ready in an executor under a name. */
    loadModel: (executor: string, model: string, size: number, large: PyProxy | undefined): number | undefined =>
      this.#with(size, large, (packed) => this.#noting(() => this.#loadModel(executor, model, readPickle(packed) as Uint8Array))),
    releaseModel: (model: number): void => {
      void this.#models.get(model)?.release();
      this.#models.delete(model);
    },
    executorNames: (): string[] => this.#executors.list().map(({ name }) => name),

    // ---- the store
    delete: (id: Id): void => this.#core.channel.send({ type: 'delete', id }),
    contains: (id: Id): boolean => this.#inspect({ table: 'objects', ids: [id] })[0]?.['state'] === 'ready',
    count: (): number => Number(this.#inspect({ table: 'store' })[0]!['objects']),
    bytesUsed: (): number => Number(this.#inspect({ table: 'store' })[0]!['bytesUsed']),
    bytesCapacity: (): number => Number(this.#inspect({ table: 'store' })[0]!['capacity']),
  };

  #remote(name: string, packed: PythonValue): Readonly<Record<string, Id>> | undefined {
    const core = this.#core;
    const held: ObjectRef[] = [];
    // as JavaScript's own references, for as long as the call is made
    const refs = packed.refs.map((ref) => {
      const { id } = ref as NumberedRef;
      core.channel.send({ type: 'hold', id });
      const own = new ObjectRef(core, id);
      held.push(own);
      return own;
    });
    const take = (ref: ObjectRef): Id => {
      core.channel.send({ type: 'hold', id: ref.number }); // Python's
      ref[Symbol.dispose]();
      return ref.number;
    };
    const numbers = this.#noting(() => {
      const { data, kinds, buffers } = packed;
      const request = readPickle({ data, kinds, buffers, refs }) as [RemoteRequest, ExecuteOptions];
      const { values, outputs } = this.#executors.get(name).remoteSync(...request);
      return Object.fromEntries([['', take(values)], ...Object.entries(outputs).map(([port, ref]) => [port, take(ref)] as const)]);
    });
    for (const ref of held) ref[Symbol.dispose]();
    return numbers;
  }

  #loadModel(executor: string, model: string, file: Uint8Array): number {
    const requests = modelRequests(file, model);
    const prepare = () => this.#executors.get(executor).prepareSync(requests, [{ operation: 'model.drop', parameters: { model } }]);
    this.#models.set(++this.#lastModel, refusingFile(executor, prepare));
    return this.#lastModel;
  }

  /** What was thrown is kept for Python to ask, which then gets undefined. */
  #noting<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.#failure = error;
      return undefined;
    }
  }

  #question(asker: 'task' | 'thread' = 'task') {
    let action: Action | undefined;
    const { request, task } = this.#core.ask((answer) => {
      action = answer;
    }, asker);
    return { request, task, answer: () => action };
  }

  /** Stands still for an answer. @returns false when the time is up */
  #until(answer: () => Action | undefined, patienceMs?: number): boolean {
    return this.#block(() => answer() !== undefined, patienceMs);
  }

  #block(done: () => boolean, patienceMs?: number): boolean {
    this.#standing++;
    try {
      return this.#core.block(done, patienceMs);
    } finally {
      this.#standing--;
    }
  }

  /** Keeps why there is no answer, for Python to ask. */
  #note(action: Action | undefined): typeof failed {
    const failure =
      action?.type === 'opened'
        ? action.failure
        : action?.type === 'reply' && action.value.kind === 'error'
          ? action.value.error
          : undefined;
    this.#failure = failure === undefined ? new PolyrayError('The runtime gave no answer') : this.#core.reader.error(failure);
    return failed;
  }

  /** Cancels a task, and what it has submitted by now. */
  #cancel(id: Id, force: boolean, recursive: boolean): void {
    const found = new Set([id]);
    if (recursive) {
      for (const parent of found) {
        for (const row of this.#inspect({ table: 'tasks', where: { parentTaskId: parent } })) found.add(Number(row['taskId']));
      }
    }
    for (const one of found) this.#core.channel.send({ type: 'cancel', id: one, force });
    this.#core.channel.flush();
  }

  #item(stream: Id, action: Action | undefined): Id | undefined {
    if (action?.type !== 'reply') throw new Error(`Cannot read the answer to a stream: it is "${action?.type}"`);
    const { id, value } = action;
    if (value.kind === 'error' && (id === stream || value.error.kind === 'closed')) return this.#note(action);
    if (id === stream) return undefined;
    this.#core.reader.giveBack(value);
    return id;
  }

  #leave(stream: Id, action: Action): void {
    if (action.type !== 'reply') return;
    this.#core.reader.giveBack(action.value);
    if (action.id !== stream && action.id !== 0) this.#core.drop(action.id);
  }

  /** With ids as digits. */
  #named(row: Row): Row {
    const name = ([column, cell]: [string, Row[string]]) =>
      [column, idColumns.has(column) && typeof cell === 'number' ? this.#core.objectId(cell).toHex() : cell] as const;
    return Object.fromEntries(Object.entries(row).map(name));
  }

  #inspect(what: Inspection): readonly Row[] {
    const { request, answer } = this.#question('thread');
    this.#core.channel.send({ type: 'inspect', request, what });
    this.#until(answer);
    const action = answer();
    if (action?.type !== 'report') throw new PolyrayError('The runtime gave no answer');
    return action.rows;
  }

  /** Lays a value where Python looks for it. @returns what `_unpack` takes */
  lay(value: PythonValue): number {
    if (value.buffers.length === 0 && value.refs.length === 0 && this.#window.lay(value.data)) return value.data.byteLength;
    this.#large = new Large(value);
    return -1;
  }

  /** The values of arguments that were references, as a Python list. */
  dependencies(values: readonly unknown[]): unknown {
    const list = this.#python.toPy([]);
    for (const value of values) this.#add(list, this.lay(pythonic(value)));
    return list;
  }

  /** Reads what Python packed, uses it, and lets Python have its memory back. */
  using<T>(packed: PyProxy, use: (value: PythonValue) => T): T {
    const [data, kinds, buffers, numbers, classes] = packed.toJs({ depth: 1 }) as [PyProxy, string, PyProxy, PyProxy, PyProxy];
    const list = buffers.toJs({ depth: 1 }) as PyProxy[];
    const views = [data, ...list].map((one) => one.getBuffer('u8'));
    try {
      const extras = classes.toJs() as (string | undefined)[];
      const refs = (numbers.toJs() as Id[]).map((id, i) => new NumberedRef(id, extras[i]));
      const [bytes, ...rest] = views.map((view) => view.data);
      return use(new PythonValue(bytes!, kinds, rest, refs));
    } finally {
      for (const view of views) view.release();
      for (const proxy of [data, ...list, buffers, numbers, classes, packed]) proxy.destroy();
    }
  }

  #with<T>(size: number, large: PyProxy | undefined, use: (value: PythonValue) => T): T {
    return large === undefined ? use(new PythonValue(this.#window.copy(size))) : this.using(large, use);
  }

  #numbers(proxy: PyProxy): Id[] {
    const buffer = proxy.getBuffer('u8');
    const { data } = buffer;
    const numbers = Array.from(new Float64Array(data.slice().buffer));
    buffer.release();
    return numbers;
  }

  /** Stands still for the answers; empty, with the reason noted, when there are none in time. */
  #ask(ids: readonly Id[], timeoutMs: number): readonly (Action | undefined)[] {
    const core = this.#core;
    const answers = new Array<Action | undefined>(ids.length).fill(undefined); // a hole is not found by indexOf
    let missing = ids.length;
    if (missing === 0) return answers;
    const question = core.ask(
      (action, index) => {
        answers[index] = action;
        missing--;
      },
      'task',
      ids.length,
    );
    core.channel.send({ type: 'get-all', from: core.client, request: question.request, ids, task: question.task });
    const giveUp = (reason: unknown) => {
      core.forget(question);
      for (const action of answers) if (action?.type === 'reply') core.reader.giveBack(action.value);
      this.#failure = reason;
    };
    const until = performance.now() + timeoutMs;
    try {
      if (this.#block(() => missing === 0, timeoutMs < 0 ? undefined : timeoutMs)) return answers;
    } catch (error) {
      giveUp(error);
      if (error instanceof PolyrayError) return [undefined];
      throw error;
    }
    if (performance.now() < until - 1) {
      giveUp(new PolyrayError('Cannot wait synchronously: this thread may not stand still'));
      return [undefined];
    }
    const first = `ObjectRef(${core.objectId(ids[answers.indexOf(undefined)]!).toHex()})`;
    giveUp(new GetTimeoutError(missing === 1 ? first : `${missing} of ${ids.length} objects, ${first} first,`, timeoutMs));
    return [undefined];
  }

  /** Lays an answer's value for Python. */
  #answer(action: Action): number {
    if (action.type !== 'reply') throw new Error(`Cannot read the answer to a get: it is "${action.type}"`);
    try {
      return this.lay(pythonic(this.#core.reader.readReply(action.value, action.id)));
    } catch (error) {
      this.#failure = error;
      return failed;
    }
  }
}

/** @throws {InvalidRequestError} with the place in the file */
function modelRequests(file: Uint8Array, model: string) {
  try {
    return denseModelRequests(parseSafetensors(file), model);
  } catch (cause) {
    if (cause instanceof SafetensorsError) throw new InvalidRequestError(`file.${cause.path}`, cause.message, 'host', { cause });
    throw cause;
  }
}

/** What an executor does not like of a file's network is wrong with the file. */
function refusingFile<T>(executor: string, prepare: () => T): T {
  try {
    return prepare();
  } catch (cause) {
    if (!(cause instanceof InvalidRequestError)) throw cause;
    throw new InvalidRequestError('file', `executor "${executor}" refuses its network: ${cause.message}`, cause.origin, { cause });
  }
}

/** Any value as Python takes it. */
export function pythonic(value: unknown): PythonValue {
  return value instanceof PythonValue ? value : writePickle(value, mentions);
}

function told(error: unknown): Told {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const cause: unknown = error instanceof Error ? error.cause : undefined;
  const python = cause instanceof PythonError ? cause : error instanceof PythonError ? error : undefined;
  const {
    name: causeName,
    message: causeMessage,
    stack: causeStack,
  } = cause instanceof Error ? cause : { name: '', message: String(cause) };
  return {
    name: error instanceof PolyrayError ? error.name : 'HostError',
    message,
    task: error instanceof TaskError ? /^Task "(.*?)"/s.exec(message)?.[1] : undefined,
    text: python?.traceback ?? causeStack ?? stack ?? message,
    pickled: python?.pickled,
    causeName,
    causeMessage,
    chain: error instanceof Error && 'chain' in error ? (error.chain as string[]) : [],
    python: python !== undefined,
  };
}

/** Python's None is absence. */
function fromJson(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) => value ?? undefined);
}

/** Integers of 64 bits as JSON has them: all that operations declare are small enough. */
function plainNumbers(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value;
}
