import type { Event, Id } from '../coordinator/events.ts';

type Submit = Extract<Event, { type: 'submit' }>;
type Change = Extract<Event, { type: 'prepare' | 'release' }>;

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

  note({ from: client, ...change }: Change): void {
    const { pool, requests } = change;
    const present = this.#byPool.get(pool) ?? [];
    this.#set(
      pool,
      change.type === 'prepare'
        ? [...present, { client, requests, undo: change.undo }]
        : present.filter((one) => one.requests !== requests),
    );
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
    for (const [pool, present] of this.#byPool) {
      this.#set(
        pool,
        present.filter((one) => one.client !== client),
      );
    }
  }

  #set(pool: Id, present: readonly Preparation[]): void {
    if (present.length === 0) this.#byPool.delete(pool);
    else this.#byPool.set(pool, present);
  }
}
