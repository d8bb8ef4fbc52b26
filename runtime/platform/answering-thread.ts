import type { Backchannel, Platform, Thread, ThreadRole } from './platform.ts';

/** The first that such a thread is told. */
export interface StartAnswering {
  readonly kind: 'start';
  readonly answers: MessagePort;
  readonly bell: Int32Array;
}

/** The first that it answers. */
interface Up {
  readonly kind: 'up';
}

export interface AnsweringThreadOptions {
  readonly role: ThreadRole;
  readonly name: string;
  /** As in "the thread that … has ended". */
  readonly does: string;
}

/**
 * A thread that does for this one what needs an event loop, while this one sleeps: it is posted orders, its answers come back
 * by a channel that can be read without an event loop, and each rings the bell.
 */
export class AnsweringThread<Order, Answer extends { readonly kind: string }> {
  /** Counts answers. */
  readonly bell = new Int32Array(new SharedArrayBuffer(4));
  readonly #thread: Thread<Order | StartAnswering, never>;
  readonly #answers: Backchannel<Answer | Up>;
  #end: Error | undefined;

  /** Whether one can be had: it takes shared memory, and messages that a thread that sleeps can read. */
  static isPossible({ receivesAtOnce }: Platform): boolean {
    return typeof SharedArrayBuffer === 'function' && receivesAtOnce;
  }

  /** Resolves when it takes orders. */
  static async start<Order, Answer extends { readonly kind: string }>(
    platform: Platform,
    options: AnsweringThreadOptions,
  ): Promise<AnsweringThread<Order, Answer>> {
    const thread = new AnsweringThread<Order, Answer>(platform, options);
    // where nobody listens on the channel, looking there is the only way
    while (thread.#answers.receive() === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (thread.#end !== undefined) throw thread.#end;
    }
    return thread;
  }

  private constructor(platform: Platform, { role, name, does }: AnsweringThreadOptions) {
    this.#answers = platform.backchannel();
    this.#thread = platform.spawn(role, name);
    this.#thread.hold(false);
    this.#thread.onExit = (reason) => {
      this.#end = reason ?? new Error(`the thread that ${does} has ended`);
    };
    this.#thread.post({ kind: 'start', answers: this.#answers.far, bell: this.bell }, [this.#answers.far]);
  }

  /** Why it takes no more orders. */
  get end(): Error | undefined {
    return this.#end;
  }

  post(order: Order, transfer: readonly Transferable[] = []): void {
    this.#thread.post(order, transfer);
  }

  /** An answer that has come and was not taken yet. */
  receive(): Answer | undefined {
    return this.#answers.receive() as Answer | undefined; // the first was taken by `start`
  }

  /** Ends it. */
  close(): Promise<void> {
    this.#answers.close();
    return this.#thread.terminate();
  }
}

/** In such a thread, once it was told where to. @param buffersOf what goes with an answer @returns what gives an answer */
export function answerTo<Answer>(
  { answers, bell }: StartAnswering,
  buffersOf: (answer: Answer) => readonly Transferable[],
): (answer: Answer) => void {
  const give = (answer: Answer | Up, buffers: readonly Transferable[]) => {
    answers.postMessage(answer, [...buffers]);
    Atomics.add(bell, 0, 1);
    Atomics.notify(bell, 0);
  };
  give({ kind: 'up' }, []);
  return (answer) => give(answer, buffersOf(answer));
}
