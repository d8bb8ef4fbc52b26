import type { Id } from '../coordinator/events.ts';

/** Who counts handles. */
export interface Dropped {
  /** One handle on the object is not needed any more. */
  drop(id: Id): void;
  /** One handle on each is not. */
  dropAll(ids: readonly Id[]): void;
}

/**
 * Lets go of handles that were collected, of all that were found at a time together. Registered by their object's number
 * alone: an object of its own for each would cost as much as the handle. A handle that was disposed of is found again when
 * it is collected, or another one on the same object in its place, which makes no difference.
 */
export class HandleCounts {
  readonly #owner: Dropped;
  /** Disposed of and not yet collected. */
  readonly #disposed = new Map<Id, number>();
  #gone: Id[] = [];
  readonly #collected = new FinalizationRegistry<Id>((id) => {
    const disposed = this.#disposed.size === 0 ? undefined : this.#disposed.get(id);
    if (disposed === undefined) {
      if (this.#gone.push(id) === 1) queueMicrotask(this.#drop);
    } else if (disposed > 1) this.#disposed.set(id, disposed - 1);
    else this.#disposed.delete(id);
  });

  constructor(owner: Dropped) {
    this.#owner = owner;
  }

  add(handle: object, id: Id): void {
    this.#collected.register(handle, id);
  }

  /** Once per handle. */
  dispose(id: Id): void {
    this.#disposed.set(id, (this.#disposed.get(id) ?? 0) + 1);
    this.#owner.drop(id);
  }

  readonly #drop = (): void => {
    const ids = this.#gone;
    this.#gone = [];
    this.#owner.dropAll(ids);
  };
}
