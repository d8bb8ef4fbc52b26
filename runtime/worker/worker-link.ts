import { ExecutorLoadError, PolyrayError, WorkerCrashedError } from '../errors.ts';
import type { Thread } from '../platform/platform.ts';
import type { DoneMessage, FromWorker, JobMessage, ReadyMessage, StartMessage, ToWorker } from './protocol.ts';
import { errorOf } from './worker-error.ts';

interface Waiting {
  resolve(done: DoneMessage): void;
  reject(error: PolyrayError): void;
}

/**
 * One worker as its dispatcher sees it: questions with answers instead of messages. It keeps the process alive while it
 * starts and while an answer is missing.
 */
export class WorkerLink {
  /** Resolves when the executor is loaded; rejects when it cannot be. */
  readonly ready: Promise<ReadyMessage>;
  /** Called once, when the worker takes no further job. */
  onLost: (reason: Error | undefined) => void = () => {};
  readonly #executor: string;
  readonly #thread: Thread<ToWorker, FromWorker>;
  readonly #waiting = new Map<number, Waiting>();
  #rejectReady: (error: PolyrayError) => void = () => {};
  #lost = false;

  /** @param start sent when it is there; the thread starts in the meantime */
  constructor(executor: string, thread: Thread<ToWorker, FromWorker>, start: Promise<StartMessage>) {
    this.#executor = executor;
    this.#thread = thread;
    const { promise, resolve, reject } = Promise.withResolvers<ReadyMessage>();
    this.ready = promise;
    this.ready.catch(() => {});
    this.#rejectReady = reject;
    thread.onMessage = (message) => this.#receive(message, resolve);
    thread.onExit = (reason) => this.#lose(reason);
    start
      .then((message) => {
        if (!this.#lost) thread.post(message);
      })
      .catch((cause: Error) =>
        this.stop(
          cause instanceof PolyrayError ? cause : new ExecutorLoadError(`Cannot load executor "${executor}": ${cause.message}`, { cause }),
        ),
      );
  }

  /** Rejects with the executor's error, or a WorkerCrashedError. */
  ask(job: JobMessage, transfer: readonly ArrayBuffer[] = []): Promise<DoneMessage> {
    const { promise, resolve, reject } = Promise.withResolvers<DoneMessage>();
    this.#thread.post(job, transfer); // throws before anybody waits
    this.#waiting.set(job.id, { resolve, reject });
    this.#thread.hold(true);
    return promise;
  }

  /** Stops the thread; `job`, or all that it has not answered, is rejected with `error`, the rest as lost. */
  async stop(error: PolyrayError, job?: number): Promise<void> {
    if (job === undefined) this.#settle(error);
    else {
      this.#take(job)?.reject(error);
      this.#settle(new WorkerCrashedError(`A worker of executor "${this.#executor}" was stopped: ${error.message}`, { cause: error }));
    }
    this.#rejectReady(error);
    this.#lost = true;
    await this.#thread.terminate();
  }

  #receive(message: FromWorker, ready: (message: ReadyMessage) => void): void {
    switch (message.kind) {
      case 'ready':
        this.#thread.hold(false);
        ready(message);
        return;
      case 'broken':
        this.#rejectReady(new ExecutorLoadError(`Cannot load executor "${this.#executor}": ${message.message}`));
        this.#lose(new Error(message.message));
        void this.#thread.terminate();
        return;
      case 'done':
        this.#take(message.id)?.resolve(message);
        return;
      case 'failed': {
        const waiting = this.#take(message.id);
        if (message.last) {
          // before the caller hears of it: its next call must not come here
          this.#lose(new Error(message.error.tag));
          void this.#thread.terminate();
        }
        waiting?.reject(errorOf(this.#executor, message));
      }
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#thread.hold(false);
    return waiting;
  }

  #lose(reason: Error | undefined): void {
    if (this.#lost) return;
    this.#lost = true;
    const error = new WorkerCrashedError(`A worker of executor "${this.#executor}" ended: ${reason?.message ?? 'it exited'}`, {
      cause: reason,
    });
    this.#rejectReady(error);
    this.#settle(error);
    this.onLost(reason);
  }

  #settle(error: PolyrayError): void {
    for (const waiting of this.#waiting.values()) waiting.reject(error);
    this.#waiting.clear();
  }
}
