import type { Id } from '../coordinator/events.ts';
import { InvalidRequestError, TaskCancelledError, UnsupportedError } from '../errors.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { Answer, Described, Dispatcher, JobLimits, PoolReport } from '../worker/dispatcher.ts';
import type { ExecuteRequest, Operation } from './contract.ts';
import type { ExecutorActor, ExecutorActorOptions } from './executor-actor.ts';
import { type ErrorStats, type ExecutorHealth, errorStatsOf, healthOf } from './executor-health.ts';
import { defaultLimits, type SettledLimits } from './executor-limits.ts';
import type { TrustLevel } from './executor-package.ts';
import { parametersJsonSchema } from './json-schema.ts';
import { checkRequestSize } from './message-size.ts';
import { OperationCodec } from './operation-codec.ts';
import type { AnyOperation, OperationTypes } from './operation-types.ts';
import type {
  ComputeRequest,
  ComputeResponse,
  RemoteRequest,
  RemoteRequestOf,
  RemoteResponse,
  RemoteResponseOf,
  RequestOf,
  ResponseOf,
} from './request-types.ts';
import type { Tensor, TensorInput } from './tensor.ts';

/** How a call is to run. */
export interface ExecuteOptions {
  /**
   * From the queue to the answer, waiting included; loading the executor at its first use comes before. Default: the
   * executor's limit, 300 000 unless it says otherwise; Infinity for none.
   */
  readonly timeoutMs?: number;
  /** Stops the work when aborted. */
  readonly signal?: AbortSignal;
}

/** What `Executor.prepare` did, until it is released. */
export interface Preparation {
  /** Every instance undoes it before its next call. */
  release(): Promise<void>;
  /** `release`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a version may do and use. */
export interface ExecutorTraits {
  readonly trust: TrustLevel;
  readonly grants: readonly string[];
  readonly limits: SettledLimits;
}

/** An executor of a running host, in one of its threads. */
export class Executor<Types extends OperationTypes = Record<string, AnyOperation>> {
  readonly name: string;
  readonly #traitsOf: (pool: Id | undefined) => ExecutorTraits;
  readonly #dispatcher: Dispatcher;
  /** What versions say of themselves, by their pools; the newest last. */
  readonly #known = new Map<Id, Description>();
  /** Who did something last. */
  #last: Id | undefined;
  #described: Promise<Description> | undefined;

  /** @internal */
  constructor(name: string, traitsOf: (pool: Id | undefined) => ExecutorTraits, dispatcher: Dispatcher) {
    this.name = name;
    this.#traitsOf = traitsOf;
    this.#dispatcher = dispatcher;
  }

  /** Of the version that stands behind it at present, as are `grants` and `limits`. */
  get trust(): TrustLevel {
    return this.#traits.trust;
  }

  /** What its component may reach, in words: `directory ./data as /data, read only`. Empty: nothing. */
  get grants(): readonly string[] {
    return this.#traits.grants;
  }

  /** What it may use here. */
  get limits(): SettledLimits {
    return this.#traits.limits;
  }

  get #traits(): ExecutorTraits {
    return this.#traitsOf(this.#pool);
  }

