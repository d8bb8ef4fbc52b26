/** What is still to be done, first in, first out. Keeps its memory when it is empty. */
export class Worklist<T> {
  readonly #items: (T | undefined)[] = [];
  #next = 0;
  #end = 0;

  get empty(): boolean {
    return this.#end === 0;
  }

  add(item: T): void {
    this.#items[this.#end++] = item;
  }

  take(): T | undefined {
    if (this.#end === 0) return undefined;
    const item = this.#items[this.#next];
    this.#items[this.#next++] = undefined;
    if (this.#next === this.#end) this.#next = this.#end = 0;
    return item;
  }
}
