/** Something that is due at a time; `place` belongs to the heap, -1 outside of it. */
export interface Due {
  at: number;
  place: number;
}

/** A binary heap in which every item knows its place, so that it can be taken out again in O(log n). */
export class Deadlines<T extends Due> {
  readonly #items: T[] = [];

  /** When the first is due; Infinity without any. */
  get next(): number {
    return this.#items.length > 0 ? this.#items[0]!.at : Infinity;
  }

  add(item: T): void {
    item.place = this.#items.push(item) - 1;
    this.#rise(item);
  }

  /** Nothing happens to an item that is not in the heap. */
  remove(item: T): void {
    const { place } = item;
    if (place < 0) return;
    item.place = -1;
    const last = this.#items.pop()!;
    if (last === item) return;
    this.#items[place] = last;
    last.place = place;
    this.#rise(last);
    this.#sink(last);
  }

  /** Takes out one that is due, the first in time. */
  take(now: number): T | undefined {
    const first = this.#items[0];
    if (first === undefined || first.at > now) return undefined;
    this.remove(first);
    return first;
  }

  #rise(item: T): void {
    const items = this.#items;
    while (item.place > 0) {
      const up = items[(item.place - 1) >> 1]!;
      if (up.at <= item.at) return;
      this.#swap(up, item);
    }
  }

  #sink(item: T): void {
    const items = this.#items;
    for (;;) {
      let child = items[2 * item.place + 1];
      const right = items[2 * item.place + 2];
      if (child === undefined) return;
      if (right !== undefined && right.at < child.at) child = right;
      if (child.at >= item.at) return;
      this.#swap(item, child);
    }
  }

  /** `up` and `down` change places. */
  #swap(up: T, down: T): void {
    const { place } = up;
    up.place = down.place;
    down.place = place;
    this.#items[up.place] = up;
    this.#items[place] = down;
  }
}
