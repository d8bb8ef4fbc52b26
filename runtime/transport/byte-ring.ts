import type { Page } from './page.ts';

// byte    0        64       128      192                             192 + capacity
//         +--------+--------+--------+-----------------------------------+
//         | head   | tail   | full   | records                           |
//         +--------+--------+--------+-----------------------------------+
//          reader's writer's either's \
//                                      +-------+------+-------------+ +----
//                                      | words | left | words * 8 B | | ...
//                                      +-------+------+-------------+ +----
//
// Head and tail count 8-byte words and never turn back; their places are those counts modulo the capacity. Each control
// word has a cache line of its own. A record is one word, its length in words and how many of the message are left for the
// next ones, and then its content, in one piece: where it does not fit before the end, a length of -1 sends the reader back
// to the start. The writer moves the tail when whole records lie before it, the reader moves the head when it has copied
// one out: whoever of them dies, and whenever, the other sees whole records only. `full` is 1 when the writer found no
// room; the reader takes it back when half the ring is free, where every record fits, and wakes the writer.
const head = 0;
const tail = 64 / 4;
const full = 128 / 4;
const records = 192;
const wrapped = -1;

/** What a reader found. */
export type Shifted = 'nothing' | 'part' | 'end';

/**
 * Memory for a ring.
 * @param capacity In bytes; a power of two, at least 64.
 */
export function ringMemory(capacity = 256 * 1024): SharedArrayBuffer {
  if (!(capacity >= 64) || (capacity & (capacity - 1)) !== 0) {
    throw new RangeError(`Cannot make a ring of ${capacity} bytes: not a power of two from 64 on`);
  }
  return new SharedArrayBuffer(records + capacity);
}

/** The end that writes; one thread at a time. */
export class RingWriter {
  readonly #control: Int32Array;
  readonly #ints: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #size: number;
  #written: number;
  #published: number;
  #head: number;

  constructor(memory: SharedArrayBuffer) {
    this.#control = new Int32Array(memory, 0, records / 4);
    this.#ints = new Int32Array(memory, records);
    this.#bytes = new Uint8Array(memory, records);
    this.#size = this.#bytes.length / 8;
    this.#written = this.#published = Atomics.load(this.#control, tail);
    this.#head = Atomics.load(this.#control, head);
  }

  /** The longest content of a record, in words. */
  get limit(): number {
    return this.#size / 4 - 1;
  }

  /** Half the ring is free: any record fits. */
  get room(): boolean {
    return ((this.#written - Atomics.load(this.#control, head)) | 0) <= this.#size / 2;
  }

  /**
   * Writes one record, which the reader does not see yet.
   * @param words At most `limit`.
   * @param left What is still to come of the message, in words.
   * @returns False when there is no room; what was written before is published then.
   */
  push(page: Page, from: number, words: number, left: number): boolean {
    let place = this.#written & (this.#size - 1);
    const before = this.#size - place;
    const skipped = words + 1 > before ? before : 0;
    if (!this.#fits(skipped + words + 1)) return false;
    if (skipped > 0) {
      this.#ints[2 * place] = wrapped;
      place = 0;
    }
    let to = 2 * place;
    this.#ints[to++] = words;
    this.#ints[to++] = left;
    copyWords(page.ints, page.bytes, 2 * from, this.#ints, this.#bytes, to, 2 * words);
    this.#written = (this.#written + skipped + words + 1) | 0;
    return true;
  }

  /**
   * Shows the reader what was written.
   * @returns Whether there was anything.
   */
  publish(): boolean {
    if (this.#written === this.#published) return false;
    this.#published = this.#written;
    Atomics.store(this.#control, tail, this.#written);
    return true;
  }

  #fits(words: number): boolean {
    const most = this.#size - words;
    if (((this.#written - this.#head) | 0) <= most) return true;
    this.#head = Atomics.load(this.#control, head);
    if (((this.#written - this.#head) | 0) <= most) return true;
    this.publish();
    Atomics.store(this.#control, full, 1);
    // the reader may have made room before it could see the sign
    this.#head = Atomics.load(this.#control, head);
    return ((this.#written - this.#head) | 0) <= most;
  }
}

/** The end that reads; one thread at a time. */
export class RingReader {
  readonly #control: Int32Array;
  readonly #ints: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #size: number;
  #head: number;
  #tail: number;

  constructor(memory: SharedArrayBuffer) {
    this.#control = new Int32Array(memory, 0, records / 4);
    this.#ints = new Int32Array(memory, records);
    this.#bytes = new Uint8Array(memory, records);
    this.#size = this.#bytes.length / 8;
    this.#head = Atomics.load(this.#control, head);
    this.#tail = Atomics.load(this.#control, tail);
  }

  get pending(): boolean {
    return Atomics.load(this.#control, tail) !== this.#head;
  }

  /** Appends the next record's content to the page: a part of a message, or the end of one. */
  shift(page: Page): Shifted {
    if (this.#head === this.#tail) {
      this.#tail = Atomics.load(this.#control, tail);
      if (this.#head === this.#tail) return 'nothing';
    }
    let place = this.#head & (this.#size - 1);
    if (this.#ints[2 * place] === wrapped) {
      this.#head = (this.#head + this.#size - place) | 0;
      place = 0;
    }
    let from = 2 * place;
    const words = this.#ints[from++]!;
    const left = this.#ints[from++]!;
    page.reserve(words + left); // once, for the whole message
    copyWords(this.#ints, this.#bytes, from, page.ints, page.bytes, 2 * page.at, 2 * words);
    page.at += words;
    this.#head = (this.#head + words + 1) | 0;
    Atomics.store(this.#control, head, this.#head);
    return left > 0 ? 'part' : 'end';
  }

  /** True once after the writer found no room and half the ring is free again: wake it. */
  takeFull(): boolean {
    if (Atomics.load(this.#control, full) === 0) return false;
    if (((Atomics.load(this.#control, tail) - this.#head) | 0) > this.#size / 2) return false;
    return Atomics.exchange(this.#control, full, 0) === 1;
  }
}

/** Below this count a loop is faster than the engine's own copy. Integers, since a number that is no number loses bits. */
const loopedInts = 64;

function copyWords(ints: Int32Array, bytes: Uint8Array, from: number, toInts: Int32Array, toBytes: Uint8Array, to: number, count: number) {
  if (count > loopedInts) toBytes.set(bytes.subarray(4 * from, 4 * (from + count)), 4 * to);
  else for (let i = 0; i < count; i++) toInts[to + i] = ints[from + i]!;
}
