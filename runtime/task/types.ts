import type { ActorIdentity } from '../actor/actor-identity.ts';
import type { ObjectRef } from '../object/object-ref.ts';

/** A value, or a reference to one: a task takes either. */
export type Argument<T> = T | ObjectRef<T>;
export type Arguments<P extends readonly unknown[]> = { [K in keyof P]: Argument<P[K]> };

/** What can pass between threads as it is. */
export type Portable =
  | undefined
  | null
  | boolean
  | number
  | string
  | bigint
  | Date
  | RegExp
  | Error
  | ArrayBufferView
  | ArrayBuffer
  | SharedArrayBuffer
  | ObjectRef
  | ActorIdentity
  | ReadonlyMap<unknown, unknown>
  | ReadonlySet<unknown>
  | readonly Portable[]
  | { readonly [key: string]: Portable };

/** `never` where functions, symbols or promises are, so that the compiler refuses them. */
export type Serializable<T> = T extends (...args: never[]) => unknown
  ? never
  : T extends symbol | PromiseLike<unknown>
    ? never
    : T extends Portable
      ? T
      : T extends object
        ? { [K in keyof T]: Serializable<T[K]> }
        : T;

/** A further argument that nobody can give, where a value cannot pass between threads. */
export type Passes<T> = [T] extends [Serializable<T>] ? [] : [refused: Refused<'the value cannot pass between threads'>];

/** What a task gives: of a generator, its items. */
export type ResultOf<R> = Awaited<R>;
export type ItemOf<R> = R extends Generator<infer T, unknown, unknown> | AsyncGenerator<infer T, unknown, unknown> ? T : never;

interface Refused<Message extends string> {
  readonly __refused: Message;
}
/** Intersected with a function's type: nothing, or something no function is. */
export type SerializableResult<R> = [R] extends [never]
  ? unknown
  : R extends Generator<infer T, unknown, unknown> | AsyncGenerator<infer T, unknown, unknown>
    ? [T] extends [Serializable<T>]
      ? unknown
      : Refused<'an item cannot pass between threads'>
    : [Awaited<R>] extends [Serializable<Awaited<R>>]
      ? unknown
      : Refused<'the result cannot pass between threads'>;

/** How a task is to run. */
export interface TaskOptions {
  /** Shown in state, errors and timelines. Default: the function's name. */
  readonly name?: string;
  /**
   * Results, at least 1: the function returns an array of so many, and `remote` gives as many references. 'streaming': the
   * function is a generator, and `remote` gives a stream. Default 1, and 'streaming' for generators given to `remote`.
   */
  readonly numReturns?: number | 'streaming';
  /** Processors that it occupies; it runs when so many are free. Default: none beyond its worker's own. */
  readonly numCpus?: number;
  /** Amounts of what `init` was told the runtime has. */
  readonly resources?: Readonly<Record<string, number>>;
  /** How often it may begin again after a crash of its worker, or an error that `retryExceptions` names; -1 for any number. Default 3. */
  readonly maxRetries?: number;
  /** True: every error; a list: errors of these classes, by class or name. Default false. */
  readonly retryExceptions?: boolean | readonly (string | (abstract new (...args: never[]) => Error))[];
  /** From submission to result, waiting included; past it the work is stopped. Default: no limit. */
  readonly timeoutMs?: number;
  /** Cancels the task when aborted. */
  readonly signal?: AbortSignal;
  /**
   * The function is synchronous and may use `getSync`: its worker stands still meanwhile, so that it may run what the task
   * waits for, or another worker has to stand in. Default false.
   */
  readonly blocking?: boolean;
}

/** The references of a task with several results. */
export type Refs<R, N extends number> = number extends N
  ? ObjectRef<R extends readonly (infer T)[] ? T : unknown>[]
  : R extends readonly unknown[]
    ? { -readonly [K in keyof R]: ObjectRef<R[K]> }
    : ObjectRef[];

/** `numReturns` where nothing is said and the function is given itself. */
export type DefaultReturns<R> = [ItemOf<R>] extends [never] ? 1 : 'streaming';

/** What `remote` gives back, by the results that were asked for. */
export type Returned<R, N extends number | 'streaming'> = N extends 'streaming'
  ? ObjectStream<ItemOf<R>>
  : [ItemOf<R>] extends [never]
    ? N extends 1
      ? ObjectRef<ResultOf<R>>
      : N extends number
        ? Refs<ResultOf<R>, N>
        : never
    : Refused<"a generator needs numReturns: 'streaming'">;

/** The results of a generator, as they come. */
export interface ObjectStream<T> extends AsyncIterable<ObjectRef<T>> {
  /** Resolves with the number of items when the stream has ended; rejects with the error that ended it. */
  readonly completed: ObjectRef<number>;
  /** Gives up what is to come. */
  [Symbol.dispose](): void;
}

/** A function that runs in a worker. */
export interface RemoteFunction<P extends readonly unknown[], R, N extends number | 'streaming' = 1> {
  /** Submits a task. References among the arguments are resolved before it runs; references inside them are not. */
  remote(...args: Arguments<P>): Returned<R, N>;
  /** Like `remote`, but resolves when the queue has room for it: for producers faster than the workers. */
  submit(...args: Arguments<P>): Promise<Returned<R, N>>;
  /** The same function with other options. */
  options<const M extends number | 'streaming' = N>(options: TaskOptions & { readonly numReturns?: M }): RemoteFunction<P, R, M>;
}
