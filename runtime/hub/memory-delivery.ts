import { driver, type Id, type Value } from '../coordinator/events.ts';
import type { MemoryMessage } from '../worker/join.ts';
import type { Member } from './member.ts';
import type { SharedMemories } from './shared-memories.ts';

export interface DeliveryOptions {
  readonly memories: SharedMemories;
  readonly member: (id: Id) => Member | undefined;
  readonly members: () => Iterable<Member>;
  /** The driver's. */
  readonly takeMemory: (message: MemoryMessage) => void;
  /** The driver is in this thread. */
  readonly inline: boolean;
}

/** Hands shared memory to the threads that read and write there, ahead of the messages that speak of it. */
export class MemoryDelivery {
  readonly #options: DeliveryOptions;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  /** A buffer of the object's own is posted with every delivery. */
  deliver(client: Id, value: Value & { readonly kind: 'stored' }): void {
    if (value.block !== value.memory) return;
    const buffer = this.#options.memories.get(value.memory);
    // a wrapper of its own: this thread keeps the other one for as long as the object lives
    this.#hand(client, value.memory, client === driver && this.#options.inline ? structuredClone(buffer) : buffer);
  }

  /** For whoever writes there, and keeps nothing of it. */
  lend(client: Id, memory: Id): void {
    this.#hand(client, memory, this.#options.memories.get(memory));
  }

  map(memory: Id, bytes: number, segment: boolean): void {
    const buffer = this.#options.memories.map(memory, bytes, segment);
    if (segment) this.#tellAll({ kind: 'memory', memory, buffer, segment: true });
  }

  unmap(memory: Id): void {
    if (this.#options.memories.unmap(memory)) this.#tellAll({ kind: 'unmapped', memory });
  }

  #hand(client: Id, memory: Id, buffer: SharedArrayBuffer): void {
    const message: MemoryMessage = { kind: 'memory', memory, buffer, segment: false };
    if (client === driver) {
      this.#options.takeMemory(message);
      return;
    }
    const member = this.#options.member(client);
    if (member === undefined) return;
    member.littered = true;
    member.thread.post(message);
  }

  #tellAll(message: MemoryMessage): void {
    this.#options.takeMemory(message);
    // the others are given what there is when they join
    for (const { thread, joined } of this.#options.members()) if (joined) thread.post(message);
  }
}
