import type { ActorHandle } from '../actor/actor-types.ts';
import { type ExecutorActorSpec, executorActor } from '../actor/executor-actor.ts';
import type { Action, Failure, Id } from '../coordinator/events.ts';
import { PolyrayError, ShutdownError, TaskCancelledError, TaskError, TaskTimeoutError } from '../errors.ts';
import type { ExecuteRequest } from '../executor/contract.ts';
import type { Logger } from '../logger.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { inspect } from '../task/inspect.ts';
import { watch } from '../task/remote-function.ts';
import type { Answer, Call, Described, Dispatcher, JobLimits, JobTimes, PoolReport, TimedCall } from './dispatcher.ts';
import { textOf } from './job-text.ts';
import type { CallJob, ChainJob, Job, JobResult, Timing } from './protocol.ts';

export interface PoolDispatcherOptions {
  /** Its name in this host. */
  readonly executor: string;
  /** What its jobs name as their pool: a route, or one version's own pool. */
  readonly pool: Id;
  /** The versions that do; then `pool` is a number of this thread's own. Default: the name's default. */
  readonly range?: string | undefined;
  /** See `Dispatcher.target`. */
  readonly target?: () => Id | undefined;
  /** The thread's. */
  readonly core: CoreWorker;
  readonly logger: Logger | undefined;
  /** How long what it says of itself, and preparing it, may take. */
  readonly timeoutMs: () => number;
}

type Reply = Action & { readonly type: 'reply' };
interface Requests {
  readonly requests: ObjectRef<readonly ExecuteRequest[]>;
  readonly undo: ObjectRef<readonly ExecuteRequest[]>;
}

/** An executor's jobs as tasks of its pool, from one thread of the runtime: the driver or a worker. */
export class PoolDispatcher implements Dispatcher {
  readonly #options: PoolDispatcherOptions;
  readonly #core: CoreWorker;
  /** Holds what was prepared until it is released. */
  readonly #prepared = new Map<Id, Requests>();
  /** In every job's arguments: not to be undone by a job that comes in between. */
  readonly #pending = new Set<Id>();
  /** Of a range: whether the hub knows of it, and answered. */
  #opened: Promise<void> | true | undefined;

  constructor(options: PoolDispatcherOptions) {
    this.#options = options;
    this.#core = options.core;
  }

  /** Of what no caller limits. */
  get #ownLimits(): JobLimits {
    return { timeoutMs: this.#options.timeoutMs(), signal: undefined };
  }

  get target(): Id | undefined {
    return this.#options.target?.();
  }

