import type { Event, Id } from '../coordinator/events.ts';

type Submit = Extract<Event, { type: 'submit' }>;

interface Preparation {
  readonly client: Id;
  readonly requests: Id;
  readonly undo: Id;
}

/**
 * What every job of an executor finds prepared, whichever thread submits it. What is said here and the jobs have one order,
 * the one in which they reach the hub: a job that was submitted before a release still finds what was released.
 */
export class Preparations {
  readonly #byPool = new Map<Id, readonly Preparation[]>();

  /** For jobs of each of the pools: all versions that the preparer's jobs may go to. */
  add(pools: readonly Id[], preparation: Preparation): void {
    for (const pool of pools) this.#byPool.set(pool, [...(this.#byPool.get(pool) ?? []), preparation]);
  }

  release(requests: Id): void {
    this.#keep((one) => one.requests !== requests);
  }

  /** A new version finds what the one that it is to replace found. */
  inherit(pool: Id, from: Id): void {
    const present = this.#byPool.get(from);
    if (present !== undefined) this.#byPool.set(pool, present);
  }

  /** A job with what it must find prepared among its references, so that it is there for as long as the job is. */
  joined(submit: Submit): Submit {
    const { task } = submit;
    const present = this.#byPool.get(task.pool);
    if (present === undefined) return submit;
    const refs = [...task.refs, ...present.flatMap(({ requests, undo }) => [requests, undo])];
    return { ...submit, task: { ...task, refs } };
  }

  /** A thread is gone, and with it what its preparations are made of. */
  forget(client: Id): void {
    this.#keep((one) => one.client !== client);
  }

  /** A pool is gone. */
  drop(pool: Id): void {
    this.#byPool.delete(pool);
  }

  #keep(wanted: (preparation: Preparation) => boolean): void {
    for (const [pool, all] of this.#byPool) {
      const present = all.filter(wanted);
      if (present.length === 0) this.#byPool.delete(pool);
      else if (present.length < all.length) this.#byPool.set(pool, present);
    }
  }
}