  /** Of the version that the next job goes to, as far as this thread knows. */
  get #pool(): Id | undefined {
    return this.#dispatcher.target ?? this.#last;
  }

  /** The version the component itself gives. */
  async version(): Promise<string> {
    return (await this.#describe()).version;
  }

  /** Everything it can do, as it declares it. */
  async operations(): Promise<readonly Operation[]> {
    return operationsOf(await this.#describe());
  }

  /**
   * `operations` while the thread stands still, for synchronous code inside tasks with the option `blocking`.
   *
   * @throws {PolyrayError} anywhere else, unless something was asked of the executor in this thread before
   */
  operationsSync(): readonly Operation[] {
    return operationsOf(this.#describeSync());
  }

  /** Whether it runs several operations in one call. */
  async chains(): Promise<boolean> {
    return (await this.#describe()).chains;
  }

  /**
   * JSON Schema (2020-12) of an operation's parameters in the form in which pipelines, the command line and HTTP carry
   * them: NaN, the infinities and integers beyond 2^53 as text.
   */
  async parametersSchema(operation: string): Promise<object> {
    return parametersJsonSchema((await this.codec(operation)).operation);
  }

  /** The checks and conversions of one operation. */
  async codec(operation: string): Promise<OperationCodec> {
    return this.#codecOf(await this.#describe(), operation);
  }

  /**
   * Runs one operation. Nothing crosses before the request was checked against the operation's declaration.
   *
   * @throws {InvalidRequestError} with the place of the mistake
   * @throws {OperationFailedError} when the operation has no answer
   * @throws {TaskTimeoutError | TaskCancelledError} after the work was stopped
   * @throws {LimitExceededError | OutOfMemoryError} when it would pass a limit of the executor
   * @throws {ExecutorFaultError | WorkerCrashedError} when the executor broke; the next call works
   */
  async execute<Name extends keyof Types & string>(
    request: RequestOf<Types, Name>,
    options: ExecuteOptions = {},
  ): Promise<ResponseOf<Types, Name>> {
    const plain = request as ComputeRequest;
    const description = await this.#describe();
    const codec = this.#codecOf(description, plain.operation);
    const answer = await this.#shared.execute(this.#checked(codec.encode(plain)), this.#limited(options));
    const reader = answer.pool === description.pool ? codec : await this.#codecFor(answer.pool, codec);
    return responseOf(reader, answer) as unknown as ResponseOf<Types, Name>;
  }

  /**
   * `execute` while the thread stands still, for synchronous code inside tasks with the option `blocking`.
   *
   * @throws {PolyrayError} anywhere else; and what `execute` rejects with
   */
  executeSync<Name extends keyof Types & string>(request: RequestOf<Types, Name>, options: ExecuteOptions = {}): ResponseOf<Types, Name> {
    const plain = request as ComputeRequest;
    const description = this.#describeSync();
    const codec = this.#codecOf(description, plain.operation);
    const answer = this.#shared.executeSync(this.#checked(codec.encode(plain)), this.#limited(options));
    const reader = answer.pool === description.pool ? codec : this.#codecForSync(answer.pool, codec);
    return responseOf(reader, answer) as unknown as ResponseOf<Types, Name>;
  }

  /**
   * Like `execute`, but what goes in may be references, and what comes out stays in the store: no bulk data passes through
   * this thread. Resolves when the call is submitted; the references reject with a TaskError whose cause is the error that
   * `execute` rejects with.
   */
  async remote<Name extends keyof Types & string>(
    request: RemoteRequestOf<Types, Name>,
    options: ExecuteOptions = {},
  ): Promise<RemoteResponseOf<Types, Name>> {
    const plain = request as RemoteRequest;
    return this.#call(await this.codec(plain.operation), plain, options) as unknown as RemoteResponseOf<Types, Name>;
  }

  /**
   * `remote` without a promise, for synchronous code: waits for nothing but, at the thread's first use of the executor,
   * what this says of itself.
   *
   * @throws {PolyrayError} when that has to be asked for, anywhere but inside tasks with the option `blocking`
   */
  remoteSync<Name extends keyof Types & string>(
    request: RemoteRequestOf<Types, Name>,
    options: ExecuteOptions = {},
  ): RemoteResponseOf<Types, Name> {
    const plain = request as RemoteRequest;
    return this.#call(this.#codecOf(this.#describeSync(), plain.operation), plain, options) as unknown as RemoteResponseOf<Types, Name>;
  }

  #call(codec: OperationCodec, { operation, parameters, inputs = {} }: RemoteRequest, options: ExecuteOptions): RemoteResponse {
    const names = Object.keys(inputs).filter((name) => inputs[name] !== undefined);
    for (const name of names) if (!(inputs[name] instanceof ObjectRef)) codec.encodeInput(name, inputs[name] as TensorInput);
    const outputs = codec.operation.outputs.map(({ name }) => name);
    const job = { kind: 'call', operation, parameters: codec.encodeParameters(parameters), inputs: names, outputs } as const;
    const call = this.#shared.call(
      job,
      names.map((name) => inputs[name]),
      this.#limited(options),
    );
    return {
      values: call.values as ObjectRef<Record<string, unknown>>,
      outputs: Object.fromEntries(outputs.map((name, i) => [name, call.outputs[i] as ObjectRef<Tensor>])),
    };
  }

  /**
   * Runs requests on every instance of this executor, also on those that start later or replace one that died: for
   * state that operations leave in an instance, such as a model's weights. It is there for the calls of every thread, until
   * it is released, or the thread that prepared it is gone.
   *
   * @param undo what `release` runs on every instance
   */
  async prepare(requests: readonly ComputeRequest[], undo: readonly ComputeRequest[] = []): Promise<Preparation> {
    const encode = (list: readonly ComputeRequest[]) =>
      Promise.all(list.map(async (request) => (await this.codec(request.operation)).encode(request)));
    const [encoded, undoing] = await Promise.all([encode(requests), encode(undo)]);
    return preparationOf(await this.#shared.prepare(encoded, undoing));
  }

  /**
   * `prepare` while the thread stands still, for synchronous code inside tasks with the option `blocking`.
   *
   * @throws {PolyrayError} anywhere else; and what `prepare` rejects with
   */
  prepareSync(requests: readonly ComputeRequest[], undo: readonly ComputeRequest[] = []): Preparation {
    const description = this.#describeSync();
    const encode = (list: readonly ComputeRequest[]) =>
      list.map((request) => this.#codecOf(description, request.operation).encode(request));
    return preparationOf(this.#shared.prepareSync(encode(requests), encode(undo)));
  }

  /**
   * An instance of its own, as an actor: its calls run one at a time, each caller's in their order, and find what calls before
   * them have left. When it dies, by a trap, a limit or a time-out, its worker is replaced within `maxRestarts`, and a fresh
   * instance runs `prepare` first. It is named, found, passed on and killed as any actor is, and ends with its version.
   *
   * @example
   * const digits = await ray.executors.get('ml').actor({ prepare: [load], maxRestarts: -1, name: 'digits' });
   * const { outputs } = await ray.get(digits.execute.remote({ operation: 'model.run', parameters, inputs: { x } }));
   * @throws {UnsupportedError} of an executor whose instances live for one call
   * @throws {TypeError | RangeError} for a bad option
   */
  async actor({ prepare = [], ...options }: ExecutorActorOptions = {}): Promise<ExecutorActor<Types>> {
    if (this.limits.reuse === 'fresh')
      throw new UnsupportedError('actor', `instances of executor "${this.name}" live for one call: its limit "reuse" is "fresh"`);
    return (await this.#dispatcher.actor(prepare, options, this.limits.timeoutMs)) as unknown as ExecutorActor<Types>;
  }

  /** Nothing is copied that the executor may not be sent. */
  #checked(request: ExecuteRequest): ExecuteRequest {
    checkRequestSize(this.name, request.parameters, request.inputs, this.limits.requestBytes);
    return request;
  }

  #limited({ timeoutMs = this.limits.timeoutMs, signal }: ExecuteOptions): JobLimits {
    return limits({ timeoutMs, ...(signal === undefined ? {} : { signal }) });
  }

  /**
   * Whether it says what it does, and how its versions are. An executor that has not been used yet is not started for that;
   * one whose workers all have requests is not asked either: those have their limits.
   *
   * @param options `timeoutMs`: how long it may take; default 10 000
   */
  async health({ timeoutMs = 10_000 }: { readonly timeoutMs?: number } = {}): Promise<ExecutorHealth> {
    const { executors } = await this.#dispatcher.report();
    if (executors.every(({ state }) => state === 'idle') || executors.some(isBusy)) return healthOf(this.name, { executors }, undefined);
    const began = performance.now();
    const answer = await this.#dispatcher.describe(undefined, timeoutMs).then(
      () => performance.now() - began,
      (error: Error) => error,
    );
    return healthOf(this.name, await this.#dispatcher.report(), answer);
  }

  /** What it has failed on, whoever asked. */
  readonly errors = {
    /** Counts by kind, and the last ones with their requests' ids. */
    stats: async (): Promise<ErrorStats> => errorStatsOf(await this.#dispatcher.report()),
  };

  /** @internal The dispatcher, for chains. */
  get dispatcher(): Dispatcher {
    return this.#shared;
  }

  /** For what goes to any instance. */
  get #shared(): Dispatcher {
    if (this.limits.reuse !== 'pinned') return this.#dispatcher;
    const message = `calls of executor "${this.name}" go to one of its instances, which \`actor\` gives: its limit "reuse" is "pinned"`;
    throw new UnsupportedError('call', message);
  }

  /** @internal What a version said already, so that it need not be asked again. */
  async learn(described: Described): Promise<void> {
    await this.#dispatcher.open();
    this.#learn(described);
  }

  #describe(): Promise<Description> {
    const present = this.#present();
    if (present !== undefined) return Promise.resolve(present);
    this.#described ??= this.#dispatcher
      .describe()
      .then((described) => this.#learn(described))
      .finally(() => {
        this.#described = undefined;
      });
    return this.#described;
  }

  #describeSync(): Description {
    return this.#present() ?? this.#learn(this.#dispatcher.describeSync());
  }

  #present(): Description | undefined {
    const pool = this.#pool;
    return pool === undefined ? undefined : this.#known.get(pool);
  }

  #learn(described: Described): Description {
    const description = withCodecs(described);
    this.#known.set(described.pool, description);
    this.#last = described.pool;
    const [oldest] = this.#known.keys();
    if (this.#known.size > mostKnown) this.#known.delete(oldest!);
    return description;
  }

  /** Reads what another version answered than was expected; one that is gone by now is taken to speak as the present one does. */
  async #codecFor(pool: Id, expected: OperationCodec): Promise<OperationCodec> {
    this.#last = pool;
    try {
      const description = this.#known.get(pool) ?? this.#learn(await this.#dispatcher.describe(pool));
      return description.codecs.get(expected.operation.name) ?? expected;
    } catch {
      return expected;
    }
  }

  #codecForSync(pool: Id, expected: OperationCodec): OperationCodec {
    this.#last = pool;
    try {
      const description = this.#known.get(pool) ?? this.#learn(this.#dispatcher.describeSync(pool));
      return description.codecs.get(expected.operation.name) ?? expected;
    } catch {
      return expected;
    }
  }

  #codecOf({ codecs }: Description, operation: string): OperationCodec {
    const codec = codecs.get(operation);
    if (codec === undefined) {
      const known = [...codecs.keys()].join(', ');
      throw new InvalidRequestError('operation', `executor "${this.name}" has no ${JSON.stringify(operation)}; it has ${known}`);
    }
    return codec;
  }
}

