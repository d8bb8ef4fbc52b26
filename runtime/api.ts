import { actorHandle, actorNumber } from './actor/actor-handle.ts';
import type { ActorHandle, ActorOptions, RemoteClass } from './actor/actor-types.ts';
import { remoteClass } from './actor/remote-class.ts';
import { ActorDiedError, PolyrayError } from './errors.ts';
import { TaskID } from './id/task-id.ts';
import { ObjectRef } from './object/object-ref.ts';
import { ObjectStore } from './object/object-store.ts';
import { RuntimeState } from './state/state.ts';
import { type AsCompletedOptions, asCompleted as eachCompleted } from './task/as-completed.ts';
import { moduleDefinition, sourceDefinition } from './task/definition.ts';
import { checkShipped } from './task/function-check.ts';
import { type GetOptions, getAll, getOne, getSync as getSynchronously } from './task/get.ts';
import { type MapOptions, type Mappable, mapUnordered as mapEach } from './task/map-unordered.ts';
import { type FunctionOrigin, remoteFunction } from './task/remote-function.ts';
import { currentRuntime, type Runtime, type RuntimeContext } from './task/runtime.ts';
import { checkTaskOptions } from './task/task-options.ts';
import type { DefaultReturns, ItemOf, Passes, RemoteFunction, SerializableResult, TaskOptions } from './task/types.ts';
import { type WaitOptions, type WaitResult, wait as waitFor } from './task/wait.ts';

/** The exports of a module that are functions, and those that are classes. */
export type FunctionNames<M> = { [K in keyof M]: M[K] extends (...args: never[]) => unknown ? K : never }[keyof M] & string;
export type ClassNames<M> = { [K in keyof M]: M[K] extends new (...args: never[]) => object ? K : never }[keyof M] & string;

/** A module's generator is known to be one by its types alone: it has to be asked to stream. */
type TaskOf<F, N extends number | 'streaming'> = F extends (...args: infer P) => infer R
  ? [ItemOf<R>] extends [never]
    ? RemoteFunction<P, R, N>
    : N extends 'streaming'
      ? RemoteFunction<P, R, N>
      : Pick<RemoteFunction<P, R, 1>, 'options'>
  : never;
type ClassOf<C> = C extends new (...args: infer P) => infer A ? RemoteClass<P, A> : never;
/** The values of references, place by place. */
export type Values<L extends readonly ObjectRef[]> = { -readonly [K in keyof L]: L[K] extends ObjectRef<infer T> ? T : never };

/** Ray's programming model: tasks, objects, actors. The same in the driver and inside tasks. */
export class Api {
  /** Objects, by reference or id. */
  readonly store: ObjectStore;
  /** What the runtime does: tasks, objects, actors, workers. */
  readonly state: RuntimeState;
  readonly #runtime: () => Runtime;

  /** @internal */
  constructor(runtime: () => Runtime) {
    this.store = new ObjectStore(runtime);
    this.state = new RuntimeState(runtime);
    this.#runtime = runtime;
  }

  /**
   * A function of a module as a task: the primary form, since the worker imports the module, so that the function may
   * use whatever its module does. Survives bundlers, minifiers and a Content-Security-Policy.
   *
   * @param module `() => import('./module.js')`, with a literal
   * @param from `import.meta.url`
   * @example
   * const add = task(() => import('./sums.js'), 'add', import.meta.url);
   * await get(add.remote(1, 2));
   */
  task<M, K extends FunctionNames<M>, const N extends number | 'streaming' = 1>(
    module: () => Promise<M>,
    name: K,
    from: string,
    options: TaskOptions & { readonly numReturns?: N } = {},
  ): TaskOf<M[K], N> {
    const origin = this.#origin(moduleDefinition(module, name, from), undefined);
    return remoteFunction(origin, checkTaskOptions(options)) as unknown as TaskOf<M[K], N>;
  }

