import type { Action, Definition, Failure, Id, TaskSpec, Value } from '../coordinator/events.ts';
import { IdMap } from '../coordinator/id-map.ts';
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
import { type Language, type LanguageCode, LanguageEndedError } from './language.ts';
import { PlacedResult } from './placed-result.ts';

type Dispatch = Action & { readonly type: 'dispatch' };

/** Results of tasks that take less than this wait for each other, to go together. */
export const briefMs = 0.1;

/** A task that has begun here. */
interface Run {
  readonly task: TaskSpec;
  readonly attempt: number;
  readonly claim: Claim | undefined;
  /** Made when somebody looks: most tasks are never told to stop. */
  abort: AbortController | undefined;
  /** Until its code is there to take them. */
  unread: readonly Value[];
  /** By this thread's clock. */
  readonly beganMs: number;
  /** Answers that it waits for. */
  awaits: number;
  /** It keeps another from beginning. */
  busy: boolean;
}

const noValues: readonly Value[] = [];
/** How long a stream goes on without letting the event loop turn: then it hears that nobody wants more of it. */
const stretchMs = 20;

export interface TaskRunnerOptions {
  readonly core: CoreWorker;
  readonly context: AsyncContext<Run>;
  readonly actor: JoinMessage['actor'];
  /**
   * Runs every task here instead of functions and methods: an executor. Its arguments are lent until it is done. What the
   * task mentions are pairs of requests that must have been run before, and those that undo them; but not for an actor.
   */
  readonly executor: ((args: readonly unknown[], task: TaskSpec) => unknown) | undefined;
  /** Takes what was offered; false when it was withdrawn. */
  readonly take: (claim: Claim) => boolean;
  readonly times: TaskTimes | undefined;
  /** Tasks here may stand still, so that none may need the event loop to end. */
  readonly blocking: boolean;
  /** Gets a module without the event loop, where there is a way to. */
  readonly loadNow: ((url: string) => Record<string, unknown> | undefined) | undefined;
  /** Calls back after the event loop has turned. */
  readonly yield: (run: () => void) => void;
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
  readonly #runs = new IdMap<Run>();
  readonly #definitions = new Map<Id, Definition>();
  readonly #code = new Map<Id, Code>();
  readonly #foreign = new Map<Id, LanguageCode>();
  /** What runs tasks here; undefined: JavaScript. Set before the first one. */
  language: Language | undefined;
  /** Makes arguments of a call, whoever made it. Undefined: JavaScript alone makes calls. Set before the first task. */
  expandCall: ((args: unknown[]) => unknown[]) | undefined;
  #actor: ActorInstance | undefined;
  /** Runs that keep another from beginning: those that await nothing. */
  #busy = 0;
  #concurrency = 1;
  /** Begins tasks on top of one that stands still. */
  #blocked = false;
  /** The clock as it was last read, in ms: where one task ends, the next one begins. */
  #now = 0;
  /** Functions, and methods by name, whose last run was brief. */
  readonly #brief = new Set<Id | string>();

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
    const outer = this.#blocked; // what runs on top may stand still itself
    this.language?.checkInterrupt();
    this.#blocked = true;
    this.readClock();
    for (let next = this.#inline.shift(); next !== undefined; next = this.#inline.shift()) if (this.#take(next)) this.#begin(next);
    this.#blocked = outer;
  }

