import { GetTimeoutError, PolyrayError } from '../errors.ts';
import { ObjectRef } from '../object/object-ref.ts';
import type { CoreWorker } from '../task/core-worker.ts';
import { type GetOptions, getOne } from '../task/get.ts';
import { onSettled } from '../task/settled.ts';
import { wait } from '../task/wait.ts';
import type { ActorHandle } from './actor-types.ts';
import { type PoolCall, PoolCalls } from './pool-calls.ts';

/** Makes a call on an actor that is free: `(actor, value) => actor.double.remote(value)`. */
export type PoolFunction<A, V, R> = (actor: ActorHandle<A>, value: V) => ObjectRef<R>;

/** Calls of `map` and `mapUnordered` per actor that are under way or whose results nobody took yet. */
const callsPerActor = 16;

/**
 * Shares calls out among actors: each has one at a time, and the next one as soon as it is done.
 *
 * @typeParam R what `submit` gives results of
 * @example
 * const pool = new ActorPool([Model.remote(), Model.remote()]);
 * for await (const score of pool.map((model, signal: Float64Array) => model.score.remote(signal), signals)) console.log(score);
 */
export class ActorPool<A, R = unknown> {
  readonly #idle: ActorHandle<A>[] = [];
  /** Actors by their id. */
  readonly #members = new Set<string>();
  /** Calls that no actor has yet; the next one is at `#next`. */
  #waiting: (() => void)[] = [];
  #next = 0;
  /** What the actors work at. */
  readonly #busy = new Set<ObjectRef>();
  readonly #submitted = new PoolCalls<R>();

  /** @throws {TypeError} when an actor is named twice */
  constructor(actors: Iterable<ActorHandle<A>>) {
    for (const actor of actors) this.push(actor);
  }

  /** Calls when an actor is free; `getNext` and `getNextUnordered` give the result. */
  submit<V>(fn: PoolFunction<A, V, R>, value: V): void {
    this.#submit(this.#submitted, fn, value);
  }

  /** There are submitted calls whose results were not taken yet. */
  get hasNext(): boolean {
    return this.#submitted.oldest() !== undefined;
  }

  /** An actor is free. */
  get hasFree(): boolean {
    return this.#idle.length > 0;
  }

  /**
   * The result of the oldest submitted call. After a time-out it can be asked for again.
   *
   * @throws {RangeError} when there is none
   * @throws {GetTimeoutError}
   */
  getNext(options: GetOptions = {}): Promise<R> {
    return this.#takeOldest(this.#submitted, options.timeoutMs);
  }

  /** The result of whichever submitted call is done first. Errors as of `getNext`. */
  getNextUnordered(options: GetOptions = {}): Promise<R> {
    return this.#takeCompleted(this.#submitted, options.timeoutMs);
  }

  /** Results in the order of the values. The first error ends it. Results of `submit` stay apart. */
  map<V, T>(fn: PoolFunction<A, V, T>, values: Iterable<V>): AsyncGenerator<T, void, undefined> {
    return this.#map(fn, values, (calls) => this.#takeOldest(calls, undefined));
  }

  /** Results as they come. The first error ends it. Results of `submit` stay apart. */
  mapUnordered<V, T>(fn: PoolFunction<A, V, T>, values: Iterable<V>): AsyncGenerator<T, void, undefined> {
    return this.#map(fn, values, (calls) => this.#takeCompleted(calls, undefined));
  }

