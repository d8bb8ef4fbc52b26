/** Hands what comes in from callbacks to one reader, in its order. */
export class Inbox<T> {
  #items: T[] = [];
  #taken = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** What `take` throws once everything before it was taken; later ones say nothing. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake?.();
  }

  /** The next item, when there is one. One call at a time. */
  async take(): Promise<T> {
    while (this.#taken === this.#items.length) {
      if (this.#failure !== undefined) throw this.#failure.error;
      this.#items = [];
      this.#taken = 0;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#items[this.#taken++]!;
  }
}
