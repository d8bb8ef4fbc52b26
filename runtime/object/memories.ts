import type { Id } from '../coordinator/events.ts';

interface Lease {
  readonly block: Id;
}

export interface MemoriesOptions {
  /** Nothing in this thread can see the block any more. */
  readonly unlease: (block: Id) => void;
  /** Takes in what has been sent and not yet received. */
  readonly pull: () => void;
  /** So much was leased that it is worth to look for what of it nobody sees any more. */
  readonly littered: () => void;
}

/** Leased since the last look: what is not seen any more can be used again, and fresh memory costs more than a look. */
const litterBytes = 64 * 2 ** 20;

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
  readonly #options: MemoriesOptions;
  #litter = 0;

  constructor(options: MemoriesOptions) {
    this.#options = options;
    this.#collected = new FinalizationRegistry(({ block }) => options.unlease(block));
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
    if (leased) this.#lease(buffer, memory);
    return buffer;
  }

  #lease(buffer: SharedArrayBuffer, block: Id): void {
    this.#collected.register(buffer, { block });
    this.#litter += buffer.byteLength;
    if (this.#litter < litterBytes) return;
    this.#litter = 0;
    this.#options.littered();
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
      this.#options.pull();
      found = look();
    }
    if (found === undefined) throw new Error(`Cannot reach shared memory ${memory}: it was never sent to this thread`);
    return found;
  }
}
