import type { Action, Definition, Failure, Id, TaskSpec, Value } from '../coordinator/events.ts';
import { PolyrayError } from '../errors.ts';
import type { TaskTimes } from '../metrics/task-times.ts';
import type { AsyncContext } from '../platform/platform.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { type Code, loadCode } from '../task/load-code.ts';
import type { RuntimeContext } from '../task/runtime.ts';
import type { Claim } from '../transport/claims.ts';
import { ActorInstance } from './actor-instance.ts';
import { errorNames } from './error-names.ts';
import type { JoinMessage } from './join.ts';
import { PlacedResult } from './placed-result.ts';

type Dispatch = Action & { readonly type: 'dispatch' };

/** A task that has begun here. */
interface Run {
  readonly task: TaskSpec;
  readonly attempt: number;
  readonly claim: Claim | undefined;
  readonly abort: AbortController;
  /** Answers that it waits for. */
  awaits: number;
}

export interface TaskRunnerOptions {
  readonly core: CoreWorker;
  readonly context: AsyncContext<Run>;
  readonly actor: JoinMessage['actor'];
  /** Runs every task here instead of functions and methods: an executor. Its arguments are lent until it returns. */
  readonly executor: ((args: readonly unknown[]) => unknown) | undefined;
  /** Takes what was offered; false when it was withdrawn. */
  readonly take: (claim: Claim) => boolean;
  /** Notes that a task begins; false when the note has no room. */
  readonly begin: (task: Id, attempt: number) => boolean;
  readonly times: TaskTimes | undefined;
  /** Tasks here may stand still, so that none may need the event loop to end. */
  readonly blocking: boolean;
  /** Gets a module without the event loop, where there is a way to. */
  readonly loadNow: ((url: string) => Record<string, unknown> | undefined) | undefined;
  /** A task ended outside of `beginNext`: another may begin. */
  readonly resume: () => void;
}

/** Runs what this worker is given: one task at a time, and the next one while they all await objects. */
export class TaskRunner {
  readonly #options: TaskRunnerOptions;
  readonly #core: CoreWorker;
  readonly #context: AsyncContext<Run>;
  readonly #window: Dispatch[] = [];
  /** To be run on top of a task that stands still. */
  readonly #inline: Dispatch[] = [];
  readonly #runs = new Map<Id, Run>();
  readonly #definitions = new Map<Id, Definition>();
  readonly #code = new Map<Id, Code>();
  #actor: ActorInstance | undefined;
  /** Runs that await nothing. */
  #busy = 0;
  #concurrency = 1;
  /** Begins tasks on top of one that stands still. */
  #blocked = false;

  constructor(options: TaskRunnerOptions) {
    this.#options = options;
    this.#core = options.core;
    this.#context = options.context;
  }

  /** Nothing has begun that waits for the event loop. */
  get idle(): boolean {
    return this.#runs.size === 0;
  }

  define(fn: Id, definition: Definition): void {
    this.#definitions.set(fn, definition);
  }

