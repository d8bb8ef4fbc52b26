import type { Logger } from '../logger.ts';
import type { Platform } from '../platform/platform.ts';
import { unref } from '../transport/unref.ts';
import type { WorkerThread } from './member.ts';

/** Nothing was taken for so long, and no worker starts, when the next one is begun. */
const quietMs = 50;

export interface SpareThreadsOptions {
  readonly platform: Pick<Platform, 'spawn'>;
  /** How many are kept. */
  readonly size: number;
  /** Some worker starts: processors are its own for the moment. */
  readonly busy: () => boolean;
  readonly logger: Logger;
}

/**
 * Threads that have started and belong to nothing yet, so that what needs a worker does not wait for one: an executor that
 * is loaded, or one whose worker crashed. None before the first such need.
 */
export class SpareThreads {
  readonly #options: SpareThreadsOptions;
  readonly #threads = new Set<WorkerThread>();
  #wanted = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: SpareThreadsOptions) {
    this.#options = options;
  }

  /** From now on there are to be some. */
  want(): void {
    this.#wanted = true;
    this.#plan();
  }

  /** The oldest, whose `onExit` is the taker's to set. */
  take(): WorkerThread | undefined {
    const [thread] = this.#threads;
    if (thread === undefined) return undefined;
    this.#threads.delete(thread);
    this.#plan();
    return thread;
  }

  /** Resolves when they have ended. There will be none any more. */
  async close(): Promise<void> {
    this.#wanted = false;
    clearTimeout(this.#timer);
    const threads = [...this.#threads];
    this.#threads.clear();
    await Promise.all(threads.map((thread) => thread.terminate()));
  }

  #plan(): void {
    clearTimeout(this.#timer);
    if (!this.#wanted || this.#threads.size >= this.#options.size) return;
    this.#timer = setTimeout(() => {
      if (!this.#options.busy()) this.#start();
      this.#plan();
    }, quietMs);
    unref(this.#timer);
  }

  #start(): void {
    const { platform, logger } = this.#options;
    try {
      logger.debug({ event: 'spare-worker-started' });
      const thread: WorkerThread = platform.spawn('worker', 'polyray spare');
      thread.hold(false);
      this.#threads.add(thread);
      // one that cannot live is not tried again and again
      thread.onExit = (reason) => {
        if (this.#threads.delete(thread)) this.#giveUp(reason);
      };
    } catch (error) {
      this.#giveUp(error as Error); // the system gives no more threads
    }
  }

  /** Until the next need. */
  #giveUp(reason: Error | undefined): void {
    if (!this.#wanted) return;
    this.#wanted = false;
    this.#options.logger.debug({ event: 'spare-worker-lost', reason: reason?.message });
  }
}
