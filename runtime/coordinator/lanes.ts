/** What stands in a lane. Only one that is `queued` may leave it; one that is `done` is passed over. */
export interface Standing {
  readonly seq: number;
  readonly state: string;
}

/** One client's or caller's queue, first in, first out. */
class Lane<T extends Standing> {
  readonly key: number;
  /** Neighbours in the ring of lanes that have something to give; undefined outside of it. */
  next: Lane<T> | undefined = undefined;
  previous: Lane<T> | undefined = undefined;
  #items: T[] = [];
  #head = 0;

  constructor(key: number) {
    this.key = key;
  }

  get empty(): boolean {
    return this.#head === this.#items.length;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): void {
    this.#head++;
    if (this.#head === this.#items.length) {
      this.#items.length = this.#head = 0;
    } else if (this.#head > 1024 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  /** To the front, behind older ones that stand there already. */
  restore(item: T): void {
    let at = this.#head;
    while (at < this.#items.length && this.#items[at]!.seq < item.seq) at++;
    if (at === this.#head && at > 0) this.#items[--this.#head] = item;
    else this.#items.splice(at, 0, item);
  }

  remove(item: T): void {
    this.#items.splice(this.#items.indexOf(item, this.#head), 1);
    if (this.empty) this.#items.length = this.#head = 0;
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#items.slice(this.#head)[Symbol.iterator]();
  }
}

/** The queues of a pool. Those whose first item may leave form a ring and give one item in turn. */
export class Lanes<T extends Standing> {
  readonly #byKey = new Map<number, Lane<T>>();
  readonly #lasting: number;
  #turn: Lane<T> | undefined = undefined;

  /** @param lasting The key of the one lane that is kept while it is empty. */
  constructor(lasting: number) {
    this.#lasting = lasting;
  }

  /** How many there are. */
  get size(): number {
    return this.#byKey.size;
  }

  push(key: number, item: T): void {
    const lane = this.#lane(key);
    lane.push(item);
    if (lane.next === undefined) this.#refresh(lane);
  }

  /** To the front, behind older ones that stand there already. */
  restore(key: number, item: T): void {
    const lane = this.#lane(key);
    lane.restore(item);
    this.#refresh(lane);
  }

  /** The first item of the first lane, in turn, whose first item fits; it stays where it is. */
  find(fits: (item: T) => boolean): T | undefined {
    const turn = this.#turn;
    for (let lane = turn; lane !== undefined; lane = lane.next === turn ? undefined : lane.next) {
      if (fits(lane.first!)) return lane.first;
    }
    return undefined;
  }

  /** The first item of the lane leaves, and the turn passes on to the lane behind it. */
  shift(key: number): void {
    const lane = this.#byKey.get(key)!;
    lane.shift();
    this.#turn = lane.next;
    this.#refresh(lane);
  }

  /** Takes an item out of turn. */
  remove(key: number, item: T): void {
    const lane = this.#byKey.get(key)!;
    lane.remove(item);
    this.#refresh(lane);
  }

  /** To be called when an item in the lane has changed its state. */
  refresh(key: number): void {
    const lane = this.#byKey.get(key);
    if (lane !== undefined) this.#refresh(lane);
  }

  /** What stands first in a lane, even if it may not leave. */
  first(key: number): T | undefined {
    return this.#byKey.get(key)?.first;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const lane of this.#byKey.values()) yield* lane;
  }

  #lane(key: number): Lane<T> {
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const lane = new Lane<T>(key);
    this.#byKey.set(key, lane);
    return lane;
  }

  #refresh(lane: Lane<T>): void {
    while (lane.first?.state === 'done') lane.shift();
    if (lane.first?.state === 'queued') this.#link(lane);
    else this.#unlink(lane);
    if (lane.empty && lane.key !== this.#lasting) this.#byKey.delete(lane.key);
  }

  #link(lane: Lane<T>): void {
    if (lane.next !== undefined) return;
    if (this.#turn === undefined) {
      lane.next = lane.previous = this.#turn = lane;
    } else {
      // last in turn
      lane.next = this.#turn;
      lane.previous = this.#turn.previous;
      this.#turn.previous!.next = lane;
      this.#turn.previous = lane;
    }
  }

  #unlink(lane: Lane<T>): void {
    if (lane.next === undefined) return;
    if (lane.next === lane) {
      this.#turn = undefined;
    } else {
      lane.previous!.next = lane.next;
      lane.next.previous = lane.previous;
      if (this.#turn === lane) this.#turn = lane.next;
    }
    lane.next = lane.previous = undefined;
  }
}
