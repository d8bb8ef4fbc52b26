import { type PolyrayError, ShutdownError, TaskCancelledError, TaskTimeoutError, WorkerCrashedError } from '../errors.ts';
import type { NamedTensor } from '../executor/contract.ts';
import type { Logger } from '../logger.ts';
import type { Platform } from '../platform/platform.ts';
import type { Answer, Dispatcher, Job, JobLimits, Preparation } from './dispatcher.ts';
import type { JobMessage, ReadyMessage, StartMessage } from './protocol.ts';
import { WorkerLink } from './worker-link.ts';

interface Queued {
  readonly message: JobMessage;
  readonly submitted: number;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: Error) => void;
}

interface Member {
  readonly link: WorkerLink;
  /** Settles when it is ready, or will never be. */
  readonly started: Promise<Member>;
  /** Loaded and prepared; may take a job. */
  ready: boolean;
  running: Queued | undefined;
}

export interface MessageDispatcherOptions {
  readonly executor: string;
  readonly platform: Platform;
  readonly workerModule: URL;
  readonly numWorkers: number;
  readonly logger: Logger;
  /** Made once, at first use. */
  readonly start: () => Promise<StartMessage>;
}

/** Threads that take one job at a time from one queue, first come, first served; started as the work asks for them. */
export class MessageDispatcher implements Dispatcher {
  readonly #options: MessageDispatcherOptions;
  readonly #members = new Set<Member>();
  readonly #queue: Queued[] = [];
  readonly #preparations = new Map<number, Preparation>();
  /** Refused by a worker that started, until their callers hear of it. */
  readonly #failed = new Map<number, Error>();
  #start: Promise<StartMessage> | undefined;
  #ready: Promise<ReadyMessage> | undefined;
  #lastId = 0;
  #closed = false;

  constructor(options: MessageDispatcherOptions) {
    this.#options = options;
  }

