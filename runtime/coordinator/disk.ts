import type { Action } from './events.ts';
import { Recency } from './recency.ts';
import type { Block } from './state.ts';

/** What of the memory is on disk, and what may go there: the longest unused first. */
export class Disk {
  readonly capacity: number;
  /** Bytes there, or on their way. */
  used = 0;
  /** Bytes of memory that will be free when they are there. */
  leaving = 0;
  readonly #idle = new Recency<Block>();
  readonly #act: (action: Action) => void;

  constructor(capacity: number, act: (action: Action) => void) {
    this.capacity = capacity;
    this.#act = act;
  }

  /** Says whether a block may go. The moment when it was allowed to is that of its last use. */
  list(block: Block, mayGo: boolean): void {
    if (mayGo === block.listed) return;
    if (mayGo) this.#idle.add(block);
    else this.#idle.remove(block);
  }

  /**
   * Begins to write so many bytes.
   * @returns How many of them there was nothing or no room for.
   */
  write(bytes: number): number {
    let wanted = bytes;
    for (let block = this.#idle.oldest; block !== undefined && wanted > 0; block = this.#idle.oldest) {
      if (this.used + block.bytes > this.capacity) break;
      this.#idle.remove(block);
      block.where = 'spilling';
      wanted -= block.bytes;
      this.leaving += block.bytes;
      this.used += block.bytes;
      this.#act({ type: 'spill', block: block.id, memory: block.memory, offset: block.offset, bytes: block.bytes });
    }
    return wanted;
  }

  forget(block: Block): void {
    this.used -= block.bytes;
    this.#act({ type: 'forget', block: block.id });
  }
}
