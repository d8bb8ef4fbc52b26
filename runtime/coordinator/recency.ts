interface Linked<T> {
  readonly bytes: number;
  listed: boolean;
  older: T | undefined;
  newer: T | undefined;
}

/** What may be spilled, in the order of its last use. */
export class Recency<T extends Linked<T>> {
  oldest: T | undefined = undefined;
  #newest: T | undefined = undefined;

  add(item: T): void {
    item.listed = true;
    item.older = this.#newest;
    if (this.#newest === undefined) this.oldest = item;
    else this.#newest.newer = item;
    this.#newest = item;
  }

  remove(item: T): void {
    item.listed = false;
    if (item.older === undefined) this.oldest = item.newer;
    else item.older.newer = item.newer;
    if (item.newer === undefined) this.#newest = item.older;
    else item.newer.older = item.older;
    item.older = item.newer = undefined;
  }
}