  async describe(pool?: Id, timeoutMs: number = this.#options.timeoutMs()): Promise<Described> {
    await this.open();
    const limits = { timeoutMs, signal: undefined };
    const id = this.#submit({ kind: 'describe' }, [], 1, limits, undefined, pool);
    return describedBy(await this.#result(id, 'thread', limits));
  }

  describeSync(pool?: Id): Described {
    this.#openSync();
    const id = this.#submit({ kind: 'describe' }, [], 1, this.#ownLimits, undefined, pool);
    return describedBy(this.#resultSync(id, this.#ownLimits));
  }

  async actor(prepare: readonly unknown[], options: ExecutorActorSpec['options'], timeoutMs: number): Promise<ActorHandle<unknown>> {
    await this.open();
    this.#check(undefined);
    const { executor, pool } = this.#options;
    return executorActor(this.#core, { executor, pool, prepare, options, timeoutMs });
  }

  async report(): Promise<PoolReport> {
    const where = { name: this.#options.executor };
    const [executors, errors, failures] = await Promise.all([
      inspect(this.#core, { table: 'executors', where }),
      inspect(this.#core, { table: 'executor-errors', where }),
      inspect(this.#core, { table: 'executor-failures', where }),
    ]);
    return { executors, errors, failures: failures.map((row) => ({ ...row, taskId: this.#core.objectId(row.taskId).toHex() })) };
  }

  /** Nothing goes to a range before it was asked what it does: so it is enough to open it there. */
  async open(): Promise<void> {
    if (this.#options.range === undefined || this.#opened === true) return;
    this.#opened ??= new Promise<void>((resolve, reject) => {
      this.#askRoute('thread', (error) => (error === undefined ? resolve() : reject(error)));
    }).then(
      () => {
        this.#opened = true;
      },
      (error) => {
        this.#opened = undefined;
        throw error;
      },
    );
    await this.#opened;
  }

  #openSync(): void {
    if (this.#options.range === undefined || this.#opened === true) return;
    let answer: { readonly error: Error | undefined } | undefined;
    const question = this.#askRoute('task', (error) => {
      answer = { error };
    });
    try {
      this.#core.block(() => answer !== undefined);
    } catch (error) {
      this.#core.forget(question);
      throw error;
    }
    if (answer?.error !== undefined) throw answer.error;
    this.#opened = true;
  }

  #askRoute(asker: 'task' | 'thread', answered: (error: Error | undefined) => void) {
    const { pool: route, range, executor: name } = this.#options;
    this.#check(undefined);
    const question = this.#core.ask((action) => {
      const { reader } = this.#core;
      if (action.type === 'opened') answered(action.failure && reader.error(action.failure));
      else answered(new ShutdownError(`Cannot use executor "${name}": the host was shut down`));
    }, asker);
    this.#core.channel.send({ type: 'route', request: question.request, route, name, range: range! });
    return question;
  }

  async execute(request: ExecuteRequest, limits: JobLimits): Promise<Answer> {
    const submittedMs = now();
    const id = this.#submit({ kind: 'execute', request }, [], 1, limits);
    const result = await this.#result(id, 'task', limits);
    return this.#answered(id, result, submittedMs);
  }

  executeSync(request: ExecuteRequest, limits: JobLimits): Answer {
    const submittedMs = now();
    const id = this.#submit({ kind: 'execute', request }, [], 1, limits);
    const result = this.#resultSync(id, limits);
    return this.#answered(id, result, submittedMs);
  }

  #answered(id: Id, result: JobResult, submittedMs: number): Answer {
    const { pool, version, response } = result;
    return { taskId: this.#core.objectId(id).toHex(), response: response!, pool, version, ...timesOf(result, submittedMs) };
  }

  call(job: CallJob | ChainJob, inputs: readonly unknown[], limits: JobLimits): Call {
    const [values, ...outputs] = this.#call(job, inputs, 1 + job.outputs.length, limits);
    return { values: values!, outputs };
  }

  timedCall(job: CallJob | ChainJob, inputs: readonly unknown[], limits: JobLimits): TimedCall {
    const submittedMs = now();
    const [timing, values, ...outputs] = this.#call({ ...job, timed: true }, inputs, 2 + job.outputs.length, limits);
    const done = async () => {
      const answer = this.#answer(timing!.number, 'task', limits);
      timing![Symbol.dispose](); // who has asked is told
      return timesOf((await answer) as Timing, submittedMs);
    };
    return { values: values!, outputs, done };
  }

  #call(job: Job, inputs: readonly unknown[], returns: number, limits: JobLimits): ObjectRef[] {
    const first = this.#submit(job, inputs, returns, limits);
    const results = Array.from({ length: returns }, (_, i) => new ObjectRef(this.#core, first + i));
    watch(this.#core, first, limits.signal, true);
    return results;
  }

  async prepare(requests: readonly ExecuteRequest[], undo: readonly ExecuteRequest[]): Promise<() => void> {
    const prepared = this.#toPrepare(requests, undo);
    try {
      await this.#result(this.#submitPreparation(prepared), 'task', this.#ownLimits);
      return this.#keep(prepared);
    } catch (error) {
      letGo(prepared);
      throw error;
    } finally {
      this.#pending.delete(prepared.requests.number);
    }
  }

  prepareSync(requests: readonly ExecuteRequest[], undo: readonly ExecuteRequest[]): () => void {
    const prepared = this.#toPrepare(requests, undo);
    try {
      this.#resultSync(this.#submitPreparation(prepared), this.#ownLimits);
      return this.#keep(prepared);
    } catch (error) {
      letGo(prepared);
      throw error;
    } finally {
      this.#pending.delete(prepared.requests.number);
    }
  }

  #toPrepare(requests: readonly ExecuteRequest[], undo: readonly ExecuteRequest[]): Requests {
    this.#check(undefined);
    const core = this.#core;
    const put = (value: readonly ExecuteRequest[]) => new ObjectRef<readonly ExecuteRequest[]>(core, core.put(value));
    return { requests: put(requests), undo: put(undo) };
  }

  /** Until it is done, no job of this thread may undo it. */
  #submitPreparation({ requests, undo }: Requests): Id {
    this.#pending.add(requests.number);
    return this.#submit({ kind: 'prepare' }, [], 1, this.#ownLimits, [requests.number, undo.number]);
  }

  /** @returns what releases it */
  #keep(prepared: Requests): () => void {
    const { pool } = this.#options;
    const { channel } = this.#core;
    const id = prepared.requests.number;
    channel.send({ type: 'prepare', pool, requests: id, undo: prepared.undo.number });
    this.#prepared.set(id, prepared);
    return () => {
      if (!this.#prepared.delete(id)) return;
      channel.send({ type: 'release', pool, requests: id });
      letGo(prepared);
    };
  }

  /** The one result of a job. */
  async #result(id: Id, asker: 'task' | 'thread', limits?: JobLimits): Promise<JobResult> {
    const answer = this.#answer(id, asker, limits);
    this.#core.drop(id);
    const signal = limits?.signal;
    const cancel = () => this.#core.channel.send({ type: 'cancel', id, force: true });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return (await answer) as JobResult;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  #resultSync(id: Id, limits?: JobLimits): JobResult {
    const core = this.#core;
    let answer: Reply | undefined;
    const question = this.#ask(id, 'task', (reply) => {
      answer = reply;
    });
    core.drop(id);
    try {
      core.block(() => answer !== undefined);
    } catch (error) {
      if (answer === undefined) core.forget(question);
      else core.reader.giveBack((answer as Reply).value);
      throw error;
    }
    return this.#read(answer!, limits) as JobResult;
  }

  /** The number of the first result. */
  #submit(
    job: Job,
    inputs: readonly unknown[],
    returns: number,
    limits?: JobLimits,
    prepared?: readonly Id[],
    pool: Id = this.#options.pool,
  ): Id {
    this.#check(limits);
    const { executor } = this.#options;
    const timeoutMs = limits !== undefined && Number.isFinite(limits.timeoutMs) ? limits.timeoutMs : undefined;
    const request = { pool, fn: 0, returns, name: executor, timeoutMs };
    const task = this.#core.specify(request, [textOf(job) ?? job, this.#pending.size === 0 ? undefined : [...this.#pending], ...inputs]);
    this.#core.submit(prepared === undefined ? task : { ...task, refs: prepared });
    return task.id;
  }

  #answer(id: Id, asker: 'task' | 'thread', limits: JobLimits | undefined): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#ask(id, asker, (reply) => {
        try {
          resolve(this.#read(reply, limits));
        } catch (error) {
          reject(error);
        }
      });
    });
  }

  #ask(id: Id, asker: 'task' | 'thread', answered: (reply: Reply) => void) {
    const question = this.#core.ask((action) => {
      if (action.type === 'reply') answered(action);
    }, asker);
    this.#core.channel.send({ type: 'get', request: question.request, id, task: question.task });
    return question;
  }

  #read({ value, id }: Reply, limits: JobLimits | undefined): unknown {
    try {
      return this.#core.reader.readReply(value, id);
    } catch (error) {
      throw this.#explain(error as Error, value.kind === 'error' ? value.error : undefined, limits);
    }
  }

  #check(limits: JobLimits | undefined): void {
    const { executor } = this.#options;
    if (this.#core.closed) throw new ShutdownError(`Cannot use executor "${executor}": the host was shut down`);
    const signal = limits?.signal;
    if (signal?.aborted) throw new TaskCancelledError(`Executor "${executor}" was told to stop`, { cause: signal.reason });
  }

  #explain(error: Error, failure: Failure | undefined, limits: JobLimits | undefined): Error {
    const { executor, logger } = this.#options;
    const what = `Executor "${executor}"`;
    logger?.debug({ event: 'job-failed', executor, error: error.name });
    if (error instanceof TaskError && error.cause instanceof PolyrayError) return error.cause;
    switch (failure?.kind) {
      case 'timeout':
        return new TaskTimeoutError(what, limits!.timeoutMs);
      case 'cancelled':
        return new TaskCancelledError(`${what} was told to stop`, { cause: limits?.signal?.reason });
      case 'closed':
        return new ShutdownError(`Cannot use executor "${executor}": the host was shut down`, { cause: error });
    }
    return error;
  }
}

function describedBy({ pool, version, description }: JobResult): Described {
  return { pool, version, description: description! };
}

function letGo({ requests, undo }: Requests): void {
  requests[Symbol.dispose]();
  undo[Symbol.dispose]();
}

/** The same in every thread. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function timesOf({ beganMs, computeMs, fuelUsed, memoryBytes }: Timing, submittedMs: number): JobTimes {
  const waitMs = Math.max(0, beganMs - submittedMs);
  const transferMs = Math.max(0, now() - submittedMs - waitMs - computeMs);
  return { waitMs, computeMs, transferMs, ...(fuelUsed === undefined ? {} : { fuelUsed, memoryBytes }) };
}
