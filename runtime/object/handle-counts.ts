import type { Id } from '../coordinator/events.ts';

/**
 * Lets go of handles that were collected. Registered by their object's number alone: an object of its own for each would
 * cost as much as the handle. A handle that was disposed of is found again when it is collected, or another one on the
 * same object in its place, which makes no difference.
 */
export class HandleCounts {
  readonly #drop: (id: Id) => void;
  /** Disposed of and not yet collected. */
  readonly #disposed = new Map<Id, number>();
  readonly #collected = new FinalizationRegistry<Id>((id) => {
    const disposed = this.#disposed.get(id);
    if (disposed === undefined) this.#drop(id);
    else if (disposed > 1) this.#disposed.set(id, disposed - 1);
    else this.#disposed.delete(id);
  });

  /** @param drop one handle on the object is not needed any more */
  constructor(drop: (id: Id) => void) {
    this.#drop = drop;
  }

  add(handle: object, id: Id): void {
    this.#collected.register(handle, id);
  }

  /** Once per handle. */
  dispose(id: Id): void {
    this.#disposed.set(id, (this.#disposed.get(id) ?? 0) + 1);
    this.#drop(id);
  }
}
