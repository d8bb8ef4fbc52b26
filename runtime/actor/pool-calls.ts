import type { ObjectRef } from '../object/object-ref.ts';

/** One call that a pool makes when an actor is free. */
export interface PoolCall<R> {
  /** When it was made. */
  ref: ObjectRef<R> | undefined;
  /** Why it could not be made. */
  failure: { readonly error: unknown } | undefined;
  /** Somebody waits for its result in particular. */
  wanted: boolean;
}

/** Calls whose results were not taken yet. */
export class PoolCalls<R> {
  /** In order of submission. */
  readonly #all = new Set<PoolCall<R>>();
  /** In order of completion. */
  readonly #completed = new Set<PoolCall<R>>();

  get size(): number {
    return this.#all.size;
  }

  add(call: PoolCall<R>): void {
    this.#all.add(call);
  }

  complete(call: PoolCall<R>): void {
    if (this.#all.has(call)) this.#completed.add(call);
  }

  isCompleted(call: PoolCall<R>): boolean {
    return this.#completed.has(call);
  }

  has(call: PoolCall<R>): boolean {
    return this.#all.has(call);
  }

  remove(call: PoolCall<R>): void {
    this.#all.delete(call);
    this.#completed.delete(call);
  }

  clear(): void {
    this.#all.clear();
    this.#completed.clear();
  }

  /** The oldest that nobody waits for. */
  oldest(): PoolCall<R> | undefined {
    return unwanted(this.#all);
  }

  /** The first completed that nobody waits for. */
  firstCompleted(): PoolCall<R> | undefined {
    return unwanted(this.#completed);
  }
}

function unwanted<R>(calls: Iterable<PoolCall<R>>): PoolCall<R> | undefined {
  for (const call of calls) if (!call.wanted) return call;
  return undefined;
}
