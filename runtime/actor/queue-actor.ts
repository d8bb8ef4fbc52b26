/** An item as it passes: a list of its one reference, which is not resolved on the way. */
export type QueuedItem = readonly [Disposable];

interface Waiting<T, I> {
  readonly item: I;
  readonly ready: (value: T) => void;
  readonly timer: ReturnType<typeof setTimeout> | undefined;
}

/** The actor behind a `Queue`: keeps references, so that the items themselves never come here. */
export class QueueActor {
  readonly #maxSize: number;
  /** The oldest is at `#oldest`. */
  #items: QueuedItem[] = [];
  #oldest = 0;
  /** First come, first served. Only one of the two has anybody. */
  readonly #getters = new Set<Waiting<QueuedItem | undefined, undefined>>();
  readonly #putters = new Set<Waiting<boolean, QueuedItem>>();

  /** @param maxSize 0 for no limit */
  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  /** False when there was no room in time. */
  async put(item: QueuedItem, timeoutMs?: number): Promise<boolean> {
    if (this.#room >= 1) {
      this.#take(item);
      return true;
    }
    if (timeoutMs === 0) return false;
    return await wait(this.#putters, item, timeoutMs, false);
  }

  /** All of them, or none. */
  async putBatch(items: readonly QueuedItem[]): Promise<boolean> {
    if (this.#room < items.length) return false;
    for (const item of items) this.#take(item);
    return true;
  }

  /** Undefined when there was none in time. */
  async get(timeoutMs?: number): Promise<QueuedItem | undefined> {
    if (this.#size > 0) return handOver(this.#give());
    if (timeoutMs === 0) return undefined;
    const item = await wait(this.#getters, undefined, timeoutMs, undefined);
    return item && handOver(item);
  }

  /** So many, or undefined. */
  async getBatch(count: number): Promise<QueuedItem[] | undefined> {
    if (this.#size < count) return undefined;
    return Array.from({ length: count }, () => handOver(this.#give()));
  }

  size(): number {
    return this.#size;
  }

  get #size(): number {
    return this.#items.length - this.#oldest;
  }

  get #room(): number {
    return this.#maxSize === 0 ? Number.POSITIVE_INFINITY : this.#maxSize - this.#size;
  }

  #take(item: QueuedItem): void {
    const [getter] = this.#getters;
    if (getter === undefined) this.#items.push(item);
    else release(this.#getters, getter, item);
  }

  #give(): QueuedItem {
    const item = this.#items[this.#oldest++]!;
    if (this.#oldest * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#oldest);
      this.#oldest = 0;
    }
    const [putter] = this.#putters;
    if (putter !== undefined) {
      this.#items.push(putter.item);
      release(this.#putters, putter, true);
    }
    return item;
  }
}

function wait<T, I>(waiting: Set<Waiting<T, I>>, item: I, timeoutMs: number | undefined, late: T): Promise<T> {
  return new Promise((ready) => {
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => release(waiting, entry, late), timeoutMs);
    const entry: Waiting<T, I> = { item, ready, timer };
    waiting.add(entry);
  });
}

function release<T, I>(waiting: Set<Waiting<T, I>>, entry: Waiting<T, I>, value: T): void {
  waiting.delete(entry);
  clearTimeout(entry.timer);
  entry.ready(value);
}

/** The actor's own handle goes as soon as the answer, which has one too, was made: microtasks make it. */
function handOver(item: QueuedItem): QueuedItem {
  setTimeout(() => item[0][Symbol.dispose](), 0);
  return item;
}
