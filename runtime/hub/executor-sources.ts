import type { Id } from '../coordinator/events.ts';
import type { ExecutorSource } from './executor-source.ts';

/** Where the bytes of each executor's pool are; a source may come by another way, and later, than the pool. */
export class ExecutorSources {
  readonly #byPool = new Map<Id, PromiseWithResolvers<ExecutorSource>>();

  constructor(sources: readonly ExecutorSource[]) {
    for (const source of sources) this.add(source);
  }

  add(source: ExecutorSource): void {
    this.#at(source.pool).resolve(source);
  }

  get(pool: Id): Promise<ExecutorSource> {
    return this.#at(pool).promise;
  }

  drop(pool: Id): void {
    this.#byPool.delete(pool);
  }

  #at(pool: Id): PromiseWithResolvers<ExecutorSource> {
    const present = this.#byPool.get(pool) ?? Promise.withResolvers<ExecutorSource>();
    this.#byPool.set(pool, present);
    return present;
  }
}
