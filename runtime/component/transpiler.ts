import { ExecutorLoadError, TaskTimeoutError } from '../errors.ts';
import type { Platform, Thread } from '../platform/platform.ts';
import { unref } from '../transport/unref.ts';
import type { Description, StartMessage } from '../worker/protocol.ts';
import type { Transpiled } from './transpile.ts';
import type { TranspilerAnswer, TranspilerJob } from './transpiler-protocol.ts';

export interface TranspilerOptions {
  readonly spawn: Platform['spawn'];
  /** The thread ends when it had nothing to do for so long, in ms. Default 10 000. */
  readonly idleMs?: number;
}

/** The component cannot be transpiled, or has no instance: `message` is jco's, or the engine's. */
export class TranspilerError extends Error {
  override name = 'TranspilerError';
}

interface Running {
  readonly thread: Thread<TranspilerJob, TranspilerAnswer>;
  readonly settle: { resolve: (answer: TranspilerAnswer) => void; reject: (error: Error) => void };
}

/** jco in a thread of its own, started when it is first needed and ended when it is idle. */
export class Transpiler {
  readonly #options: TranspilerOptions;
  #thread: Thread<TranspilerJob, TranspilerAnswer> | undefined;
  #running: Running | undefined;
  /** The job before the next one. */
  #last: Promise<unknown> = Promise.resolve();
  #idle: ReturnType<typeof setTimeout> | undefined;
  #closing = new AbortController();

  constructor(options: TranspilerOptions) {
    this.#options = options;
  }

  /** Whether its thread is there. */
  get running(): boolean {
    return this.#thread !== undefined;
  }

  /** Aborted by the next `close`, with what whoever waits is told: for who has more than one job. */
  get session(): AbortSignal {
    return this.#closing.signal;
  }

  /** @throws {TranspilerError | TaskTimeoutError} */
  async transpile(component: Uint8Array<ArrayBuffer>, timeoutMs: number): Promise<Transpiled> {
    const answer = await this.#next({ kind: 'transpile', component }, timeoutMs);
    return (answer as { transpiled: Transpiled }).transpiled;
  }

  /** @throws {TranspilerError | TaskTimeoutError} */
  async describe(start: StartMessage, timeoutMs: number): Promise<Description> {
    const answer = await this.#next({ kind: 'describe', start, timeoutMs }, timeoutMs);
    return (answer as { description: Description }).description;
  }

  /** Ends the thread, whatever it is doing: who waits for it is told. A later job starts another. */
  async close(): Promise<void> {
    const why = new ExecutorLoadError('Cannot transpile the component: the transpiler was closed');
    this.#closing.abort(why);
    this.#closing = new AbortController();
    this.#running?.settle.reject(why);
    await this.#end();
  }

  async #next(job: TranspilerJob, timeoutMs: number): Promise<TranspilerAnswer> {
    const before = this.#last;
    const { session } = this;
    const answer = (async () => {
      await before.catch(() => {});
      session.throwIfAborted();
      return this.#do(job, timeoutMs);
    })();
    this.#last = answer;
    const given = await answer;
    if ('late' in given) throw lateness(job, timeoutMs);
    if ('message' in given) throw new TranspilerError(given.message);
    return given;
  }

  async #do(job: TranspilerJob, timeoutMs: number): Promise<TranspilerAnswer> {
    clearTimeout(this.#idle);
    const thread = this.#thread ?? this.#start();
    const settle = Promise.withResolvers<TranspilerAnswer>();
    this.#running = { thread, settle };
    const late = setTimeout(() => settle.reject(lateness(job, timeoutMs)), Math.min(timeoutMs, 2 ** 31 - 1));
    thread.hold(true);
    thread.post(job);
    try {
      const answer = await settle.promise;
      if ('broken' in answer && answer.broken) await this.#end();
      return answer;
    } catch (error) {
      await this.#end();
      throw error;
    } finally {
      clearTimeout(late);
      this.#running = undefined;
      if (this.#thread !== undefined) {
        thread.hold(false);
        this.#idle = setTimeout(() => void this.#end(), this.#options.idleMs ?? 10_000);
        unref(this.#idle);
      }
    }
  }

  #start(): Thread<TranspilerJob, TranspilerAnswer> {
    const thread = this.#options.spawn<TranspilerJob, TranspilerAnswer>('transpiler', 'polyray transpiler');
    thread.onMessage = (answer) => this.#running?.settle.resolve(answer);
    thread.onExit = (reason) => {
      if (this.#thread !== thread) return;
      this.#thread = undefined;
      const why = reason?.message ?? 'it exited';
      this.#running?.settle.reject(new ExecutorLoadError(`Cannot transpile the component: its thread ended, ${why}`, { cause: reason }));
    };
    this.#thread = thread;
    return thread;
  }

  async #end(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    clearTimeout(this.#idle);
    await thread?.terminate();
  }
}

const lateness = ({ kind }: TranspilerJob, timeoutMs: number) =>
  new TaskTimeoutError(kind === 'transpile' ? 'Transpiling the component' : 'The component, asked who it is,', timeoutMs);
