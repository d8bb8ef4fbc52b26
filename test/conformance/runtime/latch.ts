/** Holds tasks of `fixtures/latch.ts` until it is released: they have begun, and occupy their workers. */
export class Latch {
  readonly name = `latch ${crypto.randomUUID()}`;
  readonly #channel = new BroadcastChannel(this.name);
  #begun = 0;
  #wake = () => {};

  constructor() {
    this.#channel.onmessage = ({ data }) => {
      if (data !== 'begun') return;
      this.#begun++;
      this.#wake();
    };
  }

  /** Resolves when so many tasks have begun. */
  async begun(count = 1): Promise<void> {
    while (this.#begun < count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }

  /** How many have begun by now. */
  get count(): number {
    return this.#begun;
  }

  /** Lets them go on. Those that begin later are held again. */
  release(): void {
    this.#channel.postMessage('go on');
  }

  [Symbol.dispose](): void {
    this.release();
    this.#channel.close();
  }
}