  /** A class of a module as an actor: the primary form, for the same reasons as `task`. */
  actor<M, K extends ClassNames<M>>(module: () => Promise<M>, name: K, from: string, options: ActorOptions = {}): ClassOf<M[K]> {
    return remoteClass(this.#origin(moduleDefinition(module, name, from), undefined), options) as unknown as ClassOf<M[K]>;
  }

  /**
   * A function or class without free variables, as a task or an actor: its text is sent, so that nothing from outside
   * itself is there when it runs; `checkFunction` of `polyray/check` finds what is missing. Workers need `eval` for it.
   *
   * @example
   * const add = remote((a: number, b: number) => a + b);
   */
  remote<P extends readonly unknown[], A extends object>(type: new (...args: P) => A, options?: ActorOptions): RemoteClass<P, A>;
  remote<P extends readonly unknown[], R, const N extends number | 'streaming' = DefaultReturns<R>>(
    code: ((...args: P) => R) & SerializableResult<R>,
    options?: TaskOptions & { readonly numReturns?: N },
  ): RemoteFunction<P, R, N>;
  remote(given: unknown, options: TaskOptions & ActorOptions = {}): unknown {
    if (typeof given !== 'function')
      throw new TypeError(`remote takes a function or a class, is given ${given === null ? 'null' : typeof given}`);
    const code = given as (...args: never[]) => unknown;
    checkShipped(code);
    const origin = this.#origin(sourceDefinition(code), code);
    return isClass(code) ? remoteClass(origin, options) : remoteFunction(origin, checkTaskOptions(options, code));
  }

  /** Stores a value. A store without room for it says so by `get`, when waiting for room did not help. */
  put<T>(value: T, ..._: Passes<T>): ObjectRef<T> {
    return this.store.put<T>(value, ..._);
  }

  /**
   * The value of one object, or of several in their order.
   *
   * @throws {TaskError} what the task threw, as `cause`; and the other errors of tasks, actors and objects
   * @throws {GetTimeoutError}
   */
  get<T>(ref: ObjectRef<T>, options?: GetOptions): Promise<T>;
  get<const L extends readonly ObjectRef[]>(refs: L, options?: GetOptions): Promise<Values<L>>;
  get(refs: ObjectRef | readonly ObjectRef[], options: GetOptions = {}): Promise<unknown> {
    const { core } = this.#runtime();
    return Array.isArray(refs) ? getAll(core, refs, options) : getOne(core, refs as ObjectRef, options);
  }

  /**
   * Like `get`, while the thread stands still: for synchronous code inside tasks with the option `blocking`.
   *
   * @throws {PolyrayError} anywhere else
   */
  getSync<T>(ref: ObjectRef<T>): T;
  getSync<const L extends readonly ObjectRef[]>(refs: L): Values<L>;
  getSync(refs: ObjectRef | readonly ObjectRef[]): unknown {
    const { core } = this.#runtime();
    return Array.isArray(refs) ? getSynchronously(core, refs) : getSynchronously(core, [refs as ObjectRef])[0];
  }

  /** Which of the objects have a value or an error: resolves when `numReturns` of them do, or the time is up. */
  wait<T>(refs: readonly ObjectRef<T>[], options: WaitOptions = {}): Promise<WaitResult<T>> {
    return waitFor(this.#runtime().core, refs, options);
  }

  /**
   * The same references in the order in which they get a value or an error, for `for await`.
   *
   * @throws {GetTimeoutError} when some of them have none in time
   */
  asCompleted<R extends ObjectRef>(refs: Iterable<R>, options: AsCompletedOptions = {}): AsyncGenerator<R, void, undefined> {
    return eachCompleted(this.#runtime().core, refs, options);
  }

  /**
   * Calls a remote function with each item and gives the results as they come, for `for await`. Items are taken as
   * results are: there may be any number of them. The first error ends it; calls that were submitted go on.
   */
  mapUnordered<T, R>(fn: Mappable<T, R>, items: Iterable<T>, options: MapOptions = {}): AsyncGenerator<R, void, undefined> {
    return mapEach(this.#runtime().core, fn, items, options);
  }

  /**
   * Cancels the task that makes the object, or a task that `state` lists: it fails with a TaskCancelledError at once. One
   * that waits never starts; one that runs has its `signal` aborted, or with `force` its worker ended.
   */
  cancel(ref: ObjectRef | TaskID, { force = false }: { readonly force?: boolean } = {}): void {
    const { core } = this.#runtime();
    const id = ref instanceof TaskID ? core.numberOfId(ref) : core.numberOf(ref, 'ref');
    core.channel.send({ type: 'cancel', id, force });
  }

  /** Ends an actor at once, without letting it finish. `restart`: as a crash would, within its `maxRestarts`. */
  kill(actor: ActorHandle<never> | object, { restart = false }: { readonly restart?: boolean } = {}): void {
    const { core } = this.#runtime();
    core.channel.send({ type: 'kill', actor: actorNumber(core, actor, 'actor'), restart });
  }

  /** A handle on the living actor of this name. @throws {ActorDiedError} when there is none */
  getActor<A>(name: string): Promise<ActorHandle<A>> {
    const { core } = this.#runtime();
    return new Promise((resolve, reject) => {
      const question = core.ask((action) => {
        if (action.type !== 'opened') reject(new ActorDiedError(`Cannot get actor "${name}": the runtime was shut down`));
        else if (action.failure !== undefined) reject(core.reader.error(action.failure));
        else resolve(actorHandle(new ObjectRef(core, action.pool), name) as ActorHandle<A>);
      }, 'thread');
      core.channel.send({ type: 'lookup', request: question.request, name });
    });
  }

  /** Inside an actor: it ends as soon as the calls that it has are done. @throws {PolyrayError} anywhere else */
  exitActor(): void {
    const { core, context } = this.#runtime();
    if (context.actorId === undefined) throw new PolyrayError('Cannot exit an actor: this code runs in none');
    core.channel.send({ type: 'retire' });
  }

  /** Where the code runs: its task, actor, worker, and the signal that says it was cancelled. */
  get context(): RuntimeContext {
    return this.#runtime().context;
  }

  #origin(definition: FunctionOrigin['definition'], code: FunctionOrigin['code']): FunctionOrigin {
    return { definition, code, numbers: new WeakMap(), runtime: this.#runtime };
  }
}

function isClass(code: (...args: never[]) => unknown): boolean {
  return /^class[\s{]/.test(Function.prototype.toString.call(code));
}

const api = new Api(currentRuntime);

/** `Api.task` of this thread's runtime. */
export const task: Api['task'] = api.task.bind(api);
/** `Api.actor` of this thread's runtime. */
export const actor: Api['actor'] = api.actor.bind(api);
/** `Api.remote` of this thread's runtime. */
export const remote: Api['remote'] = api.remote.bind(api);
/** `Api.put` of this thread's runtime. */
export const put: Api['put'] = api.put.bind(api);
/** `Api.get` of this thread's runtime. */
export const get: Api['get'] = api.get.bind(api);
/** `Api.getSync` of this thread's runtime. */
export const getSync: Api['getSync'] = api.getSync.bind(api);
/** `Api.exitActor` of this thread's runtime. */
export const exitActor: Api['exitActor'] = api.exitActor.bind(api);
/** `Api.wait` of this thread's runtime. */
export const wait: Api['wait'] = api.wait.bind(api);
/** `Api.asCompleted` of this thread's runtime. */
export const asCompleted: Api['asCompleted'] = api.asCompleted.bind(api);
/** `Api.mapUnordered` of this thread's runtime. */
export const mapUnordered: Api['mapUnordered'] = api.mapUnordered.bind(api);
/** `Api.store` of this thread's runtime. */
export const store: ObjectStore = api.store;
/** `Api.state` of this thread's runtime. */
export const state: RuntimeState = api.state;
/** `Api.cancel` of this thread's runtime. */
export const cancel: Api['cancel'] = api.cancel.bind(api);
/** `Api.kill` of this thread's runtime. */
export const kill: Api['kill'] = api.kill.bind(api);
/** `Api.getActor` of this thread's runtime. */
export const getActor: Api['getActor'] = api.getActor.bind(api);
/** `Api.context` of this thread's runtime. */
export function getRuntimeContext(): RuntimeContext {
  return api.context;
}