  /** Gives back what has not begun, where the hub cannot take it; or says that it has. */
  recall(task: Id, attempt: number): void {
    const at = this.#window.findIndex((one) => one.task.id === task && one.attempt === attempt);
    if (at >= 0) {
      const [{ args }] = this.#window.splice(at, 1) as [Dispatch];
      this.#core.reader.leaveArguments(args, false);
      this.#core.channel.send({ type: 'recalled', task, attempt });
    } else if (this.#runs.get(task)?.attempt === attempt) this.#core.channel.send({ type: 'started', task, attempt });
  }

  interrupt({ task, attempt, signalled }: Action & { readonly type: 'interrupt' }): void {
    const run = this.#runs.get(task);
    if (run?.attempt !== attempt) return;
    abortOf(run).abort(new PolyrayError('The task was cancelled'));
    this.language?.interrupt(task, signalled === true);
  }

  /** The task that the present code belongs to. */
  get current(): Id | undefined {
    return this.#context.get()?.task.id;
  }

  /** The name of that task. */
  get currentName(): string | undefined {
    return this.#context.get()?.task.name;
  }

  get runtimeContext(): RuntimeContext {
    const run = this.#context.get();
    const { actor } = this.#options;
    return {
      taskId: run && this.#core.objectId(run.task.id).toHex(),
      taskName: run?.task.name,
      resources: run?.task.resources,
      actorId: actor && this.#core.objectId(actor.id).toHex(),
      workerId: this.#core.client,
      attempt: run?.attempt,
      signal: (run === undefined ? new AbortController() : abortOf(run)).signal,
    };
  }

  /** An actor's call that runs alone does so while it awaits, too. */
  get #keepsPlace(): boolean {
    return this.#options.actor !== undefined && this.#concurrency === 1;
  }

  /** A task begins or stops to wait for an answer. */
  awaits(task: Id, waits: boolean): void {
    const run = this.#runs.get(task);
    if (run === undefined) return;
    run.awaits += waits ? 1 : -1;
    this.#occupy(run, run.awaits === 0 || this.#keepsPlace);
    if (waits && !run.busy) this.#options.resume();
  }

