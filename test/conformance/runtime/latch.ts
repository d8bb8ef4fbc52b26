import { keepOneOpen } from './fixtures/keep-one-open.ts';

keepOneOpen();

const askMs = 50;

/** Holds tasks of `fixtures/latch.ts` until it is released: they have begun, and occupy their workers. */
export class Latch {
  readonly name = `latch ${crypto.randomUUID()}`;
  readonly #channel = new BroadcastChannel(this.name);
  /** The names of those that have. */
  readonly #begun = new Set<string>();
  #wake = () => {};

  constructor() {
    this.#channel.onmessage = ({ data }) => {
      if (data === 'go on' || data === 'who has begun?') return;
      this.#begun.add(data as string);
      this.#wake();
    };
  }

  /** Resolves when so many tasks have begun. */
  async begun(count = 1): Promise<void> {
    // in browsers, what is said on a channel that was just opened here may not be heard
    const asking = setInterval(() => this.#channel.postMessage('who has begun?'), askMs);
    while (this.#begun.size < count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
    clearInterval(asking);
  }

  /** How many have begun by now. */
  get count(): number {
    return this.#begun.size;
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
