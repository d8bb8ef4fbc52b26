import type { Failure, Id } from '../coordinator/events.ts';
import { ExecutorLoadError, PolyrayError, ShutdownError, TaskCancelledError, TaskError, TaskTimeoutError } from '../errors.ts';
import type { ExecuteRequest } from '../executor/contract.ts';
import type { Logger } from '../logger.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { watch } from '../task/remote-function.ts';
import type { Answer, Call, Dispatcher, JobLimits, JobTimes } from './dispatcher.ts';
import type { CallJob, ChainJob, Description, Job, JobResult, Prepared, StartMessage, Timing } from './protocol.ts';

/** A worker is given so many jobs ahead; an idle one takes back what another has not begun. */
const window = 4;

export interface PoolDispatcherOptions {
  readonly executor: string;
  readonly core: CoreWorker;
  readonly numWorkers: number;
  readonly logger: Logger;
  /** Made at first use, and again when it failed. */
  readonly start: () => Promise<StartMessage>;
  /** Gives every worker of a pool what it starts from. */
  readonly provide: (pool: Id, start: StartMessage) => void;
}

/** An executor's jobs as tasks of a pool of its own, whose workers start as the work asks for them. */
export class PoolDispatcher implements Dispatcher {
  readonly #options: PoolDispatcherOptions;
  readonly #core: CoreWorker;
  #pool: Promise<Id> | undefined;
  #description: Promise<Description> | undefined;
  /** In every job's arguments: a worker that lacks one catches up. */
  readonly #prepared = new Map<number, Prepared>();
  readonly #pending = new Set<number>();
  #last = 0;
  #closed = false;

  constructor(options: PoolDispatcherOptions) {
    this.#options = options;
    this.#core = options.core;
  }

  describe(): Promise<Description> {
    this.#description ??= this.#run({ kind: 'describe' }).then(({ description }) => description!);
    this.#description.catch(() => {
      this.#description = undefined;
    });
    return this.#description;
  }

  async execute(request: ExecuteRequest, limits: JobLimits): Promise<Answer> {
    const submittedMs = now();
    const result = await this.#run({ kind: 'execute', request }, limits);
    return { response: result.response!, ...timesOf(result, submittedMs) };
  }

  async call(job: CallJob | ChainJob, inputs: readonly unknown[], limits: JobLimits): Promise<Call> {
    const submittedMs = now();
    const core = this.#core;
    const first = await this.#submit(job, inputs, 2 + job.outputs.length, limits);
    const [timing, values, ...outputs] = Array.from({ length: 2 + job.outputs.length }, (_, i) => new ObjectRef(core, first + i));
    watch(core, first, limits.signal, true);
    const done = async () => {
      const answer = this.#answer(timing!.number, limits);
      timing![Symbol.dispose](); // who has asked is told
      return timesOf((await answer) as Timing, submittedMs);
    };
    return { values: values!, outputs, done };
  }

  async prepare(requests: readonly ExecuteRequest[], undo: readonly ExecuteRequest[]): Promise<() => void> {
    this.#check();
    const id = ++this.#last;
    const put = (value: readonly ExecuteRequest[]) => new ObjectRef<readonly ExecuteRequest[]>(this.#core, this.#core.put(value));
    const prepared: Prepared = { id, requests: put(requests), undo: put(undo) };
    this.#pending.add(id);
    try {
      await this.#run({ kind: 'prepare' }, undefined, [...this.#prepared.values(), prepared]);
      this.#prepared.set(id, prepared);
    } finally {
      this.#pending.delete(id);
    }
    return () => this.#prepared.delete(id);
  }

  close(): void {
    this.#closed = true;
  }

  async #run(job: Job, limits?: JobLimits, prepared?: readonly Prepared[]): Promise<JobResult> {
    const id = await this.#submit(job, [], 1, limits, prepared);
    const answer = this.#answer(id, limits);
    this.#core.drop(id);
    const signal = limits?.signal;
    const cancel = () => this.#core.channel.send({ type: 'cancel', id, force: true });
    signal?.addEventListener('abort', cancel, { once: true });
    if (signal?.aborted) cancel(); // since it was last looked at
    try {
      return (await answer) as JobResult;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** The number of the first result. */
  async #submit(
    job: Job,
    inputs: readonly unknown[],
    returns: number,
    limits: JobLimits | undefined,
    prepared: readonly Prepared[] = [...this.#prepared.values()],
  ): Promise<Id> {
    this.#check();
    const pool = await this.#open();
    this.#check();
    if (limits?.signal?.aborted)
      throw new TaskCancelledError(`Executor "${this.#options.executor}" was told to stop`, { cause: limits.signal.reason });
    const timeoutMs = limits !== undefined && Number.isFinite(limits.timeoutMs) ? limits.timeoutMs : undefined;
    const request = { pool, fn: 0, returns, name: this.#options.executor, timeoutMs };
    const task = this.#core.specify(request, [job, prepared, [...this.#pending], ...inputs]);
    this.#core.submit(task);
    return task.id;
  }

  #answer(id: Id, limits: JobLimits | undefined): Promise<unknown> {
    const core = this.#core;
    return new Promise((resolve, reject) => {
      const question = core.ask((action) => {
        if (action.type !== 'reply') return;
        try {
          resolve(core.reader.readReply(action.value, action.id));
        } catch (error) {
          reject(this.#explain(error as Error, action.value.kind === 'error' ? action.value.error : undefined, limits));
        }
      });
      core.channel.send({ type: 'get', request: question.request, id });
    });
  }

  #check(): void {
    if (this.#closed) throw new ShutdownError(`Cannot use executor "${this.#options.executor}": the host was shut down`);
  }

  #open(): Promise<Id> {
    this.#pool ??= this.#options.start().then((start) => {
      const id = this.#core.newId();
      const { executor, numWorkers } = this.#options;
      this.#options.provide(id, start);
      const pool = { id, name: executor, size: numWorkers, cap: numWorkers, window, waits: 'block', provided: true } as const;
      this.#core.channel.send({ type: 'open', pool });
      return id;
    });
    this.#pool.catch(() => {
      this.#pool = undefined;
    });
    return this.#pool;
  }

  #explain(error: Error, failure: Failure | undefined, limits: JobLimits | undefined): Error {
    const { executor, logger } = this.#options;
    const what = `Executor "${executor}"`;
    logger.debug({ event: 'job-failed', executor, error: error.name });
    if (error instanceof TaskError && error.cause instanceof PolyrayError) return error.cause;
    if (this.#closed) return new ShutdownError(`Cannot use executor "${executor}": the host was shut down`, { cause: error });
    switch (failure?.kind) {
      case 'timeout':
        return new TaskTimeoutError(what, limits!.timeoutMs);
      case 'cancelled':
        return new TaskCancelledError(`${what} was told to stop`, { cause: limits?.signal?.reason });
      case 'closed':
        this.#pool = undefined; // what failed may be read again
        return new ExecutorLoadError(`Cannot load executor "${executor}": ${failure.message}`, { cause: error });
    }
    return error;
  }
}

/** The same in every thread. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function timesOf({ beganMs, computeMs }: Timing, submittedMs: number): JobTimes {
  const waitMs = Math.max(0, beganMs - submittedMs);
  return { waitMs, computeMs, transferMs: Math.max(0, now() - submittedMs - waitMs - computeMs) };
}