  dispatch(action: Dispatch): void {
    (action.inline ? this.#inline : this.#window).push(action);
  }

  /** Runs what the task that stands still waits for. */
  beginInline(): void {
    this.#blocked = true;
    for (let next = this.#inline.shift(); next !== undefined; next = this.#inline.shift()) {
      if (next.claim === undefined || this.#options.take(next.claim)) this.#begin(next);
    }
    this.#blocked = false;
  }

  /** Gives back what has not begun, where the hub cannot take it. */
  recall(task: Id, attempt: number): void {
    const at = this.#window.findIndex((one) => one.task.id === task && one.attempt === attempt);
    if (at < 0) return;
    this.#window.splice(at, 1);
    this.#core.channel.send({ type: 'recalled', task, attempt });
  }

  interrupt(task: Id, attempt: number): void {
    const run = this.#runs.get(task);
    if (run?.attempt === attempt) run.abort.abort(new PolyrayError('The task was cancelled'));
  }

  /** The task that the present code belongs to. */
  get current(): Id | undefined {
    return this.#context.get()?.task.id;
  }

  get runtimeContext(): RuntimeContext {
    const run = this.#context.get();
    const { actor } = this.#options;
    return {
      taskId: run && this.#core.objectId(run.task.id).toHex(),
      actorId: actor && this.#core.objectId(actor.id).toHex(),
      workerId: this.#core.client,
      attempt: run?.attempt,
      signal: run?.abort.signal ?? new AbortController().signal,
    };
  }

  /** A task begins or stops to wait for an answer. */
  awaits(task: Id, waits: boolean): void {
    const run = this.#runs.get(task);
    if (run === undefined) return;
    run.awaits += waits ? 1 : -1;
    if (waits && run.awaits === 1) {
      this.#busy--;
      this.#options.resume();
    }
    if (!waits && run.awaits === 0) this.#busy++;
  }

  /** Begins the next task, if one may; a synchronous one has ended then. */
  beginNext(): boolean {
    if (this.#busy >= this.#concurrency) return false;
    for (let next = this.#window.shift(); next !== undefined; next = this.#window.shift()) {
      if (next.claim !== undefined && !this.#options.take(next.claim)) continue;
      this.#begin(next);
      return true;
    }
    return false;
  }

  #begin({ task, attempt, args, claim }: Dispatch): void {
    if (!this.#options.begin(task.id, attempt) || task.timeoutMs !== undefined) {
      this.#core.channel.send({ type: 'started', task: task.id, attempt });
      this.#core.channel.flush();
    }
    const run: Run = { task, attempt, claim, abort: new AbortController(), awaits: 0 };
    this.#options.times?.begin(claim);
    this.#runs.set(task.id, run);
    this.#busy++;
    this.#context.run(run, () => {
      try {
        const result = this.#invoke(run, args);
        if (isThenable(result)) {
          const then = (end: () => void) => {
            end();
            this.#options.resume();
          };
          result.then(
            (value) => then(() => this.#done(run, value)),
            (error: unknown) => then(() => this.#failed(run, error)),
          );
        } else this.#done(run, result);
      } catch (error) {
        this.#failed(run, error);
      }
    });
  }

  #invoke(run: Run, args: readonly Value[]): unknown {
    const { task } = run;
    const { actor, executor } = this.#options;
    if (executor !== undefined) return executor(this.#core.readArguments(task, args, true));
    if (actor !== undefined && task.id !== actor.create) {
      const given = this.#core.readArguments(task, args);
      return this.#outcome(run, this.#actor!.call(task.name ?? '', given));
    }
    const code = this.#code.get(task.fn);
    if (code !== undefined) return this.#start(run, code, args);
    const definition = this.#definitions.get(task.fn);
    if (definition === undefined) throw new Error(`Cannot run task "${task.name}": its function was never sent to this thread`);
    const loaded = loadCode(definition, this.#options.blocking ? this.#options.loadNow : undefined);
    if (!(loaded instanceof Promise)) return this.#use(run, loaded, args);
    if (this.#blocked)
      throw new PolyrayError(`Cannot run task "${task.name}" on top of one that stands still: its module is not loaded here`);
    return loaded.then((code) => this.#use(run, code, args));
  }

  #use(run: Run, code: Code, args: readonly Value[]): unknown {
    this.#code.set(run.task.fn, code);
    return this.#start(run, code, args);
  }

  #start(run: Run, code: Code, args: readonly Value[]): unknown {
    const given = this.#core.readArguments(run.task, args);
    if (this.#options.actor === undefined) return this.#outcome(run, code(...given));
    this.#actor = new ActorInstance(code as unknown as new (...args: unknown[]) => object, given);
    this.#concurrency = this.#options.actor.concurrency || this.#actor.concurrency;
    return undefined;
  }

  /** What a task's code returned, its stream drained. */
  #outcome(run: Run, result: unknown): unknown {
    if (this.#options.blocking && isThenable(result)) {
      throw new TypeError(`Task "${run.task.name}" has the option "blocking", and so its function must not be async`);
    }
    if (run.task.streaming === true) return this.#stream(run, result);
    if (isIterator(result)) {
      throw new TypeError(`Task "${run.task.name}" returned a generator; call it with options({ numReturns: 'streaming' })`);
    }
    return result;
  }

  async #stream(run: Run, result: unknown): Promise<number> {
    const source = await result;
    if (!isIterable(source)) throw new TypeError(`Task "${run.task.name}" was to stream, and returned no iterable`);
    const { task, attempt } = run;
    let index = 0;
    for await (const item of source) {
      if (run.abort.signal.aborted) throw run.abort.signal.reason;
      const value = this.#core.valueOf(item, `item ${index}`);
      this.#core.channel.send({ type: 'item', task: task.id, attempt, index: index++, id: this.#core.newId(), value });
      this.#core.channel.flush();
    }
    return index;
  }

  #done(run: Run, result: unknown): void {
    const { task, attempt } = run;
    let values: Value[];
    try {
      this.#core.checkWritten(`Task "${task.name}"`);
      if (result instanceof PlacedResult) values = result.values;
      else values = task.returns === 1 ? [this.#core.valueOf(result, 'result')] : this.#several(task, result);
    } catch (error) {
      this.#failed(run, error);
      return;
    }
    this.#options.times?.end(run.claim);
    this.#core.channel.send({ type: 'done', task: task.id, attempt, values });
    this.#end(run);
  }

  #several(task: TaskSpec, result: unknown): Value[] {
    if (!Array.isArray(result) || result.length !== task.returns) {
      const what = Array.isArray(result) ? `an array of ${result.length}` : typeof result;
      throw new TypeError(`Task "${task.name}" must return an array of ${task.returns}, its numReturns; it returned ${what}`);
    }
    return result.map((one, i) => this.#core.valueOf(one, `result[${i}]`));
  }

  #failed(run: Run, error: unknown): void {
    const { task, attempt } = run;
    const [failure, name] = this.#explain(task, error);
    this.#options.times?.end(run.claim);
    this.#core.channel.send({ type: 'failed', task: task.id, attempt, error: failure, name });
    this.#end(run);
  }

  #explain(task: TaskSpec, error: unknown): [Failure, name: string] {
    const names = errorNames(error);
    const [name] = names;
    const text = error instanceof Error ? `${name}: ${error.message}` : String(error);
    const message = `Task "${task.name ?? 'anonymous'}" failed: ${text}`;
    let data: Uint8Array;
    try {
      data = this.#core.codec.encode(error, 'error').toBytes();
    } catch {
      // what cannot pass is told by its text
      const told = error instanceof Error ? Object.assign(new Error(error.message), { name, stack: error.stack }) : new Error(text);
      data = this.#core.codec.encode(told, 'error').toBytes();
    }
    const { retryOn } = task;
    const wanted = typeof retryOn === 'object' ? names.find((one) => retryOn.includes(one)) : undefined;
    return [{ kind: 'task', message, data }, wanted ?? name];
  }

  #end(run: Run): void {
    this.#runs.delete(run.task.id);
    if (run.awaits === 0) this.#busy--;
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function isIterable(value: unknown): value is Iterable<unknown> | AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value);
}

function isIterator(value: unknown): boolean {
  return isIterable(value) && 'next' in value && typeof value.next === 'function' && 'return' in value;
}