  #occupy(run: Run, busy: boolean): void {
    if (run.busy === busy) return;
    run.busy = busy;
    this.#busy += busy ? 1 : -1;
  }

  /** The time at which the last task ended, in ms. */
  get now(): number {
    return this.#now;
  }

  /** To be called when something else has run since. */
  readClock(): void {
    this.#now = performance.now();
  }

  /** The next task will probably take less than `briefMs`. */
  get goesOnBriefly(): boolean {
    const next = this.#window[0];
    return next !== undefined && this.#brief.has(codeOf(next.task));
  }

  /** Begins the next task, if one may; a synchronous one has ended then. */
  beginNext(): boolean {
    // what was put on top of a task that waits after all without standing still
    if (this.#inline.length > 0 && !this.#blocked) {
      this.beginInline();
      return true;
    }
    if (this.#busy >= this.#concurrency) return false;
    for (let next = this.#window.shift(); next !== undefined; next = this.#window.shift()) {
      if (!this.#take(next)) continue;
      this.#begin(next);
      return true;
    }
    return false;
  }

  /** Whether it is still this worker's to begin. */
  #take({ claim, args }: Dispatch): boolean {
    if (claim === undefined || this.#options.take(claim)) return true;
    this.#core.reader.leaveArguments(args, false);
    return false;
  }

  #begin({ task, attempt, args, claim }: Dispatch): void {
    // a claim says it by itself, to whoever looks
    if (claim === undefined) {
      this.#core.channel.send({ type: 'started', task: task.id, attempt });
      this.#core.channel.flush();
    }
    const run: Run = { task, attempt, claim, abort: undefined, unread: args, beganMs: this.#now, awaits: 0, busy: false };
    this.#options.times?.begin(claim, this.#now);
    this.#runs.set(task.id, run);
    this.#occupy(run, true);
    this.#context.run(run, () => {
      try {
        const result = this.#invoke(run);
        if (isThenable(result)) {
          const then = (end: () => void) => {
            end();
            this.#options.resume();
          };
          this.readClock();
          // what is like a promise may call back twice, or never return
          this.#context.follow(run, Promise.resolve(result)).then(
            (value) => then(() => this.#done(run, value)),
            (error: unknown) => then(() => this.#failed(run, error)),
          );
        } else this.#done(run, result);
      } catch (error) {
        this.#failed(run, error);
      }
    });
  }

  #invoke(run: Run): unknown {
    const { task } = run;
    const { actor, executor } = this.#options;
    if (executor !== undefined) return executor(this.#read(run, true), task);
    if (this.language !== undefined) return this.#outcome(run, this.#invokeIn(this.language, run));
    if (actor !== undefined && task.id !== actor.create) {
      const given = this.#read(run);
      return this.#outcome(run, this.#actor!.call(task.name ?? '', given));
    }
    const code = this.#code.get(task.fn);
    if (code !== undefined) return this.#start(run, code);
    const definition = this.#definitions.get(task.fn);
    if (definition === undefined) throw new Error(`Cannot run task "${task.name}": its function was never sent to this thread`);
    const loaded = loadCode(definition, this.#options.blocking ? this.#options.loadNow : undefined);
    if (!(loaded instanceof Promise)) return this.#use(run, loaded);
    if (this.#blocked)
      throw new PolyrayError(`Cannot run task "${task.name}" on top of one that stands still: its module is not loaded here`);
    // what is called back by a promise is no task's in engines whose context does not follow it
    return loaded.then((code) => this.#context.run(run, () => this.#use(run, code)));
  }

  #invokeIn(language: Language, run: Run): unknown {
    const { task } = run;
    const { actor } = this.#options;
    if (actor !== undefined && task.id !== actor.create) return language.call(task.name ?? '', this.#read(run), task);
    let code = this.#foreign.get(task.fn);
    if (code === undefined) {
      code = language.load(this.#definitions.get(task.fn)!);
      this.#foreign.set(task.fn, code);
    }
    if (actor === undefined) return language.run(code, this.#read(run), task);
    const concurrency = language.construct(code, this.#read(run), task);
    this.#concurrency = actor.concurrency || concurrency;
    return undefined;
  }

  #use(run: Run, code: Code): unknown {
    this.#code.set(run.task.fn, code);
    return this.#start(run, code);
  }

  #read(run: Run, lent = false): unknown[] {
    const { unread } = run;
    run.unread = noValues;
    const args = this.#core.reader.readArguments(run.task, unread, lent);
    return this.language === undefined ? (this.expandCall?.(args) ?? args) : args;
  }

  #start(run: Run, code: Code): unknown {
    const given = this.#read(run);
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
    if (run.task.streaming === true) {
      const now = this.#blocked && isIterable(result) && Symbol.iterator in result;
      return now ? this.#streamNow(run, result as Iterable<unknown>) : this.#stream(run, result);
    }
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
    let turned = performance.now();
    for await (const item of source) {
      if (performance.now() - turned > stretchMs) {
        await new Promise<void>((resolve) => this.#options.yield(resolve));
        turned = performance.now();
      }
      if (run.abort?.signal.aborted) throw run.abort.signal.reason;
      const placed = this.#placed(item, `item ${index}`);
      const value = placed instanceof Promise ? await placed : placed;
      if (value.kind === 'error') throw this.#core.reader.error(value.error);
      await new Promise<unknown>((resolve) => this.#core.whenPut([value], resolve));
      this.#core.channel.send({ type: 'item', task: task.id, attempt, index: index++, id: this.#core.newId(), value });
      this.#core.channel.flush();
    }
    return index;
  }

  /** As `#stream`, on top of something that stands still: the event loop does not turn meanwhile. */
  #streamNow({ task, attempt }: Run, source: Iterable<unknown>): number {
    let index = 0;
    for (const item of source) {
      let value = this.#core.placer.valueOf(item, `item ${index}`, (late) => {
        value = late;
      });
      this.#core.block(() => value !== undefined);
      if (value!.kind === 'error') throw this.#core.reader.error(value!.error);
      let put = false;
      this.#core.whenPut([value!], () => {
        put = true;
      });
      this.#core.block(() => put);
      this.#core.channel.send({ type: 'item', task: task.id, attempt, index: index++, id: this.#core.newId(), value: value! });
      this.#core.channel.flush();
    }
    return index;
  }

  /** In the store, or as soon as there is room. */
  #placed(item: unknown, what: string): Value | Promise<Value> {
    const { promise, resolve } = Promise.withResolvers<Value>();
    return this.#core.placer.valueOf(item, what, resolve) ?? promise;
  }

  #done(run: Run, result: unknown): void {
    const { task } = run;
    let now = true;
    const end = (values: readonly Value[]) => {
      this.#finish(run, values);
      if (!now) this.#options.resume();
    };
    // an object that a result mentions must not be lost with this thread, since nobody will make it again
    const finish = (values: readonly Value[]) => this.#core.whenPut(values, end);
    try {
      this.#core.reader.checkWritten(task.name ?? 'anonymous');
      if (result instanceof PlacedResult) result.whenPlaced(finish);
      else if (task.returns !== 1) this.#several(task, result).whenPlaced(finish);
      else {
        const value = this.#core.placer.valueOf(result, 'result', (late) => finish([late]));
        if (value !== undefined) finish([value]);
      }
    } catch (error) {
      this.#failed(run, error);
    }
    now = false;
  }

  /** Its results are in the store, or there was no room. */
  #finish(run: Run, values: readonly Value[]): void {
    const { task, attempt } = run;
    const refused = values.find(({ kind }) => kind === 'error');
    if (refused?.kind === 'error') {
      this.#core.placer.discard(values);
      this.#failed(run, this.#core.reader.error(refused.error));
      return;
    }
    this.#noteEnd(run);
    this.#core.channel.send({ type: 'done', task: task.id, attempt, values });
    this.#end(run);
  }

  #several(task: TaskSpec, result: unknown): PlacedResult {
    if (!Array.isArray(result) || result.length !== task.returns) {
      const what = Array.isArray(result) ? `an array of ${result.length}` : typeof result;
      throw new TypeError(`Task "${task.name}" must return an array of ${task.returns}, its numReturns; it returned ${what}`);
    }
    const placed = new PlacedResult(this.#core, result.length);
    for (const [i, one] of result.entries()) placed.place(i, one);
    return placed;
  }

  #failed(run: Run, error: unknown): void {
    const { task, attempt } = run;
    if (this.language !== undefined && error instanceof LanguageEndedError) {
      // the thread ends with it: this task, like all that began here, is of a dead worker
      this.language?.ended(task);
      this.#core.channel.flush();
      throw error;
    }
    this.#core.reader.leaveArguments(run.unread, true);
    const [failure, name] = this.#explainAny(task, error);
    this.#noteEnd(run);
    this.#core.channel.send({ type: 'failed', task: task.id, attempt, error: failure, name });
    this.#end(run);
  }

  #explainAny(task: TaskSpec, error: unknown): [Failure, name: string] {
    try {
      return this.#explain(task, error);
    } catch {
      // anything can be thrown, also what throws when it is looked at
      return this.#explain(task, new TypeError('What was thrown cannot be read'));
    }
  }

  #explain(task: TaskSpec, error: unknown): [Failure, name: string] {
    const names = errorNames(error);
    const [name] = names;
    const text = error instanceof Error ? `${name}: ${error.message}` : String(error);
    const message = `Task "${task.name ?? 'anonymous'}" failed: ${text}`;
    let data: Uint8Array;
    try {
      data = this.#core.reader.codec.encode(error, 'error').toBytes();
    } catch {
      // what cannot pass is told by its text
      const told = error instanceof Error ? Object.assign(new Error(error.message), { name, stack: error.stack }) : new Error(text);
      data = this.#core.reader.codec.encode(told, 'error').toBytes();
    }
    const { retryOn } = task;
    const wanted = typeof retryOn === 'object' ? names.find((one) => retryOn.includes(one)) : undefined;
    return [{ kind: 'task', message, data }, wanted ?? name];
  }

  #noteEnd({ task, claim, beganMs }: Run): void {
    this.#now = performance.now();
    this.#options.times?.end(claim, this.#now);
    const code = codeOf(task);
    const brief = this.#now - beganMs < briefMs;
    if (brief === this.#brief.has(code)) return;
    if (brief) this.#brief.add(code);
    else this.#brief.delete(code);
  }

  #end(run: Run): void {
    this.language?.ended(run.task);
    this.#runs.delete(run.task.id);
    this.#occupy(run, false);
  }
}

function abortOf(run: Run): AbortController {
  run.abort ??= new AbortController();
  return run.abort;
}

/** What names the code that a task runs: methods have no number. */
function codeOf({ fn, name }: TaskSpec): Id | string {
  return fn === 0 ? (name ?? '') : fn;
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