  describe(): Promise<ReadyMessage> {
    this.#ready ??= this.#spawn().then((member) => member.link.ready);
    this.#ready.catch(() => {
      this.#ready = undefined;
    });
    return this.#ready;
  }

  submit(job: Job, limits: JobLimits): Promise<Answer> {
    if (this.#closed) return Promise.reject(this.#shutdown());
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const queued: Queued = { message: { ...job, id: ++this.#lastId }, submitted: performance.now(), resolve, reject };
    const stop = this.#limit(queued, limits);
    this.#queue.push(queued);
    this.#pump();
    return promise.finally(stop);
  }

  async prepare(preparation: Preparation): Promise<void> {
    if (this.#closed) throw this.#shutdown();
    const id = preparation.preparation;
    if (preparation.kind === 'release') {
      this.#preparations.delete(id);
      await Promise.all([...this.#members].map((member) => this.#askPresent(member, preparation)));
      return;
    }
    this.#preparations.set(id, preparation);
    try {
      const members = [...this.#members];
      // a worker that starts does by itself what is to be prepared
      if (!members.some(({ ready }) => ready)) await (members[0]?.started ?? this.#spawn());
      else await Promise.all(members.filter(({ ready }) => ready).map((member) => this.#askPresent(member, preparation)));
      const failure = this.#failed.get(id);
      if (failure !== undefined) throw failure;
    } catch (error) {
      this.#preparations.delete(id);
      throw error;
    } finally {
      this.#failed.delete(id);
    }
  }

  /** One that goes away meanwhile is replaced by one that does it by itself, or has nothing to undo. */
  async #askPresent(member: Member, preparation: Preparation): Promise<void> {
    try {
      await member.link.ready;
      await member.link.ask({ ...preparation, id: ++this.#lastId });
    } catch (error) {
      if (this.#members.has(member) || !(error instanceof WorkerCrashedError)) throw error;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { reject } of this.#queue.splice(0)) reject(this.#shutdown());
    await Promise.all([...this.#members].map((member) => this.#stop(member, this.#shutdown())));
  }

  #shutdown(): ShutdownError {
    return new ShutdownError(`Cannot use executor "${this.#options.executor}": the host was shut down`);
  }

  /** Hands queued jobs to idle workers, and starts more workers while there are more jobs than workers on their way. */
  #pump(): void {
    let coming = 0;
    for (const member of this.#members) {
      if (!member.ready) coming++;
      else if (member.running === undefined && this.#queue.length > 0) void this.#run(member, this.#queue.shift()!);
    }
    for (; this.#queue.length > coming && this.#members.size < this.#options.numWorkers && !this.#closed; coming++) {
      this.#spawn().catch(() => {}); // it has told the queue
    }
  }

  async #spawn(): Promise<Member> {
    const { executor, platform, workerModule, logger } = this.#options;
    if (this.#closed) throw this.#shutdown();
    const began = performance.now();
    this.#start ??= this.#options.start();
    const link = new WorkerLink(executor, platform.spawn(workerModule, `polyray ${executor}`), this.#start);
    const started = Promise.withResolvers<Member>();
    started.promise.catch(() => {});
    const member: Member = { link, started: started.promise, ready: false, running: undefined };
    link.onLost = (reason) => this.#lost(member, reason);
    this.#members.add(member);
    try {
      await link.ready;
      for (const preparation of this.#preparations.values()) await this.#prepareFresh(link, preparation);
    } catch (error) {
      this.#members.delete(member);
      if (this.#members.size === 0) this.#start = undefined; // what failed may be read again
      this.#refuseQueue(error as Error);
      started.reject(error);
      await link.stop(error as PolyrayError);
      throw error;
    }
    logger.debug({ event: 'worker-started', executor, startMs: performance.now() - began });
    member.ready = true;
    started.resolve(member);
    this.#pump();
    return member;
  }

  /** A preparation that is refused is its caller's matter: others' calls go on without it. */
  async #prepareFresh(link: WorkerLink, preparation: Preparation): Promise<void> {
    try {
      await link.ask({ ...preparation, id: ++this.#lastId });
    } catch (error) {
      if (error instanceof WorkerCrashedError) throw error;
      this.#preparations.delete(preparation.preparation);
      this.#failed.set(preparation.preparation, error as Error);
    }
  }

  /** When nobody is left to take the work. */
  #refuseQueue(error: Error): void {
    if (this.#members.size === 0) for (const { reject } of this.#queue.splice(0)) reject(error);
  }

  async #run(member: Member, queued: Queued): Promise<void> {
    member.running = queued;
    const taken = performance.now();
    try {
      const done = await member.link.ask(queued.message, buffersOf(queued.message));
      const elapsed = performance.now() - taken;
      queued.resolve({
        done,
        waitMs: taken - queued.submitted,
        computeMs: done.computeMs,
        transferMs: Math.max(0, elapsed - done.computeMs),
      });
    } catch (error) {
      this.#options.logger.debug({ event: 'job-failed', executor: this.#options.executor, error: (error as Error).name });
      queued.reject(error as Error);
    }
    if (!this.#members.has(member)) return;
    member.running = undefined;
    this.#pump();
  }

  #lost(member: Member, reason: Error | undefined): void {
    if (!member.ready || !this.#members.delete(member)) return; // while it starts, #spawn hears of it
    this.#options.logger.warn({ event: 'worker-crashed', executor: this.#options.executor, reason: reason?.message });
    this.#pump();
  }

  async #stop(member: Member, error: PolyrayError, job?: number): Promise<void> {
    this.#members.delete(member);
    await member.link.stop(error, job);
    this.#options.logger.debug({ event: 'worker-stopped', executor: this.#options.executor });
    this.#pump();
  }

  /** Watches a job's clock and its caller's signal; the answer is a function that stops watching. */
  #limit(queued: Queued, { timeoutMs, signal }: JobLimits): () => void {
    const end = (error: PolyrayError) => {
      const at = this.#queue.indexOf(queued);
      if (at >= 0) this.#queue.splice(at, 1);
      queued.reject(error);
      for (const member of this.#members) if (member.running === queued) void this.#stop(member, error, queued.message.id);
    };
    const what = `Executor "${this.#options.executor}"`;
    const timer = Number.isFinite(timeoutMs)
      ? setTimeout(() => end(new TaskTimeoutError(what, timeoutMs)), Math.min(timeoutMs, 2 ** 31 - 1))
      : undefined;
    const aborted = () => end(new TaskCancelledError(`${what} was told to stop`, { cause: signal?.reason }));
    signal?.addEventListener('abort', aborted, { once: true });
    return () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', aborted);
    };
  }
}

function buffersOf(message: JobMessage): ArrayBuffer[] {
  if (message.kind !== 'execute' && message.kind !== 'chain') return [];
  const inputs: readonly NamedTensor[] = message.kind === 'execute' ? message.request.inputs : message.inputs;
  return inputs.map(({ tensor }) => tensor.data.buffer).filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer);
}