/** Versions whose declarations a handle keeps. */
const mostKnown = 4;

interface Description {
  readonly pool: Id;
  readonly version: string;
  readonly chains: boolean;
  readonly codecs: ReadonlyMap<string, OperationCodec>;
}

function withCodecs({ pool, description: { version, chains, operations } }: Described): Description {
  return { pool, version, chains, codecs: new Map(operations.map((operation) => [operation.name, new OperationCodec(operation)])) };
}

function operationsOf({ codecs }: Description): readonly Operation[] {
  return [...codecs.values()].map(({ operation }) => operation);
}

function responseOf(
  codec: OperationCodec,
  { taskId, version, response, waitMs, computeMs, transferMs, fuelUsed, memoryBytes }: Answer,
): ComputeResponse {
  return {
    taskId,
    status: 'completed',
    version,
    ...codec.decode(response),
    executionTimeMs: computeMs,
    waitTimeMs: waitMs,
    transferTimeMs: transferMs,
    ...(fuelUsed === undefined ? {} : { fuelUsed, memoryBytes: memoryBytes! }),
  };
}

/** Whoever asked now would wait. */
function isBusy({ running, workers }: PoolReport['executors'][number]): boolean {
  return workers > 0 && running >= workers;
}

function preparationOf(undoIt: () => void): Preparation {
  const release = async () => undoIt();
  return { release, [Symbol.asyncDispose]: release };
}

/** @internal */
export function limits({ timeoutMs = defaultLimits.timeoutMs, signal }: ExecuteOptions): JobLimits {
  if (typeof timeoutMs !== 'number' || !(timeoutMs > 0)) throw new RangeError(`timeoutMs must be a number above 0, is ${timeoutMs}`);
  if (signal?.aborted) throw new TaskCancelledError('The call was told to stop before it began', { cause: signal.reason });
  return { timeoutMs, signal };
}