  /** One more actor. @throws {TypeError} when it is in the pool already */
  push(actor: ActorHandle<A>): void {
    const { key } = actor.actorId;
    if (this.#members.has(key)) throw new TypeError(`Cannot add an actor to the pool: ${actor.actorId} is in it already`);
    this.#members.add(key);
    this.#idle.push(actor);
    this.#start();
  }

  /** Takes an actor out that is free; undefined when none is. */
  popIdle(): ActorHandle<A> | undefined {
    const actor = this.#idle.pop();
    if (actor !== undefined) this.#members.delete(actor.actorId.key);
    return actor;
  }

  async *#map<V, T>(
    fn: PoolFunction<A, V, T>,
    values: Iterable<V>,
    take: (calls: PoolCalls<T>) => Promise<T>,
  ): AsyncGenerator<T, void, undefined> {
    const calls = new PoolCalls<T>();
    try {
      for (const value of values) {
        this.#submit(calls, fn, value);
        if (calls.size >= callsPerActor * this.#members.size) yield await take(calls);
      }
      while (calls.size > 0) yield await take(calls);
    } finally {
      calls.clear();
    }
  }

  #submit<V, T>(calls: PoolCalls<T>, fn: PoolFunction<A, V, T>, value: V): void {
    const call: PoolCall<T> = { ref: undefined, failure: undefined, wanted: false };
    calls.add(call);
    this.#waiting.push(() => {
      if (calls.has(call)) this.#call(calls, call, fn, value);
    });
    this.#start();
  }

  #start(): void {
    while (this.#idle.length > 0 && this.#next < this.#waiting.length) this.#waiting[this.#next++]!();
    if (this.#next < this.#waiting.length) return;
    this.#waiting = [];
    this.#next = 0;
  }

  #call<V, T>(calls: PoolCalls<T>, call: PoolCall<T>, fn: PoolFunction<A, V, T>, value: V): void {
    const actor = this.#idle.shift()!;
    let ref: ObjectRef<T>;
    try {
      ref = fn(actor, value);
      if (!(ref instanceof ObjectRef)) throw new TypeError(`The function of a pool must return an ObjectRef, it returned ${String(ref)}`);
      // asked before anybody can ask for the result: so the actor is free again when it is there
      onSettled(coreOf(ref), ref, 'thread', () => {
        this.#busy.delete(ref);
        calls.complete(call);
        if (!calls.has(call)) ref[Symbol.dispose]();
        this.#idle.push(actor);
        this.#start();
      });
    } catch (error) {
      call.failure = { error };
      calls.complete(call);
      this.#idle.unshift(actor);
      return;
    }
    call.ref = ref;
    this.#busy.add(ref);
  }

  async #takeOldest<T>(calls: PoolCalls<T>, timeoutMs: number | undefined): Promise<T> {
    const until = performance.now() + (timeoutMs ?? Number.POSITIVE_INFINITY);
    const call = calls.oldest();
    if (call === undefined) throw new RangeError(noCall);
    call.wanted = true;
    try {
      while (!calls.isCompleted(call)) await this.#change(call.ref === undefined ? [...this.#busy] : [call.ref], until, timeoutMs);
    } finally {
      call.wanted = false;
    }
    return await this.#result(calls, call);
  }

  async #takeCompleted<T>(calls: PoolCalls<T>, timeoutMs: number | undefined): Promise<T> {
    const until = performance.now() + (timeoutMs ?? Number.POSITIVE_INFINITY);
    for (;;) {
      if (calls.oldest() === undefined) throw new RangeError(noCall);
      const call = calls.firstCompleted();
      if (call !== undefined) return await this.#result(calls, call);
      await this.#change([...this.#busy], until, timeoutMs);
    }
  }

  async #result<T>(calls: PoolCalls<T>, call: PoolCall<T>): Promise<T> {
    const { ref, failure } = call;
    calls.remove(call);
    if (ref === undefined) throw failure!.error;
    try {
      return (await getOne(coreOf(ref), ref)) as T;
    } finally {
      ref[Symbol.dispose]();
    }
  }

  /** Waits until one of the calls is done: as a question to the runtime, so that a task's worker can go on meanwhile. */
  async #change(refs: readonly ObjectRef[], until: number, timeoutMs: number | undefined): Promise<void> {
    const [first] = refs;
    if (first === undefined) throw new PolyrayError('Cannot get a result: the pool has no actor to make the call');
    const limit = timeoutMs === undefined ? undefined : Math.max(0, until - performance.now());
    const { ready } = await wait(coreOf(first), refs, { timeoutMs: limit });
    if (ready.length === 0) throw new GetTimeoutError('The result', timeoutMs!);
  }
}

const noCall = 'Cannot get a result: no call is left whose result was not taken';

function coreOf(ref: ObjectRef): CoreWorker {
  return ref.owner as CoreWorker;
}
