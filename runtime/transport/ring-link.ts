import { Bell } from './bell.ts';
import { RingReader, RingWriter, ringMemory } from './byte-ring.ts';
import type { Codec, Link } from './link.ts';
import { Page } from './page.ts';

/** What one end is made from; can be posted to the thread that has it. */
export interface RingLinkEnd {
  readonly outbox: SharedArrayBuffer;
  readonly inbox: SharedArrayBuffer;
  /** What the other end's thread sleeps on. */
  readonly peerBell: SharedArrayBuffer;
}

/**
 * Makes the memory of a link between the hub and another thread. Bells belong to threads, not to links.
 * @param capacity Of each ring, in bytes.
 */
export function ringLinkEnds(
  hubBell: SharedArrayBuffer,
  threadBell: SharedArrayBuffer,
  capacity?: number,
): { readonly hub: RingLinkEnd; readonly thread: RingLinkEnd } {
  const up = ringMemory(capacity);
  const down = ringMemory(capacity);
  return {
    hub: { outbox: down, inbox: up, peerBell: threadBell },
    thread: { outbox: up, inbox: down, peerBell: hubBell },
  };
}

/** A link through shared memory. A message longer than a record travels in parts. */
export class RingLink<Out, In> implements Link<Out, In> {
  readonly #writer: RingWriter;
  readonly #reader: RingReader;
  readonly #peer: Bell;
  readonly #codec: Codec<Out, In>;
  /** The message on its way into the ring, and which words of its form are still to go. */
  #moving: Out | undefined;
  readonly #out = new Page();
  #from = 0;
  #to = 0;
  /** What waits behind it, from `#oldest` on; empty when nothing is on its way. */
  #waiting: Out[] = [];
  #oldest = 0;
  /** The peer has not been told yet. */
  #touched = false;
  readonly #in = new Page();

  constructor(end: RingLinkEnd, codec: Codec<Out, In>) {
    this.#writer = new RingWriter(end.outbox);
    this.#reader = new RingReader(end.inbox);
    this.#peer = new Bell(end.peerBell);
    this.#codec = codec;
  }

  /** Messages that have no room in the ring yet. */
  get backlog(): number {
    return this.#moving === undefined ? 0 : 1 + this.#waiting.length - this.#oldest;
  }

  get pending(): boolean {
    return this.#reader.pending || (this.#moving !== undefined && this.#writer.room);
  }

  send(message: Out): void {
    if (this.#moving !== undefined) this.#waiting.push(message);
    else this.#move(message);
  }

  flush(): void {
    this.#publish();
    if (!this.#touched) return;
    this.#touched = false;
    this.#peer.ring();
  }

  show(): void {
    this.#publish();
    this.#peer.nudge();
  }

  #publish(): void {
    let moves = this.#moving === undefined || this.#push();
    while (moves && this.#oldest < this.#waiting.length) moves = this.#move(this.#waiting[this.#oldest++]!);
    if (this.#oldest === this.#waiting.length && this.#oldest > 0) {
      this.#waiting = [];
      this.#oldest = 0;
    }
    this.#writer.publish();
  }

  receive(): In | undefined {
    for (;;) {
      const found = this.#reader.shift(this.#in);
      if (found === 'nothing') return undefined;
      if (this.#reader.takeFull()) this.#peer.ring();
      if (found === 'end') break;
    }
    this.#in.at = 0;
    const message = this.#codec.read(this.#in);
    this.#in.rewind();
    return message;
  }

  #move(message: Out): boolean {
    this.#out.rewind();
    this.#codec.write(this.#out, message);
    this.#from = 0;
    this.#to = this.#out.at;
    this.#moving = message;
    return this.#push();
  }

  /** Moves what there is room for; true when the message is whole in the ring. */
  #push(): boolean {
    const { limit } = this.#writer;
    while (this.#from < this.#to) {
      const words = Math.min(limit, this.#to - this.#from);
      if (!this.#writer.push(this.#out, this.#from, words, this.#to - this.#from - words)) return false;
      this.#from += words;
      this.#touched = true;
    }
    this.#moving = undefined;
    return true;
  }
}
