import type { Id } from './events.ts';

const pageIds = 256;
/** Pages that are found without the map, by the low bits of their numbers; a power of two. */
const recentPages = 256;

interface Page<T> {
  number: number;
  count: number;
  readonly values: (T | undefined)[];
}

/**
 * A Map for ids. Since clients number what they make, ids are dense: values lie in pages of 256 neighbours, which go with
 * their last value. Several times faster than a Map of many thousands, whose table no cache holds.
 */
export class IdMap<T> {
  readonly #pages = new Map<number, Page<T>>();
  readonly #recent = new Array<Page<T> | undefined>(recentPages).fill(undefined);
  /** The last page that became empty: it stays until another one does, since its next neighbour may come. */
  #empty: Page<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get(id: Id): T | undefined {
    const number = Math.floor(id / pageIds);
    return this.#page(number)?.values[id - number * pageIds];
  }

  has(id: Id): boolean {
    return this.get(id) !== undefined;
  }

  set(id: Id, value: T & {}): void {
    const number = Math.floor(id / pageIds);
    const page = this.#page(number) ?? this.#add(number);
    const place = id - number * pageIds;
    if (page.values[place] === undefined) {
      page.count++;
      this.#size++;
    }
    page.values[place] = value;
  }

  delete(id: Id): boolean {
    const number = Math.floor(id / pageIds);
    const page = this.#page(number);
    const place = id - number * pageIds;
    if (page?.values[place] === undefined) return false;
    page.values[place] = undefined;
    this.#size--;
    if (--page.count === 0 && this.#empty !== page) {
      this.#removeEmpty();
      this.#empty = page;
    }
    return true;
  }

  #removeEmpty(): Page<T> | undefined {
    const page = this.#empty;
    this.#empty = undefined;
    if (page === undefined || page.count > 0) return undefined;
    this.#pages.delete(page.number);
    const recent = page.number & (recentPages - 1);
    if (this.#recent[recent] === page) this.#recent[recent] = undefined;
    return page;
  }

  *values(): Generator<T> {
    for (const { values } of this.#pages.values()) for (const value of values) if (value !== undefined) yield value;
  }

  #page(number: number): Page<T> | undefined {
    const recent = this.#recent[number & (recentPages - 1)];
    if (recent?.number === number) return recent;
    const page = this.#pages.get(number);
    if (page !== undefined) this.#recent[number & (recentPages - 1)] = page;
    return page;
  }

  #add(number: number): Page<T> {
    const page = this.#removeEmpty() ?? { number, count: 0, values: new Array<undefined>(pageIds).fill(undefined) };
    page.number = number;
    this.#pages.set(number, page);
    this.#recent[number & (recentPages - 1)] = page;
    return page;
  }
}
