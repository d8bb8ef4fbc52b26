import type { Id } from '../coordinator/events.ts';

interface Lease {
  readonly block: Id;
}

/**
 * The shared memory that this thread can see. Segments stay; a buffer of an object's own arrives anew with each
 * delivery, and each arriving wrapper is one lease: the wrapper, which every view derived from it keeps alive, is
 * registered for finalization, never a view.
 */
export class Memories {
  readonly #segments = new Map<Id, SharedArrayBuffer>();
  /** Arrived ahead of the message that speaks of them. */
  readonly #arrived = new Map<Id, SharedArrayBuffer[]>();
  readonly #collected: FinalizationRegistry<Lease>;
  readonly #pull: () => void;

  /**
   * @param unlease nothing in this thread can see the block any more
   * @param pull takes in what has been sent and not yet received
   */
  constructor(unlease: (block: Id) => void, pull: () => void) {
    this.#collected = new FinalizationRegistry(({ block }) => unlease(block));
    this.#pull = pull;
  }

  addSegment(memory: Id, buffer: SharedArrayBuffer): void {
    this.#segments.set(memory, buffer);
  }

  removeSegment(memory: Id): void {
    this.#segments.delete(memory);
  }

  addBuffer(memory: Id, buffer: SharedArrayBuffer): void {
    const waiting = this.#arrived.get(memory);
    if (waiting === undefined) this.#arrived.set(memory, [buffer]);
    else waiting.push(buffer);
  }

  segment(memory: Id): SharedArrayBuffer {
    return this.#find(() => this.#segments.get(memory), memory);
  }

  /** A delivered buffer; `leased`: its views may go anywhere, and its end is reported. */
  takeBuffer(memory: Id, leased: boolean): SharedArrayBuffer {
    const buffer = this.#find(() => this.#take(memory), memory);
    if (leased) this.#collected.register(buffer, { block: memory });
    return buffer;
  }

  #take(memory: Id): SharedArrayBuffer | undefined {
    const waiting = this.#arrived.get(memory);
    const buffer = waiting?.shift();
    if (waiting?.length === 0) this.#arrived.delete(memory);
    return buffer;
  }

  #find(look: () => SharedArrayBuffer | undefined, memory: Id): SharedArrayBuffer {
    let found = look();
    if (found === undefined) {
      this.#pull();
      found = look();
    }
    if (found === undefined) throw new Error(`Cannot reach shared memory ${memory}: it was never sent to this thread`);
    return found;
  }
}
