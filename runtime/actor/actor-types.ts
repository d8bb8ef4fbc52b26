import type { Arguments, Returned } from '../task/types.ts';
import type { ActorIdentity } from './actor-identity.ts';

type MethodNames<A> = { [K in keyof A]: A[K] extends (...args: never[]) => unknown ? K : never }[keyof A] & string;

/** A method of an actor. */
export interface ActorMethod<P extends readonly unknown[], R, N extends number | 'streaming' = 1> {
  /** Calls it; calls of one caller run in their order. */
  remote(...args: Arguments<P>): Returned<R, N>;
  /** The same method with other options. */
  options<const M extends number | 'streaming' = N>(options: ActorMethodOptions & { readonly numReturns?: M }): ActorMethod<P, R, M>;
}

/** How a call of an actor is to run. */
export interface ActorMethodOptions {
  /** As of tasks. Default 1. */
  readonly numReturns?: number | 'streaming';
  /** Overrides the actor's `maxTaskRetries`. */
  readonly maxTaskRetries?: number;
  /** From the call to its result; past it the actor's worker is ended, as by a crash, if the call has begun. Default: no limit. */
  readonly timeoutMs?: number;
  /** Cancels the call when aborted; one that runs is told by the signal of its context. */
  readonly signal?: AbortSignal;
}

/** A counted handle on an actor, with its methods and nothing else of it. The last one that goes ends the actor. */
export type ActorHandle<A> = {
  readonly [K in MethodNames<A>]: A[K] extends (...args: infer P) => infer R ? ActorMethod<P, R> : never;
} & ActorIdentity<A>;

/** How an actor is to live. */
export interface ActorOptions {
  /** Unique among living actors; `getActor` finds it. */
  readonly name?: string;
  /** With a name: an actor that has it already is given instead. Default false. */
  readonly getIfExists?: boolean;
  /** 'detached': lives on without handles, until it is killed or the runtime ends. */
  readonly lifetime?: 'detached';
  /** Calls that run at once. Default 1, and 1000 where the class has async methods. */
  readonly maxConcurrency?: number;
  /** Restarts after crashes, with the same constructor arguments; -1 for any number. Default 0. */
  readonly maxRestarts?: number;
  /** How often a call may begin again after a crash; -1 for any number. Default 0. */
  readonly maxTaskRetries?: number;
  /** Calls that may wait; -1 for any number. Default -1. */
  readonly maxPendingCalls?: number;
  /** Processors that it occupies while it lives. Default: none. */
  readonly numCpus?: number;
  readonly resources?: Readonly<Record<string, number>>;
}

/** A class whose instances live in workers of their own. */
export interface RemoteClass<P extends readonly unknown[], A> {
  /** Starts an actor. */
  remote(...args: Arguments<P>): ActorHandle<A>;
  /** The same class with other options. */
  options(options: ActorOptions): RemoteClass<P, A>;
}
